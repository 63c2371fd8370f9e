"""The database engine: what is found, in which order, and how much there is of everything else."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, DjangoDbBlocker

from marketplace.shop.catalogue.models import Product
from search.engines import counts as counting
from search.indexing.sync import index_products
from search.models import ProductEntry
from search.services import find_products
from search.types import Filters, SearchQuery, Sort
from tests.factories.catalogue import CategoryFactory
from tests.factories.stalls import StallFactory
from tests.rows import rows_kept
from tests.search.helpers import ask, category, on_shelf, titles, ward

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def kept_keys(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, int]]:
    """Put the goods up once for all tests of this file."""
    with rows_kept(django_db_blocker):
        yield {name: product.pk for name, product in put_up().items()}


@pytest.fixture
def shelf(kept_keys: dict[str, int]) -> dict[str, Product]:
    """Return the goods as they lie on the shelf."""
    goods = Product.objects.in_bulk(kept_keys.values())
    return {name: goods[key] for name, key in kept_keys.items()}


def put_up() -> dict[str, Product]:
    """Put up two aisles, one with two shelves; two stalls; three communes; five goods, one sold out."""
    drinks = category("Đồ uống", "do-uong")
    coffee = category("Cà phê", "ca-phe", drinks)
    tea = category("Trà", "tra", drinks)
    spices = category("Gia vị", "gia-vi")
    hill = StallFactory.create(name="HTX Đồi Sương", slug="doi-suong")
    sea = StallFactory.create(name="Hộ Biển Xanh", slug="bien-xanh")
    hp, cl, dh = ward("19441", "xã Hướng Phùng"), ward("19597", "xã Cam Lộ"), ward("19333", "phường Đông Hà")
    return {
        "arabica": on_shelf(
            "Cà phê Arabica Hướng Phùng",
            stall=hill,
            category=coffee,
            price=120_000,
            origin_ward=hp,
            ocop_stars=4,
        ),
        "robusta": on_shelf("Cà phê Robusta", stall=hill, category=coffee, price=80_000, origin_ward=cl),
        "vang": on_shelf(
            "Trà vằng Cam Lộ", stall=sea, category=tea, price=45_000, origin_ward=cl, ocop_stars=3
        ),
        "tieu": on_shelf("Tiêu Cùa", stall=sea, category=spices, price=200_000, origin_ward=cl, ocop_stars=5),
        "nem": on_shelf("Ném khô", stall=sea, category=spices, price=60_000, origin_ward=dh, stock=0),
    }


def found(**filters: Any) -> set[str]:
    """Return the titles of what has all the words."""
    return {card.title for card in ask(**filters).cards if card.hit is None or not card.hit.is_relaxed}


def test_without_a_question_everything_is_there(shelf: dict[str, Product]) -> None:
    page = ask()
    assert page.total == 5
    assert set(titles(page)) == {product.title for product in shelf.values()}
    assert (page.page, page.pages, page.engine, page.degraded) == (1, 1, "database", False)


@pytest.mark.parametrize(
    ("filters", "names"),
    [
        ({"category": "do-uong"}, {"arabica", "robusta", "vang"}),
        ({"category": "ca-phe"}, {"arabica", "robusta"}),
        ({"category": "khong-co"}, set()),
        ({"price_min": 60_000}, {"arabica", "robusta", "tieu", "nem"}),
        ({"price_max": 60_000}, {"vang", "nem"}),
        ({"price_min": 60_000, "price_max": 120_000}, {"arabica", "robusta", "nem"}),
        ({"stalls": ("doi-suong",)}, {"arabica", "robusta"}),
        ({"stalls": ("doi-suong", "bien-xanh")}, {"arabica", "robusta", "vang", "tieu", "nem"}),
        ({"communes": ("19441", "19333")}, {"arabica", "nem"}),
        ({"ocop_min": 3}, {"arabica", "vang", "tieu"}),
        ({"ocop_min": 5}, {"tieu"}),
        ({"in_stock": True}, {"arabica", "robusta", "vang", "tieu"}),
        ({"category": "gia-vi", "in_stock": True, "stalls": ("bien-xanh",)}, {"tieu"}),
    ],
)
def test_filters_leave_what_is_so(
    shelf: dict[str, Product], filters: dict[str, Any], names: set[str]
) -> None:
    assert found(**filters) == {shelf[name].title for name in names}
    assert ask(**filters).total == len(names)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("cà phê", {"arabica", "robusta"}),
        ("ca phe", {"arabica", "robusta"}),
        ("CA PHE arabi", {"arabica"}),
        ("phùng cà", {"arabica"}),
        ("cam lộ", {"robusta", "vang", "tieu"}),
        ("cam lo tra", {"vang"}),
        ("doi suong", {"arabica", "robusta"}),
        ("gia vị", {"tieu", "nem"}),
        ("ocop tiêu", {"tieu"}),
        ("nem", {"nem"}),
        ("hê", set()),
        ("không có món này", set()),
        ("100%", set()),
        ("' OR 1=1 --", set()),
        ("\x00nem", {"nem"}),
        ("😀", None),
        ("%", None),
    ],
)
def test_goods_are_found_by_all_words_of_name_stall_commune_and_category(
    shelf: dict[str, Product], text: str, names: set[str] | None
) -> None:
    """``None``: nothing in it is a word, so nothing was asked."""
    expected = shelf if names is None else names
    assert found(text=text) == {shelf[name].title for name in expected}


def test_what_has_the_words_as_typed_in_its_title_stands_first(shelf: dict[str, Product]) -> None:
    ga = on_shelf("Nêm gà", category=CategoryFactory.create(), price=10_000)
    ProductEntry.objects.filter(pk=ga.pk).update(sold_count=500)
    assert titles(ask("ném")) == ["Ném khô", "Nêm gà"]
    assert titles(ask("nêm")) == ["Nêm gà", "Ném khô"]


@pytest.mark.parametrize(
    ("sort", "names"),
    [
        (Sort.PRICE_UP, ["vang", "nem", "robusta", "arabica", "tieu"]),
        (Sort.PRICE_DOWN, ["tieu", "arabica", "robusta", "nem", "vang"]),
        (Sort.NEWEST, ["nem", "tieu", "vang", "robusta", "arabica"]),
        (Sort.BEST_SELLING, ["robusta", "nem", "arabica", "vang", "tieu"]),
        (Sort.RELEVANCE, ["robusta", "tieu", "vang", "arabica", "nem"]),
    ],
)
def test_goods_stand_in_the_order_that_was_chosen(
    shelf: dict[str, Product], sort: Sort, names: list[str]
) -> None:
    now = timezone.now()
    for days, name in enumerate(["nem", "tieu", "vang", "robusta", "arabica"]):
        ProductEntry.objects.filter(pk=shelf[name].pk).update(published_at=now - timedelta(days=days))
    ProductEntry.objects.filter(pk=shelf["robusta"].pk).update(sold_count=9)
    ProductEntry.objects.filter(pk=shelf["nem"].pk).update(sold_count=5)
    assert titles(ask(sort=sort)) == [shelf[name].title for name in names]


def test_pages_cover_everything_once(shelf: dict[str, Product]) -> None:
    pages = [ask(sort=Sort.PRICE_UP, page=number, size=2) for number in (1, 2, 3)]
    seen = [title for page in pages for title in titles(page)]
    assert len(seen) == len(set(seen)) == 5
    assert {(page.total, page.pages) for page in pages} == {(5, 3)}


def test_page_past_the_end_is_the_last(shelf: dict[str, Product]) -> None:
    page = ask(sort=Sort.PRICE_UP, page=999_999, size=2)
    assert page.page == 3
    assert titles(page) == ["Tiêu Cùa"]


def test_no_page_lies_deeper_than_the_cap(shelf: dict[str, Product], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("search.services.MOST_PAGES", 2)
    page = ask(sort=Sort.PRICE_UP, page=5, size=1)
    assert (page.page, page.pages, page.total) == (2, 2, 5)


def test_counts_of_everything(shelf: dict[str, Product]) -> None:
    counts = ask().counts
    assert counts.total == 5
    assert {bucket.value: bucket.count for bucket in counts.categories} == {
        "do-uong": 3,
        "ca-phe": 2,
        "tra": 1,
        "gia-vi": 2,
    }
    assert [(bucket.value, bucket.label, bucket.count) for bucket in counts.stalls] == [
        ("bien-xanh", "Hộ Biển Xanh", 3),
        ("doi-suong", "HTX Đồi Sương", 2),
    ]
    assert {bucket.value: bucket.count for bucket in counts.communes} == {"19597": 3, "19333": 1, "19441": 1}
    assert {bucket.value: bucket.count for bucket in counts.ocop} == {"3": 3, "4": 2, "5": 1}
    assert counts.in_stock == 4
    assert sum(bar.count for bar in counts.prices) == 5
    assert [(bar.low, bar.high) for bar in counts.prices if bar.count] == [
        (30_000, 60_000),
        (60_000, 90_000),
        (120_000, 160_000),
        (200_000, 300_000),
    ]


def test_a_facet_is_counted_as_if_it_were_not_set(shelf: dict[str, Product]) -> None:
    counts = ask(
        category="do-uong",
        price_max=100_000,
        stalls=("bien-xanh",),
        communes=("19597",),
        ocop_min=3,
        in_stock=True,
    ).counts
    assert counts.total == 1
    # Each row below drops one of the six filters and keeps the other five.
    assert {bucket.value: bucket.count for bucket in counts.categories} == {"do-uong": 1, "tra": 1}
    assert {bucket.value: bucket.count for bucket in counts.stalls} == {"bien-xanh": 1}
    assert {bucket.value: bucket.count for bucket in counts.communes} == {"19597": 1}
    assert sum(bar.count for bar in counts.prices) == 1
    assert {bucket.value: bucket.count for bucket in ask(ocop_min=5).counts.ocop} == {"3": 3, "4": 2, "5": 1}
    assert {bucket.value for bucket in ask(stalls=("doi-suong",)).counts.stalls} == {"doi-suong", "bien-xanh"}
    assert sum(bar.count for bar in ask(price_max=60_000).counts.prices) == 5


def test_counts_follow_the_words(shelf: dict[str, Product]) -> None:
    counts = ask("cà phê").counts
    assert counts.total == 2
    assert {bucket.value for bucket in counts.stalls} == {"doi-suong"}


def test_chosen_stall_is_counted_even_where_others_fill_the_list(
    shelf: dict[str, Product], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "MOST_BUCKETS", 1)
    stalls = ask(stalls=("doi-suong",)).counts.stalls
    assert [(bucket.value, bucket.count) for bucket in stalls] == [("bien-xanh", 3), ("doi-suong", 2)]


def test_product_withdrawn_a_moment_ago_is_not_shown(shelf: dict[str, Product]) -> None:
    Product.objects.filter(pk=shelf["tieu"].pk).update(is_public=False)
    assert "Tiêu Cùa" not in titles(ask())


def test_second_answer_takes_counts_from_the_cache(
    shelf: dict[str, Product], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    query = SearchQuery(filters=Filters(in_stock=True), page_size=2)
    first = find_products(query)
    with django_assert_num_queries(2):  # the version of the index, and the page
        second = find_products(query)
    assert second == first
    with django_assert_num_queries(2):
        find_products(replace(query, page=2, sort=Sort.NEWEST))


def test_counts_are_made_anew_when_the_index_changes(shelf: dict[str, Product]) -> None:
    assert ask().total == 5
    on_shelf("Bún khô", category=CategoryFactory.create(), price=30_000)
    assert ask().total == 6


def test_first_rating_is_counted(shelf: dict[str, Product]) -> None:
    assert [bucket.count for bucket in ask().counts.ratings] == [0, 0, 0]
    Product.objects.filter(pk=shelf["arabica"].pk).update(rating=4.5)
    index_products([shelf["arabica"].pk])
    assert [bucket.count for bucket in ask().counts.ratings] == [1, 1, 0]


def test_words_are_looked_for_once_for_all_counts_with_the_same_filters(shelf: dict[str, Product]) -> None:
    with CaptureQueriesContext(connection) as queries:
        ask("cà phê", stalls=("doi-suong",))
    counting = [query["sql"] for query in queries if "GROUP BY" in query["sql"]]
    assert len(counting) == 2  # with the stall for all others, without it for the stalls


def test_stall_that_changes_its_name_is_one_stall(shelf: dict[str, Product]) -> None:
    entry = ProductEntry.objects.filter(stall_slug="bien-xanh").first()
    assert entry is not None
    ProductEntry.objects.filter(pk=entry.pk).update(stall_name="Biển Mới", place=1)
    assert [(bucket.value, bucket.label, bucket.count) for bucket in ask().counts.stalls] == [
        ("bien-xanh", "Hộ Biển Xanh", 3),
        ("doi-suong", "HTX Đồi Sương", 2),
    ]


def test_card_says_what_the_shelf_says(shelf: dict[str, Product]) -> None:
    (card,) = ask("arabica").cards
    product = shelf["arabica"]
    assert (card.product_id, card.url) == (product.pk, product.get_absolute_url())
    assert (card.price, card.price_was, card.unit) == (120_000, None, "túi 250 g")
    assert (card.stall_name, card.stall_url) == ("HTX Đồi Sương", "/gian-hang/doi-suong/")
    assert (card.ward_name, card.ocop_stars) == ("xã Hướng Phùng", 4)
    assert (card.is_new, card.in_stock, card.has_variants) == (True, True, False)
    assert (card.rating, card.review_count) == (None, 0)
    assert card.picture is not None
    assert card.picture.src.endswith(".webp") or card.picture.srcset == ""


def test_card_of_variants_tells_the_lowest_price(shelf: dict[str, Product]) -> None:
    on_shelf("Mật ong Cùa", category=CategoryFactory.create(), price=90_000, variants=3)
    (card,) = ask("mật ong").cards
    assert (card.price, card.has_variants) == (90_000, True)
