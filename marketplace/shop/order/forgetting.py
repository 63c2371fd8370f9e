"""What becomes of an order when a contract's data need no longer be kept: goods and money stay, the person goes.

``accounts.RetentionRule`` says when. An order that still moves is left alone, however old it is.
"""

import logging

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from oscar.core.loading import get_model

from marketplace.accounts.models import RetentionRule
from marketplace.accounts.retention import kept_since
from marketplace.core.batches import in_batches
from marketplace.fulfilment.enums import ENDED, ActorRole, StallOrderState
from marketplace.fulfilment.models import Placement, StallOrder, StallOrderEvent

logger = logging.getLogger(__name__)

Order = get_model("order", "Order")
ShippingAddress = get_model("order", "ShippingAddress")

FORGOTTEN = "Người mua (thông tin đã xóa)"
_BATCH = 500


def forget_old_orders() -> int:
    """Take name, phone, mail and street out of the orders whose time is over; return how many."""
    since = kept_since(RetentionRule.Subject.ORDER)
    if since is None:
        return 0
    parts = StallOrder.objects.filter(order=OuterRef("order"))
    keys = list(
        Placement.objects.filter(created_at__lt=since, forgotten_at=None)
        .exclude(Exists(parts.exclude(state__in=ENDED)))
        .exclude(Exists(parts.filter(changed_at__gte=since)))
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    for some in in_batches(keys, _BATCH):
        _forget(some)
    if keys:
        logger.info("Took the buyer's data out of %d orders.", len(keys))
    return len(keys)


@transaction.atomic
def _forget(keys: list[int]) -> None:
    placements = Placement.objects.filter(pk__in=keys)
    orders = Order.objects.filter(placement__in=keys)
    # The commune stays: it names nobody, and the stall's figures count by it.
    ShippingAddress.objects.filter(order__in=orders).update(
        first_name=FORGOTTEN, last_name="", line1="", phone_number="", notes="", search_text=""
    )
    orders.update(guest_email="")
    # What a buyer typed may name somebody; a stall's reason is its own.
    typed = StallOrderEvent.objects.filter(stall_order__order__in=orders, role=ActorRole.SHOPPER)
    by_buyer = typed.filter(state=StallOrderState.CANCELLED).values("stall_order")
    StallOrder.objects.filter(pk__in=by_buyer).update(cancel_reason="")
    typed.update(note="")
    placements.update(
        contact_name=FORGOTTEN, contact_phone="", contact_email="", note="", forgotten_at=timezone.now()
    )
