"""Counting what was searched for, without who: the page hands out a slip, the browser hands it back.

A page of results is the same for everyone and is kept by caches (law 9), so its view cannot count; and no
GET writes. Each page carries a signed slip that says the question, how many goods it has and where the page
begins; a small module posts it once the page is shown, and again with a position when goods are chosen. The
browser cannot make up a question or a number of results. Without a script nothing is counted, and the
report says so.

What is kept is a number by day and question. Whoever asks is known for a day by a keyed digest in the cache
alone, so that one address counts once for each question, and is in no row.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.core.signing import BadSignature, Signer
from django.db import IntegrityError, transaction
from django.db.models import F, Model
from django.utils import timezone

from marketplace.core.web.throttle import is_over_limit
from search.models.counts import LAST_POSITION, ClickCount, QuestionCount
from search.text.privacy import countable
from search.types import PAGE_SIZE, SearchPage, SearchQuery, Sort

# Rows of a day: enough for a busy floor, and what a script could fill is soon full.
MOST_QUESTIONS: Final = 5_000
MOST_CLICKS: Final = 20_000
# Of one address: a family or an office behind it searches so often at most.
COUNTS_PER_HOUR: Final = 300
_HOUR: Final = 3600
_DAY: Final = 24 * _HOUR
_SALT: Final = "search.counting"
_PARTS: Final = 4
# By the day, so that a page is the same for everyone; yesterday's may stand in a cache, or in front of somebody.
_GOOD_FOR_DAYS: Final = 2


@dataclass(frozen=True, slots=True)
class Slip:
    """What a page of results was: the question as it is counted, its goods, the position of the first of them, its day."""

    question: str
    results: int
    first: int
    drawn_on: int


def make_slip(query: SearchQuery, found: SearchPage) -> str:
    """Return the slip for a page of results, the same for everyone; empty where nothing is to be counted.

    With a filter or another order the number of goods and their positions say nothing of the question. An
    answer that failed says nothing either.
    """
    if query.filters.is_set or query.sort != Sort.RELEVANCE or (found.degraded and not found.total):
        return ""
    question = countable(query.text)
    if not question:
        return ""
    first = (found.page - 1) * PAGE_SIZE + 1
    return _signer().sign_object([question, found.total, first, timezone.localdate().toordinal()])


def read_slip(text: str) -> Slip | None:
    """Return what a slip says, or ``None`` where it is not one of ours."""
    try:
        said = _signer().unsign_object(text)
    except (BadSignature, ValueError):
        return None
    if not isinstance(said, list) or len(said) != _PARTS:
        return None
    return Slip(*said)


def count_question(slip: Slip, *, address: str, day: date | None = None) -> bool:
    """Count that the question was asked, today unless said; return whether it was counted. Only a first page asks."""
    if slip.first != 1 or _is_old(slip) or not _counts(slip.question, address=address):
        return False
    day, none = day or timezone.localdate(), int(not slip.results)
    rows = QuestionCount.objects.filter(day=day, question=slip.question)

    def add() -> int:
        return rows.update(asked=F("asked") + 1, empty=F("empty") + none, results=slip.results)

    fresh = QuestionCount(day=day, question=slip.question, asked=1, empty=none, results=slip.results)
    return bool(add()) or (_has_room(QuestionCount, day, MOST_QUESTIONS) and (_insert(fresh) or bool(add())))


def count_click(slip: Slip, *, place: int, address: str, day: date | None = None) -> bool:
    """Count that the goods at ``place`` of this page, from 1, were chosen; return whether it was counted."""
    position = slip.first + place - 1
    if not 1 <= place <= PAGE_SIZE or position > slip.results or _is_old(slip):
        return False
    position = min(position, LAST_POSITION)
    if not _counts(f"{slip.question}|{position}", address=address):
        return False
    day = day or timezone.localdate()
    rows = ClickCount.objects.filter(day=day, question=slip.question, position=position)
    fresh = ClickCount(day=day, question=slip.question, position=position, clicks=1)

    def add() -> int:
        return rows.update(clicks=F("clicks") + 1)

    return bool(add()) or (_has_room(ClickCount, day, MOST_CLICKS) and (_insert(fresh) or bool(add())))


def _is_old(slip: Slip) -> bool:
    """Whether the page was drawn so long ago that its slip says nothing of today."""
    return timezone.localdate().toordinal() - slip.drawn_on >= _GOOD_FOR_DAYS


def _signer() -> Signer:
    return Signer(salt=_SALT)


def _counts(what: str, *, address: str) -> bool:
    """Whether this is the address's first of the day, and not one of too many in an hour."""
    if is_over_limit(scope="search-counts", identity=address, limit=COUNTS_PER_HOUR, seconds=_HOUR):
        return False
    return not is_over_limit(scope="search-count", identity=f"{address}|{what}", limit=1, seconds=_DAY)


def _has_room(model: type[QuestionCount | ClickCount], day: date, most: int) -> bool:
    return model.objects.filter(day=day).count() < most


def _insert(row: Model) -> bool:
    """Write a new row; another process may have been quicker."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return False
    return True
