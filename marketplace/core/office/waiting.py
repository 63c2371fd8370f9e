"""What waits for the department, whichever package has it: each registers a source, one queue shows them all.

However much waits, the number of queries is fixed: one for the keys of all sources with their age, a few of
each source for the lines of one page.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone


@dataclass(frozen=True, kw_only=True, slots=True)
class WaitingLine:
    """One thing that waits, as the queue shows it."""

    url: str
    title: str
    kind: str
    since: datetime
    who: str = ""
    note: str = ""
    # The step of a road with several, by the name that the department gave it.
    stage: str = ""
    must: int = 0
    should: int = 0
    # Where many may be approved at once, the key that the form sends.
    approve_key: int | None = None

    @property
    def minutes(self) -> int:
        """For how long it has waited."""
        return max(0, int((timezone.now() - self.since).total_seconds() // 60))


class WaitingSource(Protocol):
    """One kind of things that wait."""

    code: str
    permission: str

    @property
    def label(self) -> str:
        """What the filter calls it."""
        ...

    @property
    def clock(self) -> str:
        """The code of the clock that runs for it; empty where none does."""
        ...

    def keys(self, user: AbstractBaseUser) -> QuerySet[Any, Any]:
        """Return (since, key) of all that waits for ``user``'s decision, not asked yet: one query asks every source."""
        ...

    def lines(self, keys: Iterable[int]) -> Mapping[int, WaitingLine]:
        """Return the lines of these keys, in a fixed number of queries."""
        ...


_SOURCES: dict[str, WaitingSource] = {}


def register_source(source: WaitingSource) -> None:
    """Let the queue show ``source``; a second one of the same code takes its place."""
    _SOURCES[source.code] = source


def sources_for(request: HttpRequest) -> list[WaitingSource]:
    """Return the sources that the person may decide about."""
    return [source for source in _SOURCES.values() if request.user.has_perm(source.permission)]
