"""What a question says about price is a hint, and no word."""

import pytest

from search.text.prices import PriceHint, take_price


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("mật ong dưới 200k", PriceHint(None, 200_000)),
        ("mat ong duoi 200 nghin", PriceHint(None, 200_000)),
        ("dưới 1,5tr", PriceHint(None, 1_500_000)),
        ("dưới 1tr5", PriceHint(None, 1_500_000)),
        ("dưới 200.000đ", PriceHint(None, 200_000)),
        ("trên 1 triệu", PriceHint(1_000_000, None)),
        ("100-200k", PriceHint(100_000, 200_000)),
        ("từ 50k đến 100k", PriceHint(50_000, 100_000)),
        ("khoảng 100k", PriceHint(75_000, 125_000)),
        ("dưới 99.999.999.999", PriceHint(None, 99_999_999_999)),
        ("trên 100.000.000.000", None),
        ("dưới 999.999.999.999.999.999.999", None),
        ("từ 1k đến 999.999.999.999.999.999.999", PriceHint(1_000, None)),
        ("coffee under 100k", PriceHint(None, 100_000)),
        ("gift from 200k to 500k", PriceHint(200_000, 500_000)),
        ("honey over 150k", PriceHint(150_000, None)),
        ("200-100k", None),  # no range
        ("dưới 2000 5", None),  # two numbers are no amount
        ("gạo 10kg", None),
        ("hộp 20 gói", None),
        ("trên 3 con", None),
        ("từ nghệ", None),
        ("", None),
    ],
)
def test_price_that_is_said_is_a_hint_and_other_numbers_are_none(
    written: str, hint: PriceHint | None
) -> None:
    assert take_price(written)[1] == hint


def test_words_beside_a_price_stay() -> None:
    assert take_price("mật ong dưới 200k")[0].split() == ["mật", "ong"]


@pytest.mark.parametrize(
    ("price", "holds"), [(99_999, False), (100_000, True), (200_000, True), (200_001, False)]
)
def test_hint_holds_its_ends(price: int, holds: bool) -> None:  # noqa: FBT001 - a parameter of the test
    assert PriceHint(100_000, 200_000).holds(price) is holds
