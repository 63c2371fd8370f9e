"""Keeps whole shared pages: the same bytes for everyone, so cookies play no part in the key (law 9).

An answer is kept only if it is marked as shared, is a success and asks for no cookie. The key is the
host-free address with the parameters in order; an unknown parameter still makes a page of its own,
which is bounded by the cache's size.
"""

import hashlib
from collections.abc import Callable

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_cache_control
from django.utils.http import parse_etags, quote_etag

Handler = Callable[[HttpRequest], HttpResponse]

LONGEST_ADDRESS = 1000
_OK = 200


def keep_shared_pages(get_response: Handler) -> Handler:
    """Answer shared pages from the cache, and let browsers and proxies keep them as long."""
    seconds = settings.PAGE_CACHE_SECONDS

    def middleware(request: HttpRequest) -> HttpResponse:
        key = _key(request)
        kept: tuple[bytes, dict[str, str]] | None = cache.get(key) if seconds and key else None
        if kept is not None:
            response = HttpResponse(kept[0], headers=kept[1])
        else:
            response = get_response(request)
            if not _is_shared(response):
                return response
            patch_cache_control(response, public=True, max_age=seconds)
            response.headers["ETag"] = _etag(response.content)
            if seconds and key and response.status_code == _OK and request.method == "GET":
                cache.set(key, (response.content, dict(response.headers)), seconds)
        return _conditional(request, response)

    return middleware


def _key(request: HttpRequest) -> str:
    address = request.get_full_path()
    if request.method not in {"GET", "HEAD"} or len(address) > LONGEST_ADDRESS:
        return ""
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
    etag = response.headers.get("ETag")
    if etag and response.status_code == _OK and etag in parse_etags(request.headers.get("If-None-Match", "")):
        fresh = HttpResponseNotModified()
        for name in ("ETag", "Cache-Control", "Vary", "Content-Language"):
            if response.has_header(name):
                fresh.headers[name] = response.headers[name]
        return fresh
    return response
