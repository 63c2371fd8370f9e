"""Whether Elasticsearch is worth asking. What one process learns, all learn where they share a cache.

The first failure opens the breaker: that shopper has waited long enough. While it is open the database
answers, and one question every few seconds is let through; the first that is answered closes it.

An Elasticsearch that answers and takes nothing (its disk is full, its index read-only) fell behind the
shelf, so the database answers too, and no question is let through before it took what waits. Of both
together one line is logged, when it begins; officers read a banner until it is over.
"""

import logging
import threading
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils import timezone

from marketplace.core.caching.kept_pages import marks

logger = logging.getLogger(__name__)

TRY_EVERY_SECONDS: Final = 5
REFUSALS_EVERY_SECONDS: Final = 300
# Without a question for so long nobody knows; the next one finds out.
_FORGET_SECONDS: Final = 3600
_AWAY: Final = "search.elasticsearch.silent"
_BEHIND: Final = "search.elasticsearch.behind"
_TRIAL: Final = "search.elasticsearch.trial"
_TOLD: Final = "search.elasticsearch.told"
_REFUSED: Final = "search.elasticsearch.refused"
# A cache in files looks before it adds: the shoppers of one process who waited together must not all be the first.
_adding = threading.Lock()


@dataclass(frozen=True, slots=True)
class Outage:
    """Since when Elasticsearch does not answer, and what it said last; ``is_behind`` where it answers but takes nothing."""

    since: datetime
    error: str
    is_behind: bool = False


def may_ask() -> bool:
    """Whether a question may go to Elasticsearch now."""
    outages = _outages()
    if _BEHIND in outages:
        return False
    return not outages or _is_first(_TRIAL, TRY_EVERY_SECONDS)


def note_failure(error: Any) -> None:
    """Remember that it did not answer; one line is logged, however many shoppers ask."""
    marks.set(_TRIAL, 1, TRY_EVERY_SECONDS)
    _begin(_AWAY, error, f"Elasticsearch does not answer, the database does: {error}")


def note_success() -> None:
    """Remember that it answered."""
    _end(_AWAY, "Elasticsearch answers again.")


def note_behind(error: Any) -> None:
    """Remember that it did not take what waits for it; one line is logged, however often it is tried."""
    _begin(_BEHIND, error, f"Elasticsearch does not take what changed, the database answers: {error}")


def note_abreast() -> None:
    """Remember that it took what waited."""
    _end(_BEHIND, "Elasticsearch takes what changes again.")


def note_refusal(error: Any) -> None:
    """Log that a question was refused, which is a fault of ours and no outage; one line in several minutes."""
    if _is_first(_REFUSED, REFUSALS_EVERY_SECONDS):
        logger.error("%s", error)


def forget() -> None:
    """Forget whatever it was: there is no Elasticsearch to tell of any more."""
    marks.delete_many([_AWAY, _BEHIND, _TRIAL, _TOLD])


def current_outage() -> Outage | None:
    """Return the outage that officers are told of, or ``None``; that it does not answer comes first."""
    outages = _outages()
    return outages.get(_AWAY) or outages.get(_BEHIND)


def _outages() -> dict[str, Outage]:
    found: dict[str, Outage] = marks.get_many([_AWAY, _BEHIND])
    return found


def _is_first(key: str, seconds: int) -> bool:
    with _adding:
        return bool(marks.add(key, 1, seconds))


def _begin(key: str, error: Any, message: str) -> None:
    known = _outages().get(key)
    since = known.since if known else timezone.now()
    marks.set(key, Outage(since, str(error)[:300], is_behind=key == _BEHIND), _FORGET_SECONDS)
    if _is_first(_TOLD, _FORGET_SECONDS):
        logger.error("%s", message)
    else:
        marks.touch(_TOLD, _FORGET_SECONDS)


def _end(key: str, message: str) -> None:
    outages = _outages()
    if key not in outages:
        return
    marks.delete_many([key, _TRIAL] if len(outages) > 1 else [key, _TRIAL, _TOLD])
    logger.info(message)
