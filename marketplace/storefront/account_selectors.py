"""What a person has with several packages at once: orders, saved addresses, things put aside.

Everything starts from the person, so another's number finds nothing.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, QuerySet, Sum
from django.urls import reverse
from oscar.core.loading import get_model

from marketplace.accounts.models import User
from marketplace.core.files.pictures import Picture
from marketplace.core.money import to_dong
from marketplace.fulfilment.enums import StallOrderState
from marketplace.fulfilment.models import Placement, StallOrder
from marketplace.fulfilment.selectors import order_state, placements
from marketplace.shop.catalogue.models import Product, ProductImage
from marketplace.shop.partner.strategy import FloorStrategy

OrderLine = get_model("order", "Line")
UserAddress = get_model("address", "UserAddress")
WishLine = get_model("wishlists", "Line")

# The tone and icon of an order's badge; the word stands beside them.
_TONES: dict[str, tuple[str, str]] = {
    StallOrderState.NEW: ("wait", "clock"),
    StallOrderState.CONFIRMED: ("way", "check"),
    StallOrderState.PACKED: ("way", "box"),
    StallOrderState.SHIPPED: ("way", "truck"),
    StallOrderState.DELIVERED: ("vouch", "check"),
    StallOrderState.CANCELLED: ("off", "x"),
    StallOrderState.RETURNED: ("off", "left"),
}


@dataclass(frozen=True, slots=True)
class OrderRow:
    """One order in a list."""

    number: str
    url: str
    reorder_url: str
    placed_at: dt.datetime
    total: int
    quantity: int
    stalls: tuple[str, ...]
    state_name: str
    tone: str
    icon: str


@dataclass(frozen=True, slots=True)
class Wish:
    """Something put aside. What left the shelf keeps its name and can only be taken out."""

    product_id: int
    title: str
    url: str | None
    picture: Picture | None
    stall_name: str
    unit: str
    price: int | None
    has_variants: bool
    in_stock: bool


def placements_of(*, user: User) -> QuerySet[Placement]:
    """Return a person's orders, the latest first."""
    return placements().filter(order__user=user).order_by("-order__date_placed", "-pk")


def order_rows(found: Iterable[Placement]) -> list[OrderRow]:
    """Return what a list shows of these orders, in two queries."""
    found = list(found)
    order_ids = [placement.order_id for placement in found]
    parts: dict[int, list[StallOrder]] = {}
    for part in StallOrder.objects.filter(order__in=order_ids).select_related("stall").order_by("pk"):
        parts.setdefault(part.order_id, []).append(part)
    quantities = dict(
        OrderLine.objects.filter(order__in=order_ids)
        .values_list("order_id")
        .annotate(Sum("quantity"))
        .order_by()
    )
    return [_order_row(placement, parts.get(placement.order_id, []), quantities) for placement in found]


def _order_row(placement: Placement, parts: list[StallOrder], quantities: dict[int, int]) -> OrderRow:
    order = placement.order
    state = StallOrderState(order_state(part.state for part in parts))
    tone, icon = _TONES[state]
    return OrderRow(
        number=order.number,
        url=reverse("account:order", args=(order.number,)),
        reorder_url=reverse("account:reorder", args=(order.number,)),
        placed_at=order.date_placed,
        total=to_dong(order.total_incl_tax),
        quantity=quantities.get(placement.order_id, 0),
        stalls=tuple(part.stall.name for part in parts),
        state_name=str(state.label),
        tone=tone,
        icon=icon,
    )


def addresses_of(*, user: User) -> QuerySet[Any]:
    """Return a person's saved addresses, the one used by itself first."""
    addresses: QuerySet[Any] = UserAddress.objects.filter(user=user)
    return addresses.order_by("-is_default_for_shipping", "pk")


def count_wishes(*, user: User) -> int:
    """Return how many things a person has put aside."""
    return int(WishLine.objects.filter(wishlist__owner=user).count())


def wishes_of(*, user: User) -> list[Wish]:
    """Return what a person has put aside, the latest first; a fixed number of queries."""
    children = Product.objects.filter(is_public=True).select_related("stall")
    pictures = ProductImage.objects.order_by("display_order", "pk")
    lines = (
        WishLine.objects.filter(wishlist__owner=user, product__isnull=False)
        .select_related("product", "product__stall")
        .prefetch_related(
            "product__stockrecords",
            Prefetch("product__images", queryset=pictures),
            Prefetch("product__children", queryset=children.prefetch_related("stockrecords")),
        )
        .order_by("-pk")
    )
    strategy = FloorStrategy()
    return [_wish(line, strategy) for line in lines]


def _wish(line: Any, strategy: FloorStrategy) -> Wish:
    product = line.product
    is_shown = product.is_public and product.stall is not None and product.stall.is_active
    # Oscar's own way for parents asks the database again for each of them.
    sizes = product.children.all() if product.is_parent else [product]
    offers = [strategy.fetch_for_product(size) for size in sizes]
    buyable = [offer for offer in offers if offer.availability.is_available_to_buy]
    prices = [to_dong(offer.price.incl_tax) for offer in buyable or offers if offer.price.exists]
    image = next(iter(product.images.all()), None)
    return Wish(
        product_id=product.pk,
        title=product.get_title() or line.title,
        url=product.get_absolute_url() if is_shown else None,
        picture=image.picture()
        if image and is_shown
        else None,  # what left the shelf has no address any more
        stall_name=product.stall.name if product.stall else "",
        unit="" if product.is_parent else product.unit,
        price=min(prices, default=None) if is_shown else None,
        has_variants=product.is_parent,
        in_stock=is_shown and bool(buyable),
    )
