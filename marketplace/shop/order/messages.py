"""What is told when an order is bound. Facts only: the words stand in ``emails/`` of the theme."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django.utils.dateformat import format as format_date

from marketplace.fulfilment.messages import order_path
from marketplace.fulfilment.models import Placement, StallOrder
from marketplace.notifications.services import NewMessage
from marketplace.shop.order.goods import Goods
from marketplace.shop.order.placing import DeliveryAddress
from marketplace.stalls.messages import letter_to_stall


def order_placed(
    *,
    placement: Placement,
    parts: Sequence[StallOrder],
    goods: Sequence[Goods],
    address: DeliveryAddress,
    payment_method: str,
) -> list[NewMessage]:
    """Return one message for the shopper's purchase and one for each stall's part of it."""
    told = [_part_facts(part, goods) for part in parts]
    where = {
        "recipient": address.full_name,
        "recipient_phone": address.phone,
        "address": f"{address.line1}, {address.ward.name}, {address.ward.province.name}",
        "note": placement.note,
        "payment_method": payment_method,
        "placed_at": format_date(timezone.localtime(placement.order.date_placed), "H:i, d/m/Y"),
        "order_number": placement.order.number,
        "contact_name": placement.contact_name,
    }
    messages = [
        letter_to_stall(part.stall, kind="stall_order_new", occasion=part.number, facts={**where, **facts})
        for part, facts in zip(parts, told, strict=True)
    ]
    if placement.contact_email:
        total = sum(part.total for part in parts)
        messages.insert(
            0,
            NewMessage(
                key=f"order_placed:{placement.order.number}",
                kind="order_placed",
                recipient=placement.contact_email,
                language=placement.language,
                context={**where, "order_path": order_path(placement), "parts": told, "total": total},
            ),
        )
    return messages


def order_link(*, placement: Placement, occasion: str) -> NewMessage:
    """Return the message that brings a forgotten link. One ``occasion`` sends one message."""
    return NewMessage(
        key=f"order_link:{placement.order.number}:{occasion}",
        kind="order_link",
        recipient=placement.contact_email,
        language=placement.language,
        context={
            "contact_name": placement.contact_name,
            "order_number": placement.order.number,
            "order_path": order_path(placement),
        },
    )


def _part_facts(part: StallOrder, goods: Sequence[Goods]) -> dict[str, Any]:
    return {
        "part_number": part.number,
        "stall_name": part.stall.name,
        "stall_phone": part.stall.phone,
        "shipping_way": part.shipping_way,
        "pickup_place": part.fetch_place,
        "pickup_hours": part.pickup_hours,
        "shipping_charge": part.shipping_charge,
        "days_min": part.days_min,
        "days_max": part.days_max,
        "goods_total": part.goods_total,
        "part_total": part.total,
        "lines": [
            {"title": item.title, "unit": item.unit, "quantity": item.quantity, "amount": item.amount}
            for item in goods
            if item.stall.pk == part.stall_id
        ],
    }
