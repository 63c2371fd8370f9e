"""Signing in by e-mail, with a pause after too many wrong passwords, at every door (the back office too)."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from marketplace.accounts.models import User
from marketplace.core.web.throttle import client_address, forget_tries, has_reached_limit, is_over_limit

# One person's memory fails a few times; a whole village shares one address at a carrier.
TRIES, TRIES_PER_ADDRESS, PAUSE_SECONDS = 8, 100, 900
_PERSON, _ADDRESS = "sign-in", "sign-in-address"


def must_pause(request: HttpRequest, email: str) -> bool:
    """Return whether no more passwords are looked at for now, right or wrong."""
    address = client_address(request)
    return has_reached_limit(
        scope=_PERSON, identity=_identity(email, address), limit=TRIES
    ) or has_reached_limit(scope=_ADDRESS, identity=address, limit=TRIES_PER_ADDRESS)


class EmailBackend(ModelBackend):
    """Counts what is tried in vain."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> User | None:
        """Return the person whose e-mail and password these are."""
        email = username or kwargs.get("email") or ""
        if request is None:
            return self._check(request, email, password)
        if must_pause(request, email):
            raise PermissionDenied
        user = self._check(request, email, password)
        address = client_address(request)
        if user is None:
            is_over_limit(
                scope=_PERSON, identity=_identity(email, address), limit=TRIES, seconds=PAUSE_SECONDS
            )
            is_over_limit(scope=_ADDRESS, identity=address, limit=TRIES_PER_ADDRESS, seconds=PAUSE_SECONDS)
        else:
            forget_tries(scope=_PERSON, identity=_identity(email, address))
        return user

    def _check(self, request: HttpRequest | None, email: str, password: str | None) -> User | None:
        user = super().authenticate(request, username=email, password=password)
        return user if isinstance(user, User) else None


def _identity(email: str, address: str) -> str:
    return f"{email.strip().lower()} {address}"
