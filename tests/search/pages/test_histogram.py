"""The bars above the price fields: how high they stand, and which of them the chosen prices take in."""

import re
from collections.abc import Iterator

import pytest
from django.test import Client
from pytest_django import DjangoDbBlocker

from tests.rows import rows_kept
from tests.search.helpers import on_shelf

pytestmark = pytest.mark.django_db

_BAR = re.compile(r'<rect x="(\d+)" width=".86" height="(\d+)"( class="in")?/>')
LAST = 9


@pytest.fixture(scope="module", autouse=True)
def _shelf(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Fill the shelf once for all these tests."""
    with rows_kept(django_db_blocker):
        for number, price in enumerate((20_000, 95_000, 95_500, 25_000_000)):
            on_shelf(f"Mật ong {number}", price=price)
        yield


def bars(client: Client, address: str) -> list[tuple[int, int, bool]]:
    """Return (place, height, whether it is taken in) of every bar."""
    page = client.get(address).content.decode()
    return [(int(place), int(height), bool(inside)) for place, height, inside in _BAR.findall(page)]


def test_bars_are_as_high_as_their_share_of_the_highest_and_all_taken_in(client: Client) -> None:
    heights = {0: 50, 3: 100, LAST: 50}
    assert bars(client, "/san-pham/") == [(at, heights.get(at, 0), True) for at in range(LAST + 1)]


@pytest.mark.parametrize(
    ("chosen", "inside"),
    [
        ("gia-den=25000", {0}),
        # Goods at the highest price itself are listed, and those at 30.000 stand in the bar that begins there.
        ("gia-den=29999", {0}),
        ("gia-den=30000", {0, 1}),
        ("gia-tu=30000&gia-den=30000", {1}),
        ("gia-tu=90000&gia-den=110000", {3}),
        ("gia-tu=600000", {8, LAST}),
        # The last bar has no end.
        ("gia-tu=20000000", {LAST}),
        ("gia-tu=20000000&gia-den=30000000", {LAST}),
    ],
)
def test_chosen_prices_take_bars_in_and_change_none_of_them(
    client: Client, chosen: str, inside: set[int]
) -> None:
    drawn = bars(client, f"/san-pham/?{chosen}")
    assert {place for place, _, is_inside in drawn if is_inside} == inside
    assert [height for _, height, _ in drawn] == [height for _, height, _ in bars(client, "/san-pham/")]


def test_list_without_goods_has_no_bars(client: Client) -> None:
    assert bars(client, "/tim-kiem/?q=khong+ban+thu+nay") == []
