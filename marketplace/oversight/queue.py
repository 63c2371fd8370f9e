"""The one queue: everything that waits, oldest first, with its clock. A fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.core.paginator import Page, Paginator
from django.db.models import CharField, Value
from django.http import HttpRequest

from marketplace.accounts.models import User
from marketplace.core.office.waiting import WaitingLine, WaitingSource, sources_for
from marketplace.oversight.clocks import Reading, clocks_in_force, read_clock
from marketplace.oversight.enums import Urgency

PER_PAGE = 50
_ASKED = "_oversight_waiting"

# A source, and since when and by which key each of its things waits.
_Waiting = tuple[WaitingSource, list[tuple[datetime, int]]]


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A line with its clock."""

    line: WaitingLine
    reading: Reading | None


@dataclass(frozen=True, slots=True)
class Queue:
    """One page of the queue, and how much there is of each kind."""

    rows: tuple[QueueRow, ...]
    page: Page[Any]
    counts: tuple[tuple[str, str, int], ...]
    total: int
    overdue: int


def read_queue(
    request: HttpRequest, *, kind: str = "", only_overdue: bool = False, number: str = ""
) -> Queue:
    """Return the page ``number`` of what waits for this officer."""
    sources = sources_for(request)
    clocks = clocks_in_force()
    keys = []
    overdue = 0
    for source, own in _keys(request):
        for since, key in own:
            reading = read_clock(clocks.get(source.clock), since)
            is_late = reading is not None and reading.urgency == Urgency.OVERDUE
            overdue += is_late
            if kind in {"", source.code} and (is_late or not only_overdue):
                keys.append((since, source.code, key))
    keys.sort()
    page = Paginator(keys, PER_PAGE).get_page(number)
    rows = _rows(sources, list(page.object_list))
    return Queue(
        rows=tuple(QueueRow(line, read_clock(clocks.get(source.clock), line.since)) for source, line in rows),
        page=page,
        counts=counts_by_kind(request),
        total=count_waiting(request),
        overdue=overdue,
    )


def counts_by_kind(request: HttpRequest) -> tuple[tuple[str, str, int], ...]:
    """Return (code, name, how many) of each kind that this officer decides about."""
    return tuple((source.code, source.label, len(own)) for source, own in _keys(request))


def count_waiting(request: HttpRequest) -> int:
    """Return how much waits for this officer: the badge in the menu."""
    return sum(len(own) for _source, own in _keys(request))


def _keys(request: HttpRequest) -> list[_Waiting]:
    """Return the keys of every source, asked for once in a request: page and menu both count them."""
    asked: list[_Waiting] | None = getattr(request, _ASKED, None)
    if asked is None:
        asked = _ask(sources_for(request), cast("User", request.user))
        setattr(request, _ASKED, asked)
    return asked


def _ask(sources: Sequence[WaitingSource], user: User) -> list[_Waiting]:
    """Return the keys of every source: one query, for the badge of the menu asks on each page of the office."""
    keys: dict[str, list[tuple[datetime, int]]] = {source.code: [] for source in sources}
    parts = [
        # An order inside of a union is refused by SQLite and means nothing.
        source.keys(user).order_by().annotate(code=Value(source.code, output_field=CharField()))
        for source in sources
    ]
    for since, key, code in parts[0].union(*parts[1:], all=True) if parts else ():
        keys[code].append((since, key))
    return [(source, keys[source.code]) for source in sources]


def _rows(
    sources: Sequence[WaitingSource], keys: Sequence[tuple[object, str, int]]
) -> list[tuple[WaitingSource, WaitingLine]]:
    lines = {
        source.code: (source, source.lines([key for _since, code, key in keys if code == source.code]))
        for source in sources
        if any(code == source.code for _since, code, _key in keys)
    }
    # What was decided between the two queries has no line any more.
    return [(lines[code][0], lines[code][1][key]) for _since, code, key in keys if key in lines[code][1]]
