"""Whether Elasticsearch is worth asking. What one process learns, all learn where they share a cache.

The first failure opens the breaker: that shopper has waited long enough. While it is open the database
answers, and one question every few seconds is let through; the first that is answered closes it.
"""

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.core.cache import cache
from django.utils import timezone

logger = logging.getLogger(__name__)

TRY_EVERY_SECONDS: Final = 5
TELL_EVERY_SECONDS: Final = 300
# Without a question for so long nobody knows; the next one finds out.
_FORGET_SECONDS: Final = 3600
_AWAY: Final = "search.elasticsearch.away"
_TRIAL: Final = "search.elasticsearch.trial"
_TOLD: Final = "search.elasticsearch.told"


@dataclass(frozen=True, slots=True)
class Outage:
    """Since when Elasticsearch does not answer, and what it said last."""

    since: datetime
    error: str


def may_ask() -> bool:
    """Whether a question may go to Elasticsearch now."""
    return current_outage() is None or bool(cache.add(_TRIAL, 1, TRY_EVERY_SECONDS))


def note_failure(error: Any) -> None:
    """Remember that it did not answer; one line is logged, however many shoppers ask."""
    outage = current_outage()
    since = outage.since if outage else timezone.now()
    cache.set(_AWAY, Outage(since, str(error)[:300]), _FORGET_SECONDS)
    cache.set(_TRIAL, 1, TRY_EVERY_SECONDS)
    tell(f"Elasticsearch does not answer, the database does: {error}")


def tell(message: str) -> None:
    """Log an error of Elasticsearch's, one in several minutes however many there are."""
    if cache.add(_TOLD, 1, TELL_EVERY_SECONDS):
        logger.error(message)


def note_success() -> None:
    """Remember that it answered."""
    if current_outage() is not None:
        cache.delete_many([_AWAY, _TRIAL, _TOLD])
        logger.warning("Elasticsearch answers again.")


def current_outage() -> Outage | None:
    """Return the outage that officers are told of, or ``None``."""
    found: Outage | None = cache.get(_AWAY)
    return found
