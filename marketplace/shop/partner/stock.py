"""Stock moves by one conditional UPDATE each, never read-then-write (law 3).

Callers move several stockrecords in ascending key order, so that two of them cannot wait for
each other.
"""

from django.db.models import F, Value
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from marketplace.shop.partner.models import StockRecord

_ALLOCATED = Coalesce(F("num_allocated"), Value(0))
_IN_STOCK = Coalesce(F("num_in_stock"), Value(0))


def allocate_stock(*, stockrecord_id: int, quantity: int) -> bool:
    """Set ``quantity`` aside for an order; return whether there was that much left to sell."""
    changed = (
        StockRecord.objects.filter(pk=stockrecord_id)
        .filter(num_in_stock__gte=_ALLOCATED + quantity)
        .update(num_allocated=_ALLOCATED + quantity, date_updated=timezone.now())
    )
    return bool(changed == 1)


def release_stock(*, stockrecord_id: int, quantity: int) -> None:
    """Give back what was set aside for an order that will not be sent."""
    StockRecord.objects.filter(pk=stockrecord_id).update(
        num_allocated=Greatest(_ALLOCATED - quantity, Value(0)), date_updated=timezone.now()
    )


def consume_stock(*, stockrecord_id: int, quantity: int) -> None:
    """Take out what was set aside: the parcel left. A stall that counted anew meanwhile never goes below nothing."""
    StockRecord.objects.filter(pk=stockrecord_id).update(
        num_allocated=Greatest(_ALLOCATED - quantity, Value(0)),
        num_in_stock=Greatest(_IN_STOCK - quantity, Value(0)),
        date_updated=timezone.now(),
    )


def put_back_stock(*, stockrecord_id: int, quantity: int) -> None:
    """Put goods that came back on the shelf again."""
    StockRecord.objects.filter(pk=stockrecord_id).update(
        num_in_stock=_IN_STOCK + quantity, date_updated=timezone.now()
    )
