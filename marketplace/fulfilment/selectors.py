"""Reading placements and parts."""

from collections.abc import Iterable

from django.db.models import QuerySet

from marketplace.fulfilment.enums import StallOrderState
from marketplace.fulfilment.models import Placement, StallOrder

# How far a part has come; what was cancelled or came back is not on the way.
_PROGRESS = (
    StallOrderState.NEW,
    StallOrderState.CONFIRMED,
    StallOrderState.PACKED,
    StallOrderState.SHIPPED,
    StallOrderState.DELIVERED,
)


def placements() -> QuerySet[Placement]:
    """Return placements with all that their page needs of the order's own row."""
    return Placement.objects.select_related("order", "order__shipping_address")


def parts_of(*, order_id: int) -> QuerySet[StallOrder]:
    """Return the parts of an order as it was placed, each with its stall, events and parcels."""
    return (
        StallOrder.objects.filter(order_id=order_id)
        .select_related("stall", "stall__ward", "stall__ward__province")
        .prefetch_related("events", "shipments")
        .order_by("pk")
    )


def order_state(states: Iterable[str]) -> str:
    """Return what the states of the parts say about the whole: it is as far as its slowest part.

    Once one part is on its way the order is; parts that ended early no longer hold it back.
    """
    known = set(states)
    alive = [step for step in _PROGRESS if step in known]
    if not alive:
        return StallOrderState.RETURNED if StallOrderState.RETURNED in known else StallOrderState.CANCELLED
    if alive == [StallOrderState.DELIVERED]:
        return StallOrderState.DELIVERED
    if StallOrderState.SHIPPED in alive or StallOrderState.DELIVERED in alive:
        return StallOrderState.SHIPPED
    return alive[0]
