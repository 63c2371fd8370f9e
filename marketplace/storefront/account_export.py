"""Everything the floor knows of a person, as plain values to take along (the right to a copy)."""

from typing import Any

from django.conf import settings
from django.utils import timezone
from oscar.core.loading import get_model

from marketplace.accounts.models import User
from marketplace.accounts.selectors import consents_of
from marketplace.core.money import to_dong
from marketplace.fulfilment.models import StallOrder
from marketplace.notifications.models import Message
from marketplace.storefront.account_selectors import addresses_of, placements_of

BasketLine = get_model("basket", "Line")
OrderLine = get_model("order", "Line")
Review = get_model("reviews", "ProductReview")
WishLine = get_model("wishlists", "Line")

Row = dict[str, Any]


def export_person(*, user: User) -> Row:
    """Return all data about ``user``, ready for JSON; the number of queries does not grow with it."""
    return {
        "floor": settings.OSCAR_SHOP_NAME,
        "made_at": timezone.now(),
        "profile": {
            "full_name": user.full_name,
            "email": user.email,
            "email_verified_at": user.email_verified_at,
            "phone": user.phone,
            "joined_at": user.date_joined,
            "last_login": user.last_login,
        },
        "addresses": [_address(address) for address in addresses_of(user=user)],
        "orders": _orders(user),
        "reviews": list(
            Review.objects.filter(user=user)
            .order_by("pk")
            .values("product__title", "score", "title", "body", "status", "date_created")
        ),
        "wish_list": list(
            WishLine.objects.filter(wishlist__owner=user).order_by("pk").values_list("title", flat=True)
        ),
        "basket": list(
            BasketLine.objects.filter(basket__owner=user, basket__status="Open")
            .order_by("pk")
            .values("product__title", "quantity")
        ),
        "consents": list(
            consents_of(user=user).values(
                "purpose", "document", "version", "given_at", "withdrawn_at", "way", "reference"
            )
        ),
        "messages": _messages(user),
    }


def _address(address: Any) -> Row:
    return {
        "full_name": address.first_name,
        "phone": str(address.phone_number or ""),
        "line1": address.line1,
        "ward": address.line4,
        "province": address.state,
        "is_default": address.is_default_for_shipping,
    }


def _orders(user: User) -> list[Row]:
    placements = list(placements_of(user=user))
    keys = [placement.order_id for placement in placements]
    parts: dict[int, list[StallOrder]] = {}
    for part in StallOrder.objects.filter(order__in=keys).select_related("stall").order_by("pk"):
        parts.setdefault(part.order_id, []).append(part)
    lines: dict[tuple[int, int | None], list[Row]] = {}
    for line in OrderLine.objects.filter(order__in=keys).order_by("pk"):
        lines.setdefault((line.order_id, line.partner_id), []).append(
            {
                "title": line.title,
                "quantity": line.quantity,
                "amount": to_dong(line.line_price_incl_tax),
            }
        )
    return [
        {
            "number": placement.order.number,
            "placed_at": placement.order.date_placed,
            "total": to_dong(placement.order.total_incl_tax),
            "contact": {
                "name": placement.contact_name,
                "phone": placement.contact_phone,
                "email": placement.contact_email,
            },
            "delivery": _delivery(placement.order.shipping_address),
            "note": placement.note,
            "parts": [
                {
                    "number": part.number,
                    "stall": part.stall.name,
                    "state": part.state,
                    "shipping_charge": part.shipping_charge,
                    "total": part.total,
                    "lines": lines.get((placement.order_id, part.stall.partner_id), []),
                }
                for part in parts.get(placement.order_id, [])
            ],
        }
        for placement in placements
    ]


def _delivery(address: Any) -> Row | None:
    if address is None:
        return None
    return {
        "full_name": address.first_name,
        "phone": str(address.phone_number or ""),
        "line1": address.line1,
        "ward": address.line4,
        "province": address.state,
    }


def _messages(user: User) -> list[Row]:
    """Return what was written to a proven address; to one that was only typed in, letters are a stranger's."""
    if user.email_verified_at is None:
        return []
    letters = (
        Message.objects.filter(recipient__iexact=user.email, is_secret=False)
        .order_by("pk")
        .values("kind", "subject", "body_text", "state", "created_at", "sent_at")
    )
    return [{**letter} for letter in letters]
