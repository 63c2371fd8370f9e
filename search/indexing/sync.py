"""Keeping the copy of the shelf fresh. What is visible is one queryset: ``visible_products``.

Whoever indexes holds the one ``IndexState`` row: two workers take turns, so an older state of a
product can never be written over a newer one. A product that cannot be indexed is counted in its
queue row and keeps no other product waiting.
"""

import logging
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import OperationalError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from marketplace.core.batches import in_batches
from marketplace.shop.catalogue.restrictions import restricted_groups, restriction_of
from search.documents import Document
from search.engines import upkeep
from search.engines.choice import elasticsearch_engine
from search.engines.database import DatabaseEngine, bump_version
from search.indexing.entries import (
    ENTRY_COLUMNS,
    TEXT_COLUMNS,
    WORDED,
    Indexed,
    build_all,
    entry_values,
    text_values,
)
from search.indexing.failures import MOST_ATTEMPTS, dead_tasks, note_failures
from search.indexing.keys import listed
from search.indexing.shelf import visible_products
from search.indexing.turns import take_turn
from search.knowledge.vocabulary import WordChanges, recount
from search.models import EntryText, IndexTask, ProductEntry
from search.upserts import upsert

BATCH = 1_000
ERROR_LENGTH = 300
# A change of one of these moves no count beside a list.
_UNCOUNTED = {"sold_count", "rating", "review_count", "picture_widths", "picture_width", "picture_height"}
_COUNTED = [at for at, name in enumerate(ENTRY_COLUMNS) if name not in _UNCOUNTED]

logger = logging.getLogger(__name__)


def queue_products(product_ids: Iterable[int]) -> None:
    """Leave a row for each product, in the transaction that changed it."""
    IndexTask.objects.bulk_create([IndexTask(product_id=key) for key in product_ids], batch_size=1000)


def queue_expired_stars() -> int:
    """Queue the products whose certificate ran out since they were indexed; return how many."""
    starred = ProductEntry.objects.filter(ocop_stars__gt=0, product__ocop_expires_on__lt=timezone.localdate())
    keys = list(starred.order_by("pk").values_list("pk", flat=True))
    queue_products(keys)
    return len(keys)


def queue_ended_promotions() -> int:
    """Queue the products whose lists show a struck-through price that a rule forbids since; return how many."""
    promoted = ProductEntry.objects.filter(
        price_was__isnull=False, product__label_group__in=restricted_groups()
    ).order_by("pk")
    rows = promoted.values_list("pk", "product__label_group", "product__label_data")
    keys = [key for key, group, data in rows if restriction_of(group, data).no_promotion]
    queue_products(keys)
    return len(keys)


def index_products(product_ids: Iterable[int], *, counting: bool = True) -> dict[int, str]:
    """Bring the entries of these products in line with the shelf; what left it leaves the index.

    Without ``counting`` their words are left for who counts all of them anew. Returns what went wrong, by
    product. A database that is busy or away is nobody's fault and raises.
    """
    failed: dict[int, str] = {}
    for keys in in_batches(sorted(set(product_ids)), BATCH):
        failed |= _index_all_but_bad(keys, counting=counting)
    return failed


def index_waiting() -> int:
    """Index what the queue holds, oldest first, and return how many rows were done.

    What fails stays in the queue with its count of tries; the next run comes to it again. What succeeds
    takes along the older rows of its product that were left to a person.
    """
    done, after = 0, 0
    while rows := list(_waiting().filter(pk__gt=after)[:BATCH]):
        after = rows[-1].pk
        failed = index_products(row.product_id for row in rows)
        finished = [row.pk for row in rows if row.product_id not in failed]
        _finish(finished)
        done_ids = {row.product_id for row in rows} - failed.keys()
        dead_tasks().filter(in_database=False, product_id__in=listed(done_ids), pk__lt=after).delete()
        note_failures(failed, [row.pk for row in rows], in_database=False)
        done += len(finished)
    return done


