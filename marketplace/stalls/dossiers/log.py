"""What the log keeps of the writing of a dossier: only of one that an officer has read, or that changes a stall.

A first draft is its keeper's own business until it is handed in; from then on an officer may ask who put
another account number there, and when. What only identity checks need is never copied into the log.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from wagtail.log_actions import log

from marketplace.accounts.models import User
from marketplace.stalls.models import Dossier
from marketplace.stalls.models.dossiers import PRIVATE_FACTS

HIDDEN: Final = "•••"


def log_draft(dossier: Dossier, action: str, *, by: User, data: Mapping[str, Any]) -> None:
    """Log a move of a draft that somebody may ask about."""
    if dossier.round or dossier.is_amendment:
        log(instance=dossier, action=action, user=by, data=dict(data))


def facts_as_log(dossier: Dossier, names: list[str]) -> dict[str, str]:
    """Return facts as the log keeps them, by their columns."""
    return {name: _said(name, getattr(dossier, name)) for name in names}


def _said(name: str, value: Any) -> str:
    if value in (None, ""):
        return ""
    if name in PRIVATE_FACTS:
        return HIDDEN
    return f"{value:%d/%m/%Y}" if isinstance(value, dt.date) else str(value)
