"""How many goods the menu says stand in an aisle and on its shelves, and the home page come from a commune."""

import pytest
from pytest_django import DjangoAssertNumQueries

from marketplace.shop.catalogue.models import Category
from search.engines import counts
from search.indexing.sync import index_waiting
from search.models import ProductEntry
from search.selectors import counts_by_category, counts_by_ward
from tests.factories.catalogue import published_product
from tests.factories.stalls import StallFactory
from tests.marketplace.storefront.shop_front import shelf
from tests.search.helpers import ward

pytestmark = pytest.mark.django_db


def test_goods_count_on_their_shelf_and_in_its_aisle_once(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    shelf(3)
    aisle = Category.objects.get(slug="ca-phe")
    published_product(stall=StallFactory.create(), category=aisle)
    index_waiting()
    with django_assert_num_queries(
        3
    ):  # the version, the groups of the shelf, and what their places are called
        assert counts_by_category() == {"ca-phe": 4, "ca-phe-bot": 3}
    with django_assert_num_queries(1):  # the version
        assert counts_by_category() == {"ca-phe": 4, "ca-phe-bot": 3}
    published_product(stall=StallFactory.create(), category=aisle)
    index_waiting()
    assert counts_by_category() == {"ca-phe": 5, "ca-phe-bot": 3}


def test_empty_shelf_counts_nothing() -> None:
    assert counts_by_category() == {}


def test_goods_whose_place_is_gone_come_from_no_commune(monkeypatch: pytest.MonkeyPatch) -> None:
    published_product(origin_ward=ward("19441", "xã Hướng Phùng"))
    index_waiting()
    (place, traits, *rest) = counts.read_groups(ProductEntry.objects.all())[0]
    groups = [
        (place, traits, *rest),
        (place + 1, traits, *rest),
    ]  # entries of the second were taken off meanwhile
    monkeypatch.setattr(counts, "shelf_groups", lambda _version: groups)
    assert counts_by_ward() == {"19441": (1, 1)}


def test_goods_and_stalls_of_a_commune_are_counted_without_a_look_at_the_entries(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    near, far = ward("19441", "xã Hướng Phùng"), ward("19597", "xã Cam Lộ")
    first, second = StallFactory.create(), StallFactory.create()
    for stall, origin in ((first, near), (first, near), (second, near), (second, far)):
        published_product(stall=stall, origin_ward=origin)
    index_waiting()
    assert counts_by_ward() == {"19441": (3, 2), "19597": (1, 1)}
    with django_assert_num_queries(1):  # the version
        counts_by_ward()
