"""The back office opens to nobody without a second factor, whatever page is asked for."""

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from marketplace.accounts.second_factor import has_passed, must_have_second_factor
from marketplace.core.web.middleware import ADMIN_PATH

Handler = Callable[[HttpRequest], HttpResponse]
# Whoever cannot get in can still leave.
_ALWAYS_OPEN: Final = frozenset({"wagtailadmin_logout"})


def second_factor_at_the_office(get_response: Handler) -> Handler:
    """Lead those who may enter the back office to their code, or to setting one up, first."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(ADMIN_PATH) or not request.user.is_authenticated:
            return get_response(request)
        user = request.user
        if has_passed(request) or not must_have_second_factor(user):
            return get_response(request)
        if request.path_info in {reverse(name) for name in _ALWAYS_OPEN}:
            return get_response(request)
        page = "accounts:second_factor" if user.second_factor_since is None else "accounts:code"
        back = request.get_full_path() if request.method in {"GET", "HEAD"} else ADMIN_PATH
        return redirect(f"{reverse(page)}?{urlencode({'next': back})}")

    return middleware
