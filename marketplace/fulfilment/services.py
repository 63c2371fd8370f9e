"""The moves of a part. Each locks the order's parts, checks ``MOVES``, and writes all that follows.

Stock, payment attempt, event, parcel, messages and the order's derived status change in the
one transaction of the move. The same move a second time, from another tab, is refused.
"""

from collections.abc import Callable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.core.errors import NotAllowedNowError
from marketplace.fulfilment import messages
from marketplace.fulfilment.enums import MOVES, ActorRole, StallOrderState
from marketplace.fulfilment.models import Shipment, StallOrder, StallOrderEvent
from marketplace.fulfilment.signals import part_moved
from marketplace.notifications.services import queue_messages
from marketplace.shop.catalogue.sales import count_of, count_sold, tell_shelf
from marketplace.shop.partner.stock import consume_stock, put_back_stock, release_stock
from marketplace.stalls.enums import ShippingWay
from marketplace.stalls.messages import words_for_stalls
from payments import services as payments
from payments.providers import cod

State = StallOrderState


@transaction.atomic
def confirm_part(*, part: StallOrder, actor: User | None, role: ActorRole, note: str = "") -> StallOrder:
    """The stall has the goods and will send them. From here on the shopper cannot cancel alone."""
    locked = _move(part=part, to=State.CONFIRMED, actor=actor, role=role, note=note)
    payments.mark_pending(reference=locked.reference, provider=cod.CODE)
    return locked


@transaction.atomic
def pack_part(*, part: StallOrder, actor: User | None, role: ActorRole, note: str = "") -> StallOrder:
    """The parcel is ready."""
    return _move(part=part, to=State.PACKED, actor=actor, role=role, note=note)


@transaction.atomic
def ship_part(
    *,
    part: StallOrder,
    carrier: str,
    tracking_code: str = "",
    actor: User | None,
    role: ActorRole,
    note: str = "",
) -> StallOrder:
    """The parcel left the house: what was set aside leaves the stock."""
    locked = _move(part=part, to=State.SHIPPED, actor=actor, role=role, note=note)
    shipment = Shipment.objects.create(
        stall_order=locked, carrier=carrier, tracking_code=tracking_code, shipped_at=locked.changed_at
    )
    _settle_stock(part=locked, settle=consume_stock)
    queue_messages(messages.part_shipped(part=locked, shipment=shipment))
    return locked


@transaction.atomic
def correct_shipment(
    *, part: StallOrder, carrier: str, tracking_code: str, actor: User | None, role: ActorRole
) -> Shipment:
    """Mend the carrier or the code of a parcel under way. The shopper, who follows the old one, is told."""
    locked = _lock(part)
    shipment = locked.shipments.order_by("-shipped_at", "-pk").first()
    is_under_way = locked.state == State.SHIPPED and locked.shipping_way == ShippingWay.DELIVERY
    if not is_under_way or shipment is None:
        raise NotAllowedNowError(_("Chỉ sửa được mã vận đơn khi gói đang trên đường."))
    before = str(shipment)
    if (shipment.carrier, shipment.tracking_code) == (carrier, tracking_code):
        raise NotAllowedNowError(_("Đơn vị giao và mã vận đơn vẫn như cũ, không có gì để sửa."))
    shipment.carrier, shipment.tracking_code = carrier, tracking_code
    shipment.save(update_fields=["carrier", "tracking_code"])
    with words_for_stalls():
        note = _("Sửa vận đơn: %(before)s → %(after)s") % {"before": before, "after": shipment}
    event = StallOrderEvent.objects.create(
        stall_order=locked, state=locked.state, actor=actor, role=role, note=note[:300]
    )
    queue_messages(messages.part_shipped(part=locked, shipment=shipment, correction=event.pk))
    return shipment


