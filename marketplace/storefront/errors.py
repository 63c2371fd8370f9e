"""Error answers in whole sentences. They draw from the theme and never fail themselves."""

from typing import Final

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from marketplace.core.web.middleware import ADMIN_PATH
from marketplace.core.web.private import private_page
from marketplace.core.web.same_origin import is_same_origin

_TOKEN: Final = "csrfmiddlewaretoken"  # noqa: S105 - the name of the field, not a token
# A password is typed again, not written into a page.
SECRET_FIELDS: Final = frozenset({"password", "current"})


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that the request made no sense, or that a form held more text than Django takes."""
    if isinstance(exception, RequestDataTooBig):
        return render(request, "413.html", {"is_text": True}, status=413)
    return render(request, "400.html", status=400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Say that this is not for the visitor."""
    return render(request, "403.html", status=403)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Say that nothing is here, and lead on."""
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Say that the fault is ours. The page asks for no data: the database may be what failed."""
    return render(None, "500.html", {"language": getattr(request, "LANGUAGE_CODE", "vi")}, status=500)


@private_page
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Say in a sentence that the form was too old or came from elsewhere; a form of ours can be sent again."""
    typed = _typed(request) if is_same_origin(request) else []
    return render(request, "403_csrf.html", {"hidden_fields": typed}, status=403)


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    """Return what somebody typed into a form of ours whose token is old: it goes back to them, and nowhere else."""
    if request.FILES or request.path.startswith(ADMIN_PATH) or request.POST.keys() & SECRET_FIELDS:
        return []  # a browser sends a file once
    return [(name, value) for name, values in request.POST.lists() for value in values if name != _TOKEN]
