from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries, Settings

from marketplace.stalls.enums import ShippingWay, ShippingZone
from marketplace.stalls.models import ShippingRate, Stall
from marketplace.stalls.shipping.options import (
    lowest_delivery_charge,
    shipping_options,
    window_words,
)
from marketplace.stalls.shipping.zones import zone_for
from tests.factories.stalls import StallFactory


@pytest.mark.parametrize(
    ("province", "zone"),
    [
        ("44", ShippingZone.PROVINCE),
        ("46", ShippingZone.REGION),
        ("38", ShippingZone.REGION),
        ("68", ShippingZone.REGION),
        ("01", ShippingZone.NATION),
        ("79", ShippingZone.NATION),
        ("", ShippingZone.NATION),
        ("x", ShippingZone.NATION),
    ],
)
def test_zone_is_counted_from_the_floors_province(province: str, zone: ShippingZone) -> None:
    assert zone_for(province) == zone


def test_zone_follows_the_province_of_the_installation(settings: Settings) -> None:
    settings.PROVINCE_CODE = "96"

    assert zone_for("96") == ShippingZone.PROVINCE
    assert zone_for("79") == ShippingZone.REGION
    assert zone_for("44") == ShippingZone.NATION


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2026, 11, 25), date(2026, 11, 26), "Thứ\xa0Tư\xa025/11 đến thứ\xa0Năm\xa026/11"),
        (date(2026, 11, 29), date(2026, 11, 29), "Chủ\xa0nhật\xa029/11"),
    ],
)
def test_window_is_written_as_people_say_it(first: date, last: date, words: str) -> None:
    assert window_words(first, last) == words


def rate(stall: Stall, way: ShippingWay, zone: ShippingZone, charge: int, **fields: int) -> ShippingRate:
    return ShippingRate.objects.create(stall=stall, way=way, zone=zone, charge=charge, **fields)


@pytest.mark.django_db
class TestOptions:
    def test_all_stalls_are_read_in_one_query(
        self, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        stalls = StallFactory.create_batch(4)
        with django_assert_num_queries(1):
            options = shipping_options(stalls=stalls, province_code="46", goods_totals={})

        assert [[option.charge for option in options[stall.pk]] for stall in stalls] == [[26_000]] * 4

    def test_free_from_counts_the_goods_of_that_stall_alone(self) -> None:
        near, far = StallFactory.create(rates=[]), StallFactory.create(rates=[])
        for stall in (near, far):
            rate(stall, ShippingWay.DELIVERY, ShippingZone.PROVINCE, 18_000, free_from=300_000)

        options = shipping_options(
            stalls=[near, far], province_code="44", goods_totals={near.pk: 300_000, far.pk: 270_000}
        )

        assert (options[near.pk][0].charge, options[near.pk][0].missing_for_free) == (0, None)
        assert (options[far.pk][0].charge, options[far.pk][0].missing_for_free) == (18_000, 30_000)

    def test_stall_without_a_rate_does_not_go_there(self) -> None:
        stall = StallFactory.create(rates=[])
        rate(stall, ShippingWay.DELIVERY, ShippingZone.PROVINCE, 18_000)

        assert shipping_options(stalls=[stall], province_code="01", goods_totals={}) == {stall.pk: []}

    def test_pickup_stands_after_delivery_wherever_the_shopper_lives(self) -> None:
        stall = StallFactory.create(rates=[])
        rate(stall, ShippingWay.PICKUP, ShippingZone.PROVINCE, 0)
        rate(stall, ShippingWay.DELIVERY, ShippingZone.NATION, 36_000)

        options = shipping_options(stalls=[stall], province_code="01", goods_totals={})[stall.pk]

        assert [(option.way, option.charge) for option in options] == [("delivery", 36_000), ("pickup", 0)]

    def test_lowest_charge_leaves_pickup_out(self) -> None:
        stall = StallFactory.create()
        rate(stall, ShippingWay.PICKUP, ShippingZone.PROVINCE, 0)

        assert lowest_delivery_charge(stall=stall) == 18_000
        assert lowest_delivery_charge(stall=StallFactory.create(rates=[])) is None