def reindex(tick: Any = None) -> int:
    """Make every entry anew and drop the rest; return how many there are.

    Words are counted once, when all texts are there: one batch after another would write the common ones a
    thousand times. Who stops it halfway leaves them to the nightly check.
    """
    keys = visible_products().order_by("pk").values_list("pk", flat=True)
    for batch in in_batches(keys.iterator(chunk_size=BATCH), BATCH):
        index_products(batch, counting=False)
        if tick is not None:
            tick(len(batch))
    with transaction.atomic():
        take_turn()
        ProductEntry.objects.exclude(pk__in=visible_products().values("pk")).delete()
        recount()
        upkeep.fill_anew()  # it is written by what changes, and not all did
        bump_version()
    return ProductEntry.objects.count()


def _waiting() -> QuerySet[IndexTask]:
    return IndexTask.objects.filter(in_database=False, attempts__lt=MOST_ATTEMPTS).order_by("pk")


def _finish(row_pks: list[int]) -> None:
    """Let go of rows that are done, or hand them on where Elasticsearch keeps a copy."""
    rows = IndexTask.objects.filter(pk__in=row_pks)
    if elasticsearch_engine() is None:
        rows.delete()
    else:
        rows.update(in_database=True, attempts=0, error="")


def _index_all_but_bad(keys: Sequence[int], *, counting: bool) -> dict[int, str]:
    """Index together what can be; one bad product must not keep the others from the index."""
    try:
        with transaction.atomic():
            take_turn()
            _index(keys, counting=counting)
    except OperationalError:
        raise
    except Exception as error:  # whatever is wrong with one product, the others go on
        if len(keys) == 1:
            logger.exception("product %d cannot be indexed", keys[0])
            return {keys[0]: f"{type(error).__name__}: {error}"[:ERROR_LENGTH]}
        middle = len(keys) // 2
        first, second = (
            _index_all_but_bad(some, counting=counting) for some in (keys[:middle], keys[middle:])
        )
        return first | second
    return {}


def _index(keys: Sequence[int], *, counting: bool) -> None:
    built = build_all(keys)
    fresh = {one.entry.pk: entry_values(one.entry) for one in built}
    entries = ProductEntry.objects.filter(pk__in=listed(keys)).values_list("pk", *ENTRY_COLUMNS)
    old = {key: tuple(values) for key, *values in entries}
    changed = {key: facts for key, facts in fresh.items() if old.get(key) != facts}
    gone = set(old) - set(fresh)
    upsert(
        ProductEntry,
        ["product", *ENTRY_COLUMNS],
        ((key, *facts) for key, facts in changed.items()),
        key=["product"],
    )
    _index_texts(built, gone, counting=counting)
    ProductEntry.objects.filter(pk__in=gone).delete()
    if gone or any(key not in old or _counted(facts) != _counted(old[key]) for key, facts in changed.items()):
        bump_version()


def _index_texts(built: Sequence[Indexed], gone: Iterable[int], *, counting: bool) -> None:
    """Write the texts that changed, and count their words in and the old ones out.

    A change of words tells itself to what is kept of answers; what is written anew under the same words does not.
    """
    keys = [*(one.entry.pk for one in built), *gone]
    texts = EntryText.objects.filter(pk__in=listed(keys)).values_list("pk", *TEXT_COLUMNS)
    old = {key: tuple(said) for key, *said in texts}
    changed = [one.document for one in built if old.get(one.entry.pk) != text_values(one.document.text)]
    wrong = upkeep.wrong_vectors({key: old[key] for key in old.keys() - {one.product_id for one in changed}})
    changed += [one.document for one in built if one.entry.pk in wrong]
    DatabaseEngine().index(changed)
    if counting:
        _count_words(
            changed, [old[key] for key in (*(one.product_id for one in changed), *gone) if key in old]
        )
    if any(_words(text_values(one.text)) == _words(old.get(one.product_id, ())) for one in changed):
        bump_version()


def _count_words(came: Iterable[Document], went: Iterable[tuple[str, ...]]) -> None:
    words = WordChanges()
    for said in went:
        words.remove(*_words(said))
    for document in came:
        words.add(document.text.title, document.text.keywords, document.text.description)
    words.write()


def _words(said: tuple[str, ...]) -> tuple[str, ...]:
    """Return the fields whose words are counted."""
    return said[: len(WORDED)]


def _counted(facts: tuple[Any, ...]) -> list[Any]:
    return [facts[at] for at in _COUNTED]