@transaction.atomic
def deliver_part(*, part: StallOrder, actor: User | None, role: ActorRole, note: str = "") -> StallOrder:
    """The shopper has the goods, and paid whoever brought them."""
    locked = _move(part=part, to=State.DELIVERED, actor=actor, role=role, note=note)
    locked.shipments.filter(delivered_at=None).update(delivered_at=locked.changed_at)
    payments.capture(reference=locked.reference, provider=cod.CODE)
    return locked


@transaction.atomic
def cancel_part(*, part: StallOrder, reason: str, actor: User | None, role: ActorRole) -> StallOrder:
    """Nothing will be sent: the stock is free again. A shopper may do this until the stall confirms."""
    is_by_shopper = role == ActorRole.SHOPPER
    locked = _lock(part)
    if is_by_shopper and locked.state != State.NEW and State.CANCELLED in MOVES[locked.state]:
        raise NotAllowedNowError(
            _("Gian hàng đã xác nhận phần này nên không tự hủy được nữa. Bạn gọi gian hàng để nhờ dừng giúp.")
        )
    locked.cancel_reason = reason[:300]
    locked = _move(part=locked, to=State.CANCELLED, actor=actor, role=role, note=reason, locked=locked)
    _settle_stock(part=locked, settle=release_stock, is_undone=True)
    payments.fail(reference=locked.reference, provider=cod.CODE, reason="cancelled")
    queue_messages(messages.part_cancelled(part=locked, is_by_shopper=is_by_shopper))
    return locked


@transaction.atomic
def return_part(*, part: StallOrder, actor: User | None, role: ActorRole, note: str = "") -> StallOrder:
    """The goods came back, refused at the door or later.

    Cash that was never collected will not come; cash that was collected stays booked, and what
    the stall gives back is a refund of its own.
    """
    locked = _lock(part)
    was_delivered = locked.state == State.DELIVERED
    locked = _move(part=locked, to=State.RETURNED, actor=actor, role=role, note=note, locked=locked)
    _settle_stock(part=locked, settle=put_back_stock, is_undone=True)
    if not was_delivered:
        payments.fail(reference=locked.reference, provider=cod.CODE, reason="returned")
    return locked


def _lock(part: StallOrder) -> StallOrder:
    """Return the row as it is now, locked together with the order's other parts.

    The order's status is derived from all of them: two parts that move at once take turns.
    """
    parts = StallOrder.objects.select_for_update().filter(order_id=part.order_id).order_by("pk")
    return next(row for row in parts if row.pk == part.pk)


def _move(
    *,
    part: StallOrder,
    to: StallOrderState,
    actor: User | None,
    role: ActorRole,
    note: str,
    locked: StallOrder | None = None,
) -> StallOrder:
    row = locked or _lock(part)
    before = row.state
    if to not in MOVES[before]:
        raise NotAllowedNowError(
            _("Phần đơn này đang ở bước «%(state)s», việc vừa chọn không còn làm được.")
            % {"state": row.get_state_display()}
        )
    row.state = to
    row.changed_at = timezone.now()
    row.save(update_fields=["state", "changed_at", "cancel_reason"])
    StallOrderEvent.objects.create(
        stall_order=row, state=to, at=row.changed_at, actor=actor, role=role, note=note[:300]
    )
    part_moved.send(sender=StallOrder, part=row, before=before)
    return row


def _settle_stock(*, part: StallOrder, settle: Callable[..., None], is_undone: bool = False) -> None:
    """Move the stock of a part's lines, in stockrecord order, and tell the shelf."""
    lines = part.order.lines.filter(partner_id=part.stall.partner_id).select_related("product")
    for line in lines.exclude(stockrecord=None).order_by("stockrecord_id"):
        settle(stockrecord_id=line.stockrecord_id, quantity=line.quantity)
    lines.update(num_allocated=0, allocation_cancelled=is_undone)
    counts = count_of((line.product, line.quantity) for line in lines if line.product is not None)
    if is_undone:
        count_sold({product_id: -quantity for product_id, quantity in counts.items()})
    tell_shelf(counts)
