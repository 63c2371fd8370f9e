"""An order that nobody confirmed for a day is a shopper left waiting: the stall is reminded, once.

``reminded_at`` is claimed by a conditional UPDATE in the transaction that writes the message, so two
sweepers write one reminder, and one that dies in between leaves the part to the next.
"""

from datetime import timedelta
from typing import Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from marketplace.fulfilment import messages
from marketplace.fulfilment.enums import StallOrderState
from marketplace.fulfilment.models import StallOrder
from marketplace.notifications.services import queue_messages

REMIND_AFTER: Final = timedelta(hours=24)
_AT_ONCE: Final = 500


def parts_to_remind_of() -> QuerySet[StallOrder]:
    """Return the parts that wait unconfirmed for a day and whose stall was not reminded."""
    return StallOrder.objects.filter(
        state=StallOrderState.NEW, created_at__lte=timezone.now() - REMIND_AFTER, reminded_at=None
    ).order_by("created_at", "pk")


def remind_of_waiting_parts() -> int:
    """Write the reminders that are due, and return how many."""
    keys = list(parts_to_remind_of().values_list("pk", flat=True)[:_AT_ONCE])
    return sum(_remind(key) for key in keys)


@transaction.atomic
def _remind(key: int) -> bool:
    now = timezone.now()
    if not parts_to_remind_of().filter(pk=key).update(reminded_at=now):
        return False
    part = StallOrder.objects.select_related("stall", "order__placement").get(pk=key)
    queue_messages([messages.part_waits(part=part, at=now)])
    return True
