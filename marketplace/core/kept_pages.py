"""Says which kept pages, and parts of pages, still count: all, until something that pages show has changed.

One mark stands in the cache. A page is kept together with the mark that stood when its drawing began, so
one that was being drawn while something changed counts no more either. Whoever changes what the public
sees calls :func:`forget_pages`; orders do not, or a busy floor would keep nothing.
"""

from typing import Final
from uuid import uuid4

from django.core.cache import cache
from django.db import transaction

MARK: Final = "pages.mark"


def current_mark() -> str | None:
    """Return the mark to keep a part of a page with; ask for it before the part is made."""
    mark: str | None = cache.get(MARK)
    return mark


def forget_pages() -> None:
    """Let no page count that was kept before this transaction ends. A cache that is away must not fail it."""
    transaction.on_commit(_set_mark, robust=True)


def _set_mark() -> None:
    cache.set(MARK, uuid4().hex, None)
