"""What checkout reads: the ways to pay for a basket, saved addresses, and a digest of what was shown."""

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from oscar.core.loading import get_model

from marketplace.accounts.models import User
from marketplace.fulfilment.models import Placement
from marketplace.listings.labels.rules import label_rows, quantity_in_words
from marketplace.shop.basket.selectors import BasketView, LineView
from marketplace.shop.catalogue.restrictions import restriction_of_product
from marketplace.shop.checkout.draft import Draft
from payments.providers.base import PaymentContext, Provider
from payments.providers.registry import available_providers

UserAddress = get_model("address", "UserAddress")


def ways_to_pay(*, basket: BasketView) -> tuple[Provider, ...]:
    """Return the ways to pay that serve every part of this basket."""
    amounts = tuple(part.total for part in basket.parts if part.has_goods)
    return available_providers(PaymentContext(amounts=amounts, cashless_only=is_cashless_only(basket)))


def is_cashless_only(basket: BasketView) -> bool:
    """Return whether the law forbids cash for something in the basket."""
    return any(restriction_of_product(line.product).cashless for line in basket.lines)


def least_age(basket: BasketView) -> int:
    """Return how old a buyer of this basket has to be; 0 asks nobody."""
    return max((restriction_of_product(line.product).age for line in basket.lines), default=0)


def cashless_goods(basket: BasketView) -> list[str]:
    """Return the titles of what may not be paid for in cash."""
    return [line.title for line in basket.lines if restriction_of_product(line.product).cashless]


def label_group(line: LineView) -> str:
    """Return the label group of a line's goods; a child may leave it to its parent."""
    product = line.product
    return str(product.label_group or (product.parent.label_group if product.is_child else ""))


def line_label(line: LineView) -> list[tuple[str, str]]:
    """Return the label of a line's goods as (official name, value), its quantity that of the variant."""
    product = line.product
    data = product.label_data or (product.parent.label_data if product.is_child else {})
    quantity = ""
    if product.net_quantity is not None:
        quantity = quantity_in_words([(product.net_quantity, product.net_unit)])
    return label_rows(label_group(line), data, quantity=quantity)


def saved_addresses(*, user: User) -> QuerySet[Any]:
    """Return the addresses of a person, the preferred one first."""
    addresses: QuerySet[Any] = UserAddress.objects.filter(user=user)
    return addresses.order_by("-is_default_for_shipping", "-num_orders_as_shipping_address", "pk")


def placement_of(*, basket_id: int) -> Placement | None:
    """Return the order that a basket became."""
    return Placement.objects.select_related("order").filter(basket_id=basket_id).first()


def goods_digest(basket: BasketView) -> str:
    """Return a digest of the goods as shown: another one means that the shopper has to look again."""
    return _digest([(line.pk, line.quantity, line.price, line.state) for line in basket.lines])


def review_digest(basket: BasketView, draft: Draft, versions: Mapping[str, str]) -> str:
    """Return a digest of all that the review step showed and an order binds."""
    ways = [
        (part.stall.pk, part.chosen.way, part.chosen.charge, part.chosen.days_min, part.chosen.days_max)
        for part in basket.parts
        if part.chosen
    ]
    shown = [goods_digest(basket), ways, basket.total, dataclasses.astuple(draft), sorted(versions.items())]
    # The age too: a ticked box answers the question that was read, not one that was raised since.
    return _digest([*shown, least_age(basket)])


def _digest(facts: object) -> str:
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()[:32]
