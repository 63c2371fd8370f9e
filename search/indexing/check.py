"""Both copies of the shelf compared with it, and what differs mended: what no change told of, a check finds.

Nobody waits for a comparison: products are read so many at once, and the turn of the indexers is taken only where
something is to be mended. A product of which no entry can be made keeps no other from being compared.
"""

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError, transaction
from django.db.models import QuerySet

from search.engines import upkeep
from search.engines.base import EngineError, ForeignError
from search.engines.database import bump_version
from search.indexing.entries import TEXT_COLUMNS, Indexed, build_all, entry_values, text_values
from search.indexing.failures import dead_tasks, without_open
from search.indexing.mirror import (
    RebuildError,
    drop_left_over,
    find_copy_differences,
    mirror_waiting,
    note_trouble,
    queue_for_copy,
    rebuild,
)
from search.indexing.shelf import visible_products
from search.indexing.sync import BATCH, index_waiting, queue_products
from search.indexing.turns import take_turn
from search.knowledge.vocabulary import count_wrong_words, recount
from search.models import EntryText, ProductEntry

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Differences:
    """Products without an entry, entries without a product on display, and entries that say what is no more."""

    missing: tuple[int, ...]
    extra: tuple[int, ...]
    stale: tuple[int, ...]

    @property
    def keys(self) -> tuple[int, ...]:
        """Return every product that differs."""
        return (*self.missing, *self.extra, *self.stale)


def find_differences() -> Differences:
    """Compare every entry with the shelf. A product of which no entry can be made differs, whatever is kept of it."""
    missing: list[int] = []
    without = visible_products().filter(search_entry__text=None).order_by("pk").values_list("pk", flat=True)
    for batch in _key_batches(without):
        built, bad = _build_all_but_bad(batch)
        missing += sorted(bad.union(one.entry.pk for one in built))
    extra: list[int] = []
    stale: list[int] = []
    for batch in _key_batches(ProductEntry.objects.order_by("pk").values_list("pk", flat=True)):
        built, bad = _build_all_but_bad(batch)
        fresh = {one.entry.pk: one for one in built}
        texts = {
            key: tuple(said)
            for key, *said in EntryText.objects.filter(pk__in=batch).values_list("pk", *TEXT_COLUMNS)
        }
        wrong = upkeep.wrong_vectors(texts)
        for kept in ProductEntry.objects.filter(pk__in=batch).order_by("pk"):
            now = fresh.get(kept.pk)
            if now is None and kept.pk not in bad:
                extra.append(kept.pk)
            elif kept.pk not in texts:
                continue  # missing: told above
            elif (
                now is None
                or kept.pk in wrong
                or entry_values(kept) != entry_values(now.entry)
                or texts[kept.pk] != text_values(now.document.text)
            ):
                stale.append(kept.pk)
    return Differences(tuple(missing), tuple(extra), tuple(stale))


def repair(keys: Iterable[int]) -> None:
    """Index these products, and give what failed too often another chance."""
    dead_tasks().update(attempts=0)
    queue_products(without_open(keys, in_database=False))
    index_waiting()
    mirror_waiting()


def check_and_repair() -> int:
    """Compare both copies with the shelf, mend what differs, and return how many products that were."""
    found = find_differences()
    repair(found.keys)
    try:
        copies = _copy_differences()
    except (EngineError, RebuildError) as error:
        note_trouble(error)
        copies = []
    queue_for_copy(copies)
    # While Elasticsearch takes nothing they wait, which it says itself.
    sent = min(len(copies), mirror_waiting())
    drop_left_over()
    _mend_words()
    _mend_word_index()
    if found.keys or sent:
        logger.warning("mended %d entries and %d documents of the index", len(found.keys), sent)
    return len(found.keys) + len(copies)


def _copy_differences() -> list[int]:
    try:
        return [key for keys in find_copy_differences() for key in keys]
    except ForeignError as error:
        logger.warning("building Elasticsearch's index anew, which holds %s", error)
        rebuild()
        return []


def _mend_words() -> None:
    """Count the words anew where they went astray: an entry that was lost took none of its words along."""
    if not count_wrong_words():  # asked before the turn is taken, for indexers wait meanwhile
        return
    with transaction.atomic():
        take_turn()
        wrong = recount()
    logger.warning("counted %d words of the vocabulary anew", wrong)


def _mend_word_index() -> None:
    """Fill the index of words anew where it lost some: no difference between entries and shelf tells of it."""
    if upkeep.is_whole():
        return
    with transaction.atomic():
        take_turn()
        upkeep.fill_anew()
        bump_version()
    logger.warning("filled the word index anew, which did not hold what the texts say")


def _build_all_but_bad(keys: Sequence[int]) -> tuple[list[Indexed], set[int]]:
    """Return what is indexed of these products, and those of which nothing can be made."""
    try:
        return build_all(keys), set()
    except DatabaseError:
        raise
    except Exception:  # whatever is wrong with one product, the others are compared
        if len(keys) == 1:
            logger.exception("product %d cannot be compared", keys[0])
            return [], set(keys)
    middle = len(keys) // 2
    first, second = _build_all_but_bad(keys[:middle]), _build_all_but_bad(keys[middle:])
    return first[0] + second[0], first[1] | second[1]


def _key_batches(keys: "QuerySet[Any, int]") -> Iterator[list[int]]:
    """Yield the keys of a query in their order, so many at once: what is written meanwhile waits for none of it."""
    after = 0
    while batch := list(keys.filter(pk__gt=after)[:BATCH]):
        yield batch
        after = batch[-1]
