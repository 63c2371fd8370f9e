"""What the shopper has told so far, kept in the session between the steps. Prices are never in it."""

import dataclasses
import time
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest

_KEY = "checkout"
_ORDERED = "ordered"
_FRESH_SECONDS: Final = 3600


@dataclass(frozen=True, slots=True)
class Draft:
    """The answers of the details step, checked. ``ward`` and ``province`` are official codes."""

    full_name: str
    phone: str
    email: str
    province: str
    ward: str
    line1: str
    note: str
    payment: str


def read_draft(request: HttpRequest) -> Draft | None:
    """Return what was told, or None before anything was, or when an older release wrote it otherwise."""
    stored: dict[str, Any] = request.session.get(_KEY) or {}
    names = {field.name for field in dataclasses.fields(Draft)}
    return Draft(**stored) if set(stored) == names else None


def keep_draft(request: HttpRequest, draft: Draft) -> None:
    """Remember what was told."""
    request.session[_KEY] = dataclasses.asdict(draft)


def forget_draft(request: HttpRequest) -> None:
    """Forget it all, once it is in an order."""
    request.session.pop(_KEY, None)


def remember_order(request: HttpRequest, *, number: str, token: str) -> None:
    """Remember what was ordered last, for whoever goes back to a step that is over."""
    request.session[_ORDERED] = [number, token, int(time.time())]


def ordered_lately(request: HttpRequest) -> tuple[str, str] | None:
    """Return number and token of the order of the last hour, or None."""
    number, token, at = request.session.get(_ORDERED) or ("", "", 0)
    return (number, token) if time.time() - at < _FRESH_SECONDS else None
