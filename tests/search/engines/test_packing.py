"""The two numbers that everything counted of an entry is packed into."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.engines.packing import Traits, pack_place, pack_traits, unpack_traits
from search.engines.values import PRICE_BARS, ZONES


@pytest.mark.parametrize(
    ("facts", "traits"),
    [
        ({}, Traits(in_stock=False, ocop_level=0, rating_level=0, zones=0, price_bar=0)),
        (
            {"in_stock": True, "ocop_stars": 5, "rating": 5.0, "zones": ZONES, "price": 10**12},
            Traits(in_stock=True, ocop_level=3, rating_level=3, zones=0b111, price_bar=9),
        ),
        (
            {"ocop_stars": 3, "rating": 2.9, "zones": {"region"}, "price": 29_999},
            Traits(in_stock=False, ocop_level=1, rating_level=0, zones=0b010, price_bar=0),
        ),
        (
            {"ocop_stars": 2, "rating": 4.0, "zones": {"nation"}, "price": 30_000},
            Traits(in_stock=False, ocop_level=0, rating_level=2, zones=0b100, price_bar=1),
        ),
    ],
)
def test_traits_come_out_as_they_went_in(facts: dict[str, object], traits: Traits) -> None:
    nothing = {"in_stock": False, "ocop_stars": 0, "rating": None, "zones": (), "price": 0}
    assert unpack_traits(pack_traits(**nothing | facts)) == traits  # type: ignore[arg-type]  # of many types


@given(st.booleans(), st.integers(0, 5), st.none() | st.floats(0, 5), st.sets(st.sampled_from(ZONES)))
def test_traits_fit_a_small_column_and_hold_the_bar_of_the_price(
    in_stock: bool,  # noqa: FBT001 - drawn
    stars: int,
    rating: float | None,
    zones: set[str],
) -> None:
    for bar, (low, high) in enumerate(PRICE_BARS):
        for price in (low, (high or 2 * low) - 1):
            packed = pack_traits(in_stock=in_stock, ocop_stars=stars, rating=rating, zones=zones, price=price)
            assert 0 <= packed < 2**15
            traits = unpack_traits(packed)
            assert (traits.price_bar, traits.in_stock) == (bar, in_stock)
            assert {zone for at, zone in enumerate(ZONES) if traits.zones >> at & 1} == zones


def test_places_are_told_apart_by_every_name_and_are_the_same_for_ever() -> None:
    assert pack_place("do-uong", "ca-phe") == 7430955096566612460
    names = ("do-uong", "ca-phe", "gian", "Gian", "19597", "xã Hướng Phùng")
    others = [(*names[:at], names[at] + "x", *names[at + 1 :]) for at in range(len(names))]
    keys = {pack_place(*one) for one in (names, *others, ("do", "-uongca-phe", *names[2:]))}
    assert len(keys) == 8
    assert all(0 <= key < 2**63 for key in keys)
