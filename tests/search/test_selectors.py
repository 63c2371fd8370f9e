"""Goods in a few words for pages that are no lists: the home page, a product's page, a stall's."""

import pytest

from search.models import ProductEntry
from search.selectors import newest_cards, ocop_cards, related_cards, stall_goods_cards
from tests.factories.stalls import StallFactory
from tests.search.helpers import category, on_shelf

pytestmark = pytest.mark.django_db


def test_each_stall_is_shown_once_before_any_is_shown_twice() -> None:
    busy, quiet = StallFactory.create(), StallFactory.create()
    on_shelf("Cũ nhất", stall=quiet, ocop_stars=3)
    for title in ("Cũ", "Mới", "Mới nhất"):
        on_shelf(title, stall=busy, ocop_stars=5)
    assert [card.title for card in newest_cards(2)] == ["Mới nhất", "Cũ nhất"]
    assert [card.title for card in newest_cards(3)] == ["Mới nhất", "Cũ nhất", "Mới"]
    assert [card.title for card in ocop_cards(2)] == ["Cũ", "Cũ nhất"]  # of equals the first that came


def test_goods_that_are_sold_out_or_stand_on_the_page_already_are_not_shown() -> None:
    gone, there = on_shelf("Hết", stock=0, ocop_stars=5), on_shelf("Còn", ocop_stars=4)
    on_shelf("Không sao")
    assert [card.title for card in newest_cards(6)] == ["Không sao", "Còn"]
    assert [card.title for card in ocop_cards(6)] == ["Còn"]
    assert ocop_cards(6, without=[there.pk]) == []
    stall = ProductEntry.objects.get(pk=gone.pk).stall_slug
    assert [card.title for card in stall_goods_cards(stall, 6)] == ["Hết"]  # its own page shows all of it


def test_related_goods_are_of_the_same_shelf_first_and_then_of_its_aisle() -> None:
    drinks, spices = category("Đồ uống", "do-uong"), category("Gia vị", "gia-vi")
    tea, coffee = category("Trà", "tra", drinks), category("Cà phê", "ca-phe", drinks)
    here = on_shelf("Trà vằng", category=tea)
    for title, shelf in (("Trà sen", tea), ("Cà phê", coffee), ("Tiêu", spices)):
        on_shelf(title, category=shelf)
    ProductEntry.objects.filter(title="Cà phê").update(sold_count=900)
    found = related_cards(product_id=here.pk, category_slug="tra", aisle_slug="do-uong", count=4)
    assert [card.title for card in found] == ["Trà sen", "Cà phê"]
