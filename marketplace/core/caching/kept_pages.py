"""Says which kept pages, and parts of pages, still count: all, until something that pages show has changed.

One mark stands in the cache ``marks``, which all processes share, without Redis too. A page is kept together
with the mark that stood when its drawing began, so one that was being drawn while something changed counts no
more either. Without a mark nothing counts: a lost one must not bring back what was kept before it was set.
Whoever changes what the public sees calls :func:`forget_pages`; orders do not, or a busy floor would keep nothing.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final
from uuid import uuid4

from django.conf import settings
from django.core.cache import caches
from django.db import transaction
from django.utils.connection import ConnectionProxy

MARK: Final = "pages.mark"
marks: Any = ConnectionProxy(caches, "marks")
# Apart from what is counted and claimed, for pages are large and come in any number of addresses.
pages: Any = ConnectionProxy(caches, "pages")
_drawn_with: ContextVar[tuple[str | None] | None] = ContextVar("drawn_with", default=None)
# Set where a mark could not be written: this process writes it before it shows another kept page.
_owed = threading.Event()
# One thread writes at a time: who reads its own mark back must not take another's that was lost for written.
_writing = threading.Lock()


def look_up(key: str = "") -> tuple[str | None, Any]:
    """Return the mark and what the cache keeps under ``key``: one question where both lie in one cache.

    The mark is None where the cache keeps nothing, being away.
    """
    if _owed.is_set():
        _set_mark()
    if settings.CACHES["marks"] == settings.CACHES["pages"]:
        found = pages.get_many([MARK, key] if key else [MARK])
        mark, kept = found.get(MARK), found.get(key)
    else:
        mark, kept = marks.get(MARK), pages.get(key) if key else None
    return mark or _first_mark(), kept


def current_mark() -> str | None:
    """Return the mark to keep a part of a page with; ask for it before the part is made.

    While a page is drawn this is the mark that the page is kept with, so no part of it can be older.
    """
    drawn_with = _drawn_with.get()
    return drawn_with[0] if drawn_with else look_up()[0]


@contextmanager
def drawing_with(mark: str | None) -> Iterator[None]:
    """Let every part of the page that is drawn meanwhile be kept with ``mark``, read once."""
    before = _drawn_with.set((mark,))
    try:
        yield
    finally:
        _drawn_with.reset(before)


def forget_pages() -> None:
    """Let no page count that was kept before this transaction ends. A cache that is away must not fail it."""
    transaction.on_commit(_set_mark, robust=True)


def _set_mark() -> None:
    fresh = uuid4().hex
    with _writing:
        _owed.set()
        marks.set(MARK, fresh, None)
        if marks.get(MARK) == fresh:
            _owed.clear()


def _first_mark() -> str | None:
    marks.set(MARK, uuid4().hex, None)
    mark: str | None = marks.get(MARK)
    return mark
