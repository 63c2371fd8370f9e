"""Baskets filled through the pages, as a shopper fills them."""

from typing import Any

from django.test import Client
from django.urls import reverse
from oscar.core.loading import get_model

from marketplace.shop.catalogue.models import Product
from marketplace.stalls.models import Stall
from tests.factories.catalogue import CategoryFactory, published_product
from tests.factories.stalls import StallFactory

Basket = get_model("basket", "Basket")
Line = get_model("basket", "Line")

SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}
PROVINCE = "44"
WARD = "19333"
# What a guest types at the details step.
DETAILS = {
    "full_name": "Nguyễn Thị Hồng Nhung",
    "phone": "+84 912 345 678",
    "email": "nhung@example.vn",
    "province": PROVINCE,
    "ward": WARD,
    "line1": "24 Lê Lợi",
    "note": "Gọi trước 15 phút",
    "payment": "cod",
}


def put(client: Client, product: Product | int, quantity: int | str = 1, **headers: str) -> Any:
    """Send what the "+" of a card sends."""
    key = product if isinstance(product, int) else product.pk
    data = {"product_id": key, "quantity": quantity}
    return client.post(reverse("basket:add"), data, headers={**SAME_ORIGIN, **headers})


def put_as_json(client: Client, product: Product | int, quantity: int | str = 1) -> Any:
    """Send what the script of a card sends."""
    return put(client, product, quantity, Accept="application/json")


def lines_of(basket: Any) -> list[tuple[int, int]]:
    """Return (product, quantity) of each line, read afresh."""
    return list(Line.objects.filter(basket=basket).order_by("pk").values_list("product_id", "quantity"))


def fill(client: Client, *, stalls: int = 1, lines: int = 1) -> Any:
    """Put ``lines`` products of each of ``stalls`` new stalls in the basket of ``client``."""
    category = CategoryFactory.create()
    for _stall in range(stalls):
        stall: Stall = StallFactory.create()
        for _line in range(lines):
            put(client, published_product(stall=stall, category=category, price=100_000, stock=20), 2)
    return Basket.objects.latest("pk")
