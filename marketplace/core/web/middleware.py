"""What every answer obeys: a body limit, a content policy, and a language chosen by the path alone."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.response import SimpleTemplateResponse
from django.utils import translation

from marketplace.core.web.bodies import CUT

Handler = Callable[[HttpRequest], HttpResponse]

_POLICY = (
    "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'; "
    "connect-src 'self'; object-src 'none'; base-uri 'self'; frame-ancestors 'self'; "
    "form-action 'self'"
)
# Wagtail's admin writes inline styles and scripts; only officers and editors get there.
_ADMIN_POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; "
    "script-src 'self' 'unsafe-inline' 'unsafe-eval'; object-src 'none'; base-uri 'self'; "
    "frame-ancestors 'self'; form-action 'self'"
)
ADMIN_PATH = "/quan-tri/"
ENGLISH_PATH = "/en/"
GOODS_PATH = "/kenh-ban-hang/mat-hang/"
_PIECE = 65_536


def content_policy(get_response: Handler) -> Handler:
    """Send the content security policy; it holds no nonce, so that a cache may keep the page."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        in_admin = request.path.startswith(ADMIN_PATH)
        response.headers.setdefault("Content-Security-Policy", _ADMIN_POLICY if in_admin else _POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        return response

    return middleware


def _takes_pictures(request: HttpRequest) -> bool:
    """Whether the address is the editor of a stall's goods, and the browser has signed in some time."""
    path = request.path.removeprefix(ENGLISH_PATH.rstrip("/"))
    return path.startswith(GOODS_PATH) and settings.SESSION_COOKIE_NAME in request.COOKIES


def refuse_large_bodies(get_response: Handler) -> Handler:
    """Answer 413 before anybody takes in a body that no form of ours can need."""

    def middleware(request: HttpRequest) -> HttpResponse:
        try:
            length = int(request.META.get("CONTENT_LENGTH") or 0)
        except ValueError:
            length = 0
        # The back office takes photographs of a size of its own, after signing in; a stall sends several at once.
        most = settings.MAX_UPLOAD_BYTES if _takes_pictures(request) else settings.MAX_BODY_BYTES
        is_too_long = length > most and not request.path.startswith(ADMIN_PATH)
        if is_too_long or request.META.get(CUT):
            _pour_away(request, min(length, settings.MAX_UPLOAD_BYTES))
            with translation.override(_language_of(request)):
                response = render(request, "413.html", {"most": most // 1_000_000}, status=413)
            response.headers["Connection"] = "close"
            return response
        return get_response(request)

    return middleware


def _pour_away(request: HttpRequest, left: int) -> None:
    """Read what is being sent and keep none of it.

    A connection that is closed on somebody who still sends is a connection that broke: the answer is lost.
    """
    body = request.META["wsgi.input"]
    while left > 0 and (piece := body.read(min(left, _PIECE))):
        left -= len(piece)


def _language_of(request: HttpRequest) -> str:
    return "en" if request.path_info.startswith(ENGLISH_PATH) else "vi"


def language_from_path(get_response: Handler) -> Handler:
    """Choose English under ``/en/`` and Vietnamese elsewhere; no cookie, no header is asked (law 9)."""

    def middleware(request: HttpRequest) -> HttpResponse:
        language = _language_of(request)
        translation.activate(language)
        request.LANGUAGE_CODE = language
        response = get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response

    return middleware


def explain_wrong_method(get_response: Handler) -> Handler:
    """Write a page where a view refuses the method: Django's own answer is a white page without a word.

    People come there: a button that was pressed after the session had ended leads through the door, and
    whoever has signed in is sent on to an address that takes buttons only.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED or response.content:
            return response
        if request.path.startswith(ADMIN_PATH):
            return response
        page = render(request, "405.html", status=HTTPStatus.METHOD_NOT_ALLOWED)
        page.headers["Allow"] = response.headers["Allow"]
        return page

    return middleware


def measure_sql(get_response: Handler) -> Handler:
    """Tell the number of queries in a header where ``MEASURE_SQL`` asks for it (benchmarks only)."""
    if not settings.MEASURE_SQL:
        return get_response

    def middleware(request: HttpRequest) -> HttpResponse:
        count = 0

        def counting(execute: Callable[..., Any], *call: Any) -> Any:
            nonlocal count
            count += 1
            return execute(*call)

        with connection.execute_wrapper(counting):
            response = get_response(request)
            if isinstance(response, SimpleTemplateResponse):
                response.render()
        response.headers["X-Floor-SQL"] = str(count)
        return response

    return middleware
