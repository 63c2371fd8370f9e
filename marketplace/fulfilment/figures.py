"""How stalls keep their word, counted once a night from the parts of the last months.

A promise is judged once its last day is over, whatever became of the part: one that is still under way by then
came late. What was called off or came back is not judged, nor what the buyer fetches when it suits them.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import (
    Count,
    DateTimeField,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Q,
    Sum,
    Value,
)
from django.db.models.functions import Cast, TruncDay
from django.utils import timezone

from marketplace.core.caching.kept_pages import forget_pages
from marketplace.fulfilment.enums import StallOrderState
from marketplace.fulfilment.models import StallFigures, StallOrder, StallOrderEvent
from marketplace.stalls.enums import ShippingWay

# Days looked back upon, by the day of the order.
DAYS: Final = 180
ANSWER_WITHIN: Final = timedelta(hours=24)
_A_DAY: Final = timedelta(days=1)
_COUNTED: Final = ("delivered", "due", "in_time", "waited", "answered", "counted_at")


def delivered_by_all() -> int:
    """Return how many parts all stalls together brought, as last counted."""
    total: int | None = StallFigures.objects.aggregate(total=Sum("delivered"))["total"]
    return total or 0


@transaction.atomic
def count_figures() -> int:
    """Count every stall's figures anew, and return how many stalls have some."""
    now = timezone.now()
    rows = [StallFigures(counted_at=now, **row) for row in _counted(now)]
    StallFigures.objects.exclude(stall__in=[row.stall_id for row in rows]).delete()
    StallFigures.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["stall"], update_fields=_COUNTED
    )
    forget_pages()
    return len(rows)


def _counted(now: datetime) -> Iterable[Mapping[str, Any]]:
    """Return (stall_id, delivered, due, in_time, waited, answered) of each stall: one pass."""
    promised = ExpressionWrapper(
        Cast("days_max", IntegerField()) * Value(_A_DAY, DurationField()), DurationField()
    )
    confirmed = StallOrderEvent.objects.filter(
        stall_order=OuterRef("pk"),
        state=StallOrderState.CONFIRMED,
        at__lte=OuterRef("created_at") + Value(ANSWER_WITHIN, DurationField()),
    )
    parts = StallOrder.objects.filter(created_at__gte=now - timedelta(days=DAYS)).annotate(
        # Days are the floor's own on both sides: a day taken apart from its clock is compared with days only.
        last_day=ExpressionWrapper(TruncDay("created_at") + promised, DateTimeField()),
        came_on=TruncDay("changed_at"),
        today=TruncDay(Value(now, DateTimeField())),
        was_answered=Exists(confirmed),
    )
    delivered = Q(state=StallOrderState.DELIVERED)
    due = Q(last_day__lt=F("today"), shipping_way=ShippingWay.DELIVERY) & ~Q(
        state__in=(StallOrderState.CANCELLED, StallOrderState.RETURNED)
    )
    waited = Q(created_at__lte=now - ANSWER_WITHIN) & ~Q(state=StallOrderState.CANCELLED)
    return (
        parts.order_by()
        .values("stall_id")
        .annotate(
            delivered=Count("pk", filter=delivered),
            due=Count("pk", filter=due),
            in_time=Count("pk", filter=due & delivered & Q(came_on__lte=F("last_day"))),
            waited=Count("pk", filter=waited),
            answered=Count("pk", filter=waited & Q(was_answered=True)),
        )
    )
