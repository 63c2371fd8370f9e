"""Counting of tries in the cache: so many within a span, then a pause. Nobody is locked out for good.

The counter is shared by all processes where the cache is (Redis); with the in-process cache of
the demo, and while Redis is away, each process counts for itself.
"""

from ipaddress import IPv4Address, IPv6Network, ip_address
from typing import Final

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.crypto import salted_hmac

_SALT = "marketplace.core.web.throttle"
_LINE_BITS: Final = 64


def client_address(request: HttpRequest) -> str:
    """Return the address a request came from, as tries are counted: of IPv6 the network of its line, ``2001:db8::/64``.

    A proxy's word is taken only where settings trust it.
    """
    said = str(request.META.get("REMOTE_ADDR", ""))
    if getattr(settings, "TRUST_PROXY_HEADERS", False):
        # The last entry is the one that our own proxy wrote; those before it anyone can write.
        said = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip() or said
    return _line(said)


def is_over_limit(*, scope: str, identity: str, limit: int, seconds: int) -> bool:
    """Count one try of ``identity`` in ``scope`` and return whether it was one too many."""
    key = _key(scope, identity)
    if cache.add(key, 1, timeout=seconds):
        return limit < 1
    try:
        return cache.incr(key) > limit
    except ValueError:  # it ran out between the two calls
        cache.add(key, 1, timeout=seconds)
        return limit < 1


def has_reached_limit(*, scope: str, identity: str, limit: int) -> bool:
    """Return whether ``identity`` has used up its tries, without counting one."""
    return int(cache.get(_key(scope, identity), 0)) >= limit


def forget_tries(*, scope: str, identity: str) -> None:
    """Start ``identity`` afresh, as after a right password."""
    cache.delete(_key(scope, identity))


def too_many_tries(request: HttpRequest, *, seconds: int) -> HttpResponse:
    """Return the page that asks for a pause."""
    response = render(request, "429.html", {"retry_after": seconds}, status=429)
    response.headers["Retry-After"] = str(seconds)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _line(address: str) -> str:
    """Return what one line or phone has: of IPv6 it is given 2^64 addresses, and takes another as it likes."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv4Address):
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(IPv6Network((int(found), _LINE_BITS), strict=False))


def _key(scope: str, identity: str) -> str:
    # An identity may be an e-mail or a token: the cache's keys should not tell it.
    return f"tries:{scope}:{salted_hmac(_SALT, identity).hexdigest()[:32]}"
