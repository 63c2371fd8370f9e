"""What people are told about a part. Facts only: the words stand in ``emails/`` of the theme."""

from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any, Final

from django.urls import reverse
from django.utils import translation

from marketplace.fulfilment.enums import StallOrderState
from marketplace.fulfilment.models import Placement, Shipment, StallOrder
from marketplace.notifications.services import NewMessage
from marketplace.stalls.messages import letter_to_stall, path_for_stalls

_UNDONE: Final = (StallOrderState.CANCELLED, StallOrderState.RETURNED)


def words_for_shopper(part: StallOrder) -> AbstractContextManager[None]:
    """Write within in the language of the order: what is kept for its shopper is not in that of the stall's screen."""
    return translation.override(part.order.placement.language)


def order_path(placement: Placement) -> str:
    """Return the address of the order's page, in the language in which it was placed."""
    with translation.override(placement.language):
        return reverse("order:guest", args=(placement.order.number, placement.token))


def part_shipped(*, part: StallOrder, shipment: Shipment, correction: int = 0) -> list[NewMessage]:
    """Tell the shopper that a parcel left, or, by the event of a ``correction``, under which code it really is."""
    facts = {
        "carrier": shipment.carrier,
        "tracking_code": shipment.tracking_code,
        "shipping_way": part.shipping_way,
        "pickup_place": part.fetch_place,
        "pickup_hours": part.pickup_hours,
        "is_corrected": bool(correction),
    }
    occasion = f":{correction}" if correction else ""
    return _to_shopper(part=part, kind="part_shipped", facts=facts, occasion=occasion)


def part_cancelled(*, part: StallOrder, is_by_shopper: bool) -> list[NewMessage]:
    """Tell the shopper, and the stall where the shopper did it, that a part will not come."""
    others = StallOrder.objects.filter(order=part.order_id).exclude(pk=part.pk)
    facts = {
        "reason": part.cancel_reason,
        "is_by_shopper": is_by_shopper,
        "has_others": others.exclude(state__in=_UNDONE).exists(),
    }
    messages = _to_shopper(part=part, kind="part_cancelled", facts=facts)
    if is_by_shopper:
        messages.append(
            letter_to_stall(
                part.stall,
                kind="stall_part_cancelled",
                occasion=part.number,
                facts={
                    "part_number": part.number,
                    "reason": part.cancel_reason,
                    "contact_name": part.order.placement.contact_name,
                    "total": part.total,
                },
            )
        )
    return messages


def part_waits(*, part: StallOrder, at: datetime) -> NewMessage:
    """Remind the stall of a part that its shopper waits for."""
    return letter_to_stall(
        part.stall,
        kind="stall_part_waits",
        occasion=part.number,
        facts={
            "part_number": part.number,
            "contact_name": part.order.placement.contact_name,
            "hours": int((at - part.created_at).total_seconds() // 3600),
            "total": part.total,
            "desk_path": path_for_stalls("desk:order", part_number=part.number),
        },
    )


def _to_shopper(
    *, part: StallOrder, kind: str, facts: dict[str, Any], occasion: str = ""
) -> list[NewMessage]:
    placement: Placement = part.order.placement
    if not placement.contact_email:
        return []
    context = {
        "contact_name": placement.contact_name,
        "order_number": part.order.number,
        "order_path": order_path(placement),
        "part_number": part.number,
        "stall_name": part.stall.name,
        "stall_phone": part.stall.phone,
        "total": part.total,
        **facts,
    }
    return [
        NewMessage(
            key=f"{kind}:{part.number}{occasion}",
            kind=kind,
            recipient=placement.contact_email,
            language=placement.language,
            context=context,
        )
    ]
