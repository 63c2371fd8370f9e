"""One process builds Elasticsearch's index at a time.

Its turn is a key that it renews every few seconds for as long as it lives, so whoever comes after one that was killed
waits seconds, however long a build takes. The key stands in the cache that all processes share, without Redis too.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final
from uuid import uuid4

from marketplace.core.caching.kept_pages import marks

_BUILDER: Final = "search.mirror.building"
# A busy machine may keep a thread waiting. Two that build at once do each other no harm, only twice the work.
TURN_SECONDS: Final = 30
_RENEW_SECONDS: Final = 5


@contextmanager
def building() -> Iterator[bool]:
    """Take the turn to build for the length of the block; yield whether it was free."""
    own = uuid4().hex
    if not marks.add(_BUILDER, own, TURN_SECONDS):
        yield False
        return
    done = threading.Event()
    renewing = threading.Thread(target=_renew, args=(own, done), daemon=True)
    renewing.start()
    try:
        yield True
    finally:
        done.set()
        renewing.join()
        if marks.get(_BUILDER) == own:
            marks.delete(_BUILDER)


def is_building() -> bool:
    """Whether any process builds an index now."""
    return marks.get(_BUILDER) is not None


def _renew(own: str, done: threading.Event) -> None:
    while not done.wait(_RENEW_SECONDS):
        # A turn that was lost is taken again, unless another process has it by now.
        if marks.get(_BUILDER, own) == own:
            marks.set(_BUILDER, own, TURN_SECONDS)
