"""Names of stalls, found by how their words begin, read without marks.

A floor has thousands of stalls and people type letter by letter, so that comparing every name each time took longer
than everything else that is offered. A process keeps the names sorted by word, for a minute at most; whoever shows
a stall reads it by its key and sees then whether it still sells.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from typing import Final

from marketplace.core.caching.keeping import Kept
from marketplace.stalls.selectors import active_stalls
from search.text import fold, words

_SECONDS: Final = 60.0
_BEHIND_EVERY_LETTER: Final = "\U0010ffff"


class NameIndex:
    """Names by the beginnings of their words. ``names`` are keys with names, in the order in which they are found."""

    def __init__(self, names: Iterable[tuple[int, str]]) -> None:
        self._names = tuple(names)
        pairs = sorted(
            (word, at) for at, (_, name) in enumerate(self._names) for word in set(words(fold(name)))
        )
        self._words = [word for word, _ in pairs]
        self._places = [at for _, at in pairs]

    def find(self, text: str) -> Iterator[tuple[int, str]]:
        """Yield the names in which a word begins with each word of ``text``; none where it has no words."""
        found = [self._beginning(word) for word in set(words(fold(text)))]
        for at in sorted(set.intersection(*found)) if found else ():
            yield self._names[at]

    def _beginning(self, start: str) -> set[int]:
        first = bisect_left(self._words, start)
        return set(self._places[first : bisect_left(self._words, start + _BEHIND_EVERY_LETTER, first)])


_kept: Kept[NameIndex] = Kept(1)


def stall_names() -> NameIndex:
    """Return the names of the stalls that sell, by name: as they were a minute ago at most."""
    return _kept.get(
        "stalls",
        lambda: NameIndex(active_stalls().order_by("name", "pk").values_list("pk", "name")),
        seconds=_SECONDS,
    )
