"""A person's orders as plain values, each with its parts, what happened to them and how they are paid."""

from collections.abc import Iterable
from typing import Any

from oscar.core.loading import get_model

from marketplace.core.money import to_dong
from marketplace.core.phone import normalise_phone
from marketplace.fulfilment.models import Placement, StallOrder
from marketplace.shop.order.utils import UNIT_ATTRIBUTE
from payments.models import Attempt

OrderLine = get_model("order", "Line")

Row = dict[str, Any]


def export_orders(placements: Iterable[Placement]) -> list[Row]:
    """Return orders ready for JSON; the number of queries does not grow with them."""
    found = list(placements)
    keys = [placement.order_id for placement in found]
    parts: dict[int, list[StallOrder]] = {}
    read = StallOrder.objects.filter(order__in=keys).select_related("stall")
    for part in read.prefetch_related("events", "shipments").order_by("pk"):
        parts.setdefault(part.order_id, []).append(part)
    lines: dict[tuple[int, int | None], list[Row]] = {}
    for line in OrderLine.objects.filter(order__in=keys).prefetch_related("attributes").order_by("pk"):
        lines.setdefault((line.order_id, line.partner_id), []).append(_line(line))
    references = [part.reference for of_order in parts.values() for part in of_order]
    payments: dict[str, list[Row]] = {}
    for attempt in Attempt.objects.filter(reference__in=references).order_by("pk"):
        payments.setdefault(attempt.reference, []).append(
            {
                "way": attempt.provider,
                "amount": attempt.amount,
                "state": attempt.state,
                "state_in_words": attempt.get_state_display(),
                "changed_at": attempt.changed_at,
            }
        )
    return [
        {
            "number": placement.order.number,
            "placed_at": placement.order.date_placed,
            "total": to_dong(placement.order.total_incl_tax),
            "currency": placement.order.currency,
            "contact": {
                "name": placement.contact_name,
                "phone": placement.contact_phone,
                "email": placement.contact_email,
            },
            "delivery": address_row(address) if (address := placement.order.shipping_address) else None,
            "note": placement.note,
            "parts": [
                _part(part)
                | {
                    "lines": lines.get((placement.order_id, part.stall.partner_id), []),
                    "payments": payments.get(part.reference, []),
                }
                for part in parts.get(placement.order_id, [])
            ],
        }
        for placement in found
    ]


def _line(line: Any) -> Row:
    return {
        "title": line.title,
        "unit": next((row.value for row in line.attributes.all() if row.type == UNIT_ATTRIBUTE), ""),
        "quantity": line.quantity,
        "price": to_dong(line.unit_price_incl_tax),
        "amount": to_dong(line.line_price_incl_tax),
    }


def _part(part: StallOrder) -> Row:
    return {
        "number": part.number,
        "stall": part.stall.name,
        "state": part.state,
        "state_in_words": part.get_state_display(),
        "cancel_reason": part.cancel_reason,
        "shipping_way": part.get_shipping_way_display(),
        "pickup_place": part.fetch_place,
        "pickup_hours": part.pickup_hours,
        "shipping_charge": part.shipping_charge,
        "total": part.total,
        "events": [
            {"at": event.at, "state": event.state, "state_in_words": event.get_state_display()}
            for event in part.events.all()
        ],
        "shipments": [
            {
                "carrier": shipment.carrier,
                "tracking_code": shipment.tracking_code,
                "shipped_at": shipment.shipped_at,
                "delivered_at": shipment.delivered_at,
            }
            for shipment in part.shipments.all()
        ],
    }


def address_row(address: Any) -> Row:
    """Return where somebody wants goods sent."""
    return {
        "full_name": address.first_name,
        "phone": normalise_phone(str(address.phone_number or "")),
        "line1": address.line1,
        "ward": address.line4,
        "province": address.state,
    }
