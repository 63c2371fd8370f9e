"""Pages of the back office beside Wagtail's own: a plain 403 for whoever may not see them."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render

View = Callable[..., HttpResponseBase]


def office_only(permission: str) -> Callable[[View], View]:
    """Let in who has ``permission``. Wagtail would send the others to its start page as if all were well."""

    def decorator(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.has_perm(permission):
                return render(request, "403.html", status=403)
            return view(request, *args, **kwargs)

        return guarded

    return decorator
