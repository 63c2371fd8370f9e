"""What could not be indexed: one row of the queue for each product and copy, with its tries and the last error.

A change leaves a row of its own, whatever waits already: two transactions that change one product must not wait
for each other. What failed is gathered afterwards into the oldest of the product's rows, which says since when.
"""

from collections.abc import Collection, Iterable, Mapping
from itertools import groupby
from operator import attrgetter
from typing import Final

from django.db import transaction
from django.db.models import Q, QuerySet

from search.indexing.keys import listed
from search.models import IndexTask

MOST_ATTEMPTS: Final = 8


def dead_tasks() -> QuerySet[IndexTask]:
    """Return the rows that failed so often that a person has to look."""
    return IndexTask.objects.filter(attempts__gte=MOST_ATTEMPTS).order_by("pk")


def without_open(product_ids: Iterable[int], *, in_database: bool) -> list[int]:
    """Return those of these products that no row of this copy waits for: a repair every night leaves no row every night."""
    keys = list(product_ids)
    rows = IndexTask.objects.filter(in_database=in_database, product_id__in=listed(keys))
    is_open = set(rows.values_list("product_id", flat=True))
    return [key for key in keys if key not in is_open]


@transaction.atomic
def note_failures(failed: Mapping[int, str], tried: Collection[int], *, in_database: bool) -> None:
    """Count one more try of these products, whose rows ``tried`` names by key, and keep what went wrong last.

    Earlier failures of theirs join the row; a change that nobody has tried yet keeps its own.
    """
    if not failed:
        return
    rows = _rows(failed, in_database=in_database).filter(Q(pk__in=tried) | Q(attempts__gt=0))
    for product_id, of_product in groupby(rows, attrgetter("product_id")):
        _gather(list(of_product), failed[product_id])


@transaction.atomic
def note_dead(failed: Mapping[int, str], *, in_database: bool) -> None:
    """Leave these products to a person at once, each in one row."""
    known = set()
    rows = _rows(failed, in_database=in_database).filter(attempts__gt=0)
    for product_id, of_product in groupby(rows, attrgetter("product_id")):
        _gather(list(of_product), failed[product_id], tries=MOST_ATTEMPTS)
        known.add(product_id)
    IndexTask.objects.bulk_create(
        (
            IndexTask(product_id=key, in_database=in_database, attempts=MOST_ATTEMPTS, error=error)
            for key, error in failed.items()
            if key not in known
        ),
        batch_size=1000,
    )


def _rows(product_ids: Iterable[int], *, in_database: bool) -> QuerySet[IndexTask]:
    rows = IndexTask.objects.filter(in_database=in_database, product_id__in=listed(product_ids))
    return rows.order_by("product_id", "pk").select_for_update()


def _gather(rows: list[IndexTask], error: str, *, tries: int | None = None) -> None:
    """Make one row of a product's. A change gives it all its tries again, however often it failed before."""
    first, *others = rows
    first.attempts = tries or 1 + max(
        (row.attempts for row in rows if row.attempts < MOST_ATTEMPTS), default=0
    )
    first.error = error
    first.save(update_fields=["attempts", "error"])
    IndexTask.objects.filter(pk__in=[row.pk for row in others]).delete()
