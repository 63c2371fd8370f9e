"""Goods that their buyer fetches: where and when is said at checkout, kept with the order, and told until they are fetched."""

from typing import Any

import pytest
from django.test import Client

from marketplace.fulfilment.enums import StallOrderState
from marketplace.fulfilment.messages import order_path
from marketplace.fulfilment.models import Placement, StallOrder
from marketplace.notifications.models import Message
from marketplace.notifications.rendering import render_message
from marketplace.stalls.models import ShippingRate
from tests.factories.baskets import DETAILS, Line, fill
from tests.factories.orders import move_part
from tests.marketplace.desk.people import sign_in
from tests.marketplace.shop.checkout.test_place import DETAILS_URL, PLACE, REVIEW, fold

AGREED = {"dong-y-quy-che": "on", "dong-y-bao-mat": "on"}
HOURS = "7 giờ đến 17 giờ, trừ Chủ nhật"


def fetched_order(client: Client, **rate: Any) -> StallOrder:
    """Walk from a basket to an order that its buyer fetches."""
    fill(client)
    stall = Line.objects.get().product.stall
    ShippingRate.objects.create(
        stall=stall, way="pickup", zone="province", charge=0, days_min=0, days_max=1, **rate
    )
    page = client.get(DETAILS_URL)
    answers = {**DETAILS, f"giao-{stall.pk}": "pickup", "da-xem": page.context["seen"]}
    assert client.post(DETAILS_URL, answers)["Location"] == REVIEW
    key = str(client.get(REVIEW).context["key"])
    assert client.post(PLACE, {"khoa": key, **AGREED}).status_code == 303
    return StallOrder.objects.get()


def told(kind: str) -> tuple[str, str]:
    letter = render_message(Message.objects.get(kind=kind))
    return letter.text, letter.html


@pytest.mark.parametrize("place", ["Kho số 2, chợ Đông Hà", ""])
def test_place_and_hours_are_kept_and_told_on_the_page_and_in_the_letters(client: Client, place: str) -> None:
    part = fetched_order(client, pickup_place=place, pickup_hours=HOURS)
    stall = part.stall
    where = place or f"{stall.street}, {stall.ward.name}, {stall.ward.province.name}"
    assert (part.pickup_place, part.pickup_hours) == (where, HOURS)
    # What the stall says to others from now on is not what this buyer was promised.
    ShippingRate.objects.filter(way="pickup").update(pickup_place="Nơi khác", pickup_hours="Giờ khác")
    path = order_path(Placement.objects.get())
    for state in (StallOrderState.NEW, StallOrderState.SHIPPED):
        part = move_part(part, state)
        page = fold(client.get(path))
        assert f"Nơi đến lấy: {where}. {HOURS}" in page, state
        assert [words in page for words in ("Dự kiến tới tay bạn", "Nơi khác", "Giờ khác")] == [False] * 3
    for kind in ("order_placed", "part_shipped"):
        for letter in told(kind):
            assert (where in letter, HOURS in letter, "Dự kiến tới sau" in letter) == (True, True, False), (
                kind
            )
    sign_in(client, stall)
    assert where in fold(client.get(f"/kenh-ban-hang/don-hang/{part.number}/"))


def test_part_from_before_its_place_was_kept_is_fetched_at_the_stalls_address(client: Client) -> None:
    part = fetched_order(client, pickup_place="Kho số 2, chợ Đông Hà")
    StallOrder.objects.update(pickup_place="", pickup_hours="")
    stall = part.stall
    where = f"{stall.street}, {stall.ward.name}, {stall.ward.province.name}"
    move_part(StallOrder.objects.get(), StallOrderState.SHIPPED)
    assert [where in letter for letter in told("part_shipped")] == [True, True]
    assert where in fold(client.get(order_path(Placement.objects.get())))
    sign_in(client, stall)
    assert where in fold(client.get(f"/kenh-ban-hang/don-hang/{part.number}/"))


def test_goods_that_are_brought_have_no_place_to_fetch_them(client: Client) -> None:
    fill(client)
    ShippingRate.objects.create(
        stall=Line.objects.get().product.stall,
        way="pickup",
        zone="province",
        charge=0,
        pickup_place="Kho số 2",
        pickup_hours=HOURS,
    )
    client.post(DETAILS_URL, {**DETAILS, "da-xem": client.get(DETAILS_URL).context["seen"]})
    client.post(PLACE, {"khoa": str(client.get(REVIEW).context["key"]), **AGREED})
    part = StallOrder.objects.get()
    assert (part.shipping_way, part.pickup_place, part.pickup_hours) == ("delivery", "", "")
    page = fold(client.get(order_path(Placement.objects.get())))
    assert [words in page for words in ("Nơi đến lấy", "Kho số 2")] == [False, False]
    assert "Dự kiến tới tay bạn" in page
