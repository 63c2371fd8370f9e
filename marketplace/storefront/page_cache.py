"""Keeps whole shared pages: the same bytes for everyone, so cookies play no part in the key (law 9).

An answer is kept only if it is marked as shared, is a success and asks for no cookie. The key is the
host-free path with the parameters that a shared page reads, in a fixed order: what somebody else's
campaign adds to an address makes no page of its own.

What is kept counts until its time ends or the shelf changes, whichever comes first (``core.caching.kept_pages``).
Browsers and proxies may keep the bytes, but ask each time whether these still hold: goods that were taken
down are gone from their copies too.
"""

import hashlib
from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_cache_control
from django.utils.http import parse_etags, quote_etag

from marketplace.core.caching.kept_pages import drawing_with, look_up, pages
from search.pages.addresses import LIST_PARAMETERS

Handler = Callable[[HttpRequest], HttpResponse]

LONGEST_ADDRESS = 1000
# What lists, stalls and news read of an address; "p" is the sitemaps' own.
PARAMETERS = LIST_PARAMETERS | {"p"}
_OK = 200


def keep_shared_pages(get_response: Handler) -> Handler:
    """Answer shared pages from the cache, and let browsers and proxies keep them if they ask each time."""
    seconds = settings.PAGE_CACHE_SECONDS

    def middleware(request: HttpRequest) -> HttpResponse:
        if getattr(request, "is_dummy", False):
            return get_response(request)
        # Django asks for the host further in; a kept page must not answer to a name that is not ours.
        request.get_host()
        key = _key(request) if seconds else ""
        mark, found = look_up(key)
        kept: tuple[str, bytes, dict[str, str]] | None = found
        if kept is not None and kept[0] == mark:
            return _conditional(request, HttpResponse(kept[1], headers=kept[2]))
        with drawing_with(mark):
            response = get_response(request)
        if response.status_code != HTTPStatus.OK or not _is_shared(response):
            return response
        patch_cache_control(response, public=True, max_age=0, must_revalidate=True)
        response.headers["ETag"] = _etag(response.content)
        if key and mark and request.method == "GET":
            pages.set(key, (mark, response.content, dict(response.headers)), seconds)
        return _conditional(request, response)

    return middleware


def _key(request: HttpRequest) -> str:
    if request.method not in {"GET", "HEAD"} or len(request.get_full_path()) > LONGEST_ADDRESS:
        return ""
    # Of a name given twice the last value counts, so values keep their order.
    named = sorted(pair for pair in request.GET.lists() if pair[0] in PARAMETERS)
    known = [(name, value) for name, values in named for value in values]
    address = f"{request.path}?{urlencode(known)}"
    return f"page.{hashlib.sha256(address.encode()).hexdigest()}"


def _is_shared(response: HttpResponse) -> bool:
    """Whether the answer is marked as shared and nothing in it belongs to one visitor."""
    if not getattr(response, "is_shared_page", False) or response.cookies:
        return False
    varies = {name.strip().lower() for name in response.headers.get("Vary", "").split(",")}
    return not varies & {"cookie", "accept-language"}


def _etag(content: bytes) -> str:
    return quote_etag(hashlib.sha256(content).hexdigest()[:32])


def _conditional(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Answer 304 to who has these bytes already. A proxy that compresses marks the tag it sends as weak."""
    etag = response.headers["ETag"]
    known = {tag.removeprefix("W/") for tag in parse_etags(request.headers.get("If-None-Match", ""))}
    if not known & {etag, "*"}:
        return response
    fresh = HttpResponseNotModified()
    for name in ("ETag", "Cache-Control", "Vary", "Content-Language"):
        if response.has_header(name):
            fresh.headers[name] = response.headers[name]
    return fresh
