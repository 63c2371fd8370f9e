"""Rules that stand in rows and are asked for on every page: read seldom, and at once when a row changes.

The process that saves a row tells the cache ``marks``, which all processes share, without Redis too; they follow
with their next question, and with a new day. Where that cache is away they follow within a minute.
"""

from collections.abc import Callable
from typing import Final, Generic, TypeVar
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from marketplace.core.caching.keeping import Kept
from marketplace.core.caching.kept_pages import forget_pages, marks

T = TypeVar("T")
_SECONDS: Final = 60


class StandingRules(Generic[T]):
    """What ``read`` makes of the rows, kept under ``name``."""

    def __init__(self, name: str, read: Callable[[], T]) -> None:
        self._key = f"standing:{name}"
        self._read = read
        self._kept: Kept[T] = Kept(2)

    def get(self) -> T:
        """Return the rules of today."""
        key = (marks.get(self._key), timezone.localdate())
        return self._kept.get(key, self._read, seconds=_SECONDS)

    def changed(self) -> None:
        """Note that a row changed: nothing that was read before counts any more."""
        self._kept.clear()
        transaction.on_commit(self._tell, robust=True)
        forget_pages()

    def _tell(self) -> None:
        marks.set(self._key, uuid4().hex, None)
        self._kept.clear()
