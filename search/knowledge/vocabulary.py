"""The catalogue's words, counted as products come and go. ``search.plan.lexicon`` says what they are for.

Counts are kept in a table and changed with the text that they count, in the same transaction; a
process reads all of them once and afterwards only those that changed.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, TypeVar
from zlib import crc32

from django.db.models import F

from marketplace.core.batches import in_batches
from search.models import EntryText, IndexState, Word
from search.plan import Lexicon
from search.text import BREAK
from search.upserts import upsert

_LONGEST: Final = 32
_AT_ONCE: Final = 400
_READ: Final = 2_000
_COUNTED_AT_ONCE: Final = 200_000

Key = tuple[str, str]
# Stands in every text: its count is how many products there are.
_EVERY: Final[Key] = ("", "")
Known = TypeVar("Known", str, Key)


class WordChanges:
    """What changes in the counts: texts that came, texts that went."""

    def __init__(self) -> None:
        self._changes: Counter[Key] = Counter()

    def add(self, *fields: str) -> None:
        """Count a text's fields in."""
        self._changes.update(_keys(fields))

    def remove(self, *fields: str) -> None:
        """Count a text's fields out."""
        self._changes.subtract(_keys(fields))

    def write(self) -> None:
        """Write what changed, under a new version. Call it while holding the index's turn."""
        changes = {key: change for key, change in self._changes.items() if change}
        self._changes.clear()
        if not changes:
            return
        version = _next_version()
        more = [(key, change) for key, change in changes.items() if change > 0]
        _write(more, version, added=("count",))
        for some in in_batches(sorted(key for key, change in changes.items() if change < 0), _AT_ONCE):
            lefts = {left for left, _ in some}
            old = Word.objects.filter(left__in=lefts).values_list("left", "right", "count")
            counts = {(left, right): count for left, right, count in old}
            _write([(key, max(0, counts.get(key, 0) + changes[key])) for key in some], version)


def count_wrong_words() -> int:
    """Return how many words, and neighbours, are counted otherwise than they stand in the texts."""
    return sum(len(right) for right in _right_counts())


def recount() -> int:
    """Count every word anew from the texts, write what differs, and return how many words differ."""
    wrong, version = 0, 0
    for right in _right_counts():
        version = version or _next_version()
        wrong += len(right)
        for some in in_batches(sorted(right), _AT_ONCE):
            _write([(key, right[key]) for key in some], version)
    return wrong


class LexiconReader:
    """Reads the counts into memory, and again only what changed since."""

    def __init__(self) -> None:
        self._exact: dict[str, int] = {}
        self._pairs: dict[Key, int] = {}
        self._seen = 0

    def read(self) -> Lexicon:
        """Return the words as they stand now."""
        changed = Word.objects.filter(changed_in__gt=self._seen)
        rows = changed.values_list("left", "right", "count", "changed_in")
        for left, right, count, version in rows.iterator(chunk_size=_READ):
            self._seen = max(self._seen, version)
            if right:
                _set(self._pairs, (left, right), count)
            else:
                _set(self._exact, left, count)
        exact = dict(self._exact)
        return Lexicon(exact.pop("", 0), exact, dict(self._pairs))


def _right_counts() -> Iterator[dict[Key, int]]:
    """Yield the counts that the texts have, of the words whose written count differs.

    So many words are held at once and no more: a larger vocabulary is counted in parts, each in a way of its own
    through all texts.
    """
    parts = 1 + Word.objects.count() // _COUNTED_AT_ONCE
    for part in range(parts):
        if right := _right_counts_of(part, parts):
            yield right


def _right_counts_of(part: int, parts: int) -> dict[Key, int]:
    def is_meant(key: Key) -> bool:
        return parts == 1 or crc32(key[0].encode()) % parts == part

    counts: Counter[Key] = Counter()
    texts = EntryText.objects.values_list("title", "keywords", "description")
    for fields in texts.iterator(chunk_size=_READ):
        counts.update(filter(is_meant, _keys(fields)))
    right: dict[Key, int] = {}
    words = Word.objects.values_list("left", "right", "count").iterator(chunk_size=_READ)
    for left, beside, written in words:
        if is_meant((left, beside)) and (count := counts.pop((left, beside), 0)) != written:
            right[left, beside] = count
    return right | counts


def _keys(fields: Iterable[str]) -> set[Key]:
    """Return a text's words, each with nothing beside it, and its pairs; each counts once in a product."""
    keys: set[Key] = {_EVERY}
    for field in fields:
        before = ""
        for word in field.split():
            if word == BREAK or len(word) > _LONGEST:
                before = ""
                continue
            keys.add((word, ""))
            if before:
                keys.add((before, word))
            before = word
    return keys


def _set(kept: dict[Known, int], key: Known, count: int) -> None:
    if count:
        kept[key] = count
    else:
        kept.pop(key, None)


def _write(counts: Iterable[tuple[Key, int]], version: int, *, added: Sequence[str] = ()) -> None:
    rows = ((left, right, count, version) for (left, right), count in counts)
    upsert(Word, ("left", "right", "count", "changed_in"), rows, key=("left", "right"), added=added)


def _next_version() -> int:
    IndexState.objects.get_or_create(pk=1)
    IndexState.objects.filter(pk=1).update(words_version=F("words_version") + 1)
    return IndexState.objects.values_list("words_version", flat=True).get(pk=1)
