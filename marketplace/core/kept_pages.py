"""Says which kept pages, and parts of pages, still count: all, until something that pages show has changed.

One mark stands in the cache. A page is kept together with the mark that stood when its drawing began, so
one that was being drawn while something changed counts no more either. Whoever changes what the public
sees calls :func:`forget_pages`; orders do not, or a busy floor would keep nothing.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final
from uuid import uuid4

from django.core.cache import cache
from django.db import transaction

MARK: Final = "pages.mark"
_drawn_with: ContextVar[tuple[str | None] | None] = ContextVar("drawn_with", default=None)


def current_mark() -> str | None:
    """Return the mark to keep a part of a page with; ask for it before the part is made.

    While a page is drawn this is the mark that the page is kept with, so no part of it can be older.
    """
    drawn_with = _drawn_with.get()
    mark: str | None = drawn_with[0] if drawn_with else cache.get(MARK)
    return mark


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
    cache.set(MARK, uuid4().hex, None)
