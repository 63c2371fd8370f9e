"""What the shopper has told so far, kept in the session between the steps. Prices are never in it."""

import dataclasses
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

_KEY = "checkout"


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
