"""What a stall asks for delivery: typed as people write, saved whole, and read by the basket from then on."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from marketplace.stalls.enums import MemberRole
from marketplace.stalls.models import ShippingRate, Stall
from marketplace.stalls.shipping.options import shipping_options
from tests.factories.stalls import StallFactory
from tests.marketplace.desk.people import sign_in

pytestmark = pytest.mark.django_db
PAGE = "desk:delivery"
TYPED = {
    "province_on": "on",
    "province_charge": "15.000 đ",
    "province_free_from": "300,000.00",
    "province_days_min": "1",
    "province_days_max": "2",
    "pickup_on": "on",
    "pickup_place": "Kho số 2, chợ Đông Hà",
    "pickup_hours": "7 giờ đến 17 giờ",
}


@pytest.fixture
def stall(client: Client) -> Stall:
    stall = StallFactory.create()
    sign_in(client, stall)
    return stall


def rates(stall: Stall) -> list[Any]:
    rows = ShippingRate.objects.filter(stall=stall).order_by("way", "zone")
    return list(rows.values_list("way", "zone", "charge", "free_from", "days_min", "days_max"))


def test_page_shows_what_is_asked_now(client: Client, stall: Stall) -> None:
    page = client.get(reverse(PAGE)).content.decode()
    assert 'value="18.000"' in page
    assert 'value="36.000"' in page


def test_saving_replaces_the_whole_and_leaves_other_stalls_alone(client: Client, stall: Stall) -> None:
    other = StallFactory.create()
    before = rates(other)
    assert client.post(reverse(PAGE), TYPED).status_code == 302
    assert rates(stall) == [
        ("delivery", "province", 15_000, 300_000, 1, 2),
        ("pickup", "province", 0, None, 0, 0),
    ]
    assert rates(other) == before
    delivery, pickup = shipping_options(stalls=[stall], province_code="44", goods_totals={stall.pk: 300_000})[
        stall.pk
    ]
    assert (delivery.charge, delivery.full_charge) == (0, 15_000)
    assert (pickup.place, pickup.hours) == ("Kho số 2, chợ Đông Hà", "7 giờ đến 17 giờ")
    assert [
        option.is_pickup
        for option in shipping_options(stalls=[stall], province_code="79", goods_totals={})[stall.pk]
    ] == [True]


@pytest.mark.parametrize(
    "wrong",
    [
        {"province_charge": ""},
        {"province_charge": "-1"},
        {"province_charge": "15.5"},
        {"province_charge": "9" * 30},
        {"province_days_min": "5"},
        {"province_days_max": ""},
        {"province_on": "", "pickup_on": ""},
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_saved(
    client: Client, stall: Stall, wrong: dict[str, str]
) -> None:
    before = rates(stall)
    typed = {key: value for key, value in {**TYPED, **wrong}.items() if value or not key.endswith("_on")}
    assert client.post(reverse(PAGE), typed).status_code == 422
    assert rates(stall) == before


def test_packer_sets_no_charges(client: Client) -> None:
    stall = StallFactory.create()
    sign_in(client, stall, MemberRole.PACKER)
    before = rates(stall)
    assert client.post(reverse(PAGE), TYPED).status_code == 404
    assert rates(stall) == before


def test_what_a_ticked_zone_has_to_say_is_not_called_optional(client: Client) -> None:
    sign_in(client, StallFactory.create())
    page = BeautifulSoup(client.get(reverse("desk:delivery")).content.decode(), "html.parser")
    for name, is_optional in (
        ("charge", False),
        ("free_from", True),
        ("days_min", False),
        ("days_max", False),
    ):
        label = page.select_one(f'label[for="id_province_{name}"]')
        assert label is not None
        assert ("không bắt buộc" in label.get_text()) is is_optional, name
