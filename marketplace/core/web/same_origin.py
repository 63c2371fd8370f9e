"""Forms on shared pages carry no token (law 9); the views they reach check where a post came from."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

View = Callable[..., HttpResponseBase]


def is_same_origin(request: HttpRequest) -> bool:
    """Return whether the browser says that ``request`` comes from a page of this site.

    ``Sec-Fetch-Site`` cannot be set by a script; older browsers send ``Origin`` or at least
    ``Referer``. A request with none of the three is refused.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    source = request.headers.get("Origin") or request.headers.get("Referer")
    if not source or source == "null":
        return False
    parts = urlsplit(source)
    return parts.scheme == request.scheme and parts.netloc == request.get_host()


def same_origin_post(view: View) -> View:
    """Let ``view`` take posts without a CSRF token, from pages of this site only."""

    @csrf_exempt
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method not in {"GET", "HEAD", "OPTIONS"} and not is_same_origin(request):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded
