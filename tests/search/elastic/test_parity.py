"""The same question gives the same goods and counts on Elasticsearch as on the database."""

from dataclasses import fields, replace
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries, Settings

from search.engines.elastic import ElasticsearchEngine
from search.indexing import build_all
from search.models import ProductEntry
from search.services import MOST_PAGES, find_products, read_question
from search.types import PAGE_SIZE, FacetCounts, Filters, SearchPage, SearchQuery, Sort
from tests.factories.stalls import StallFactory
from tests.search.elastic.conftest import Sync
from tests.search.helpers import category, on_shelf, titles, ward

pytestmark = [pytest.mark.django_db, pytest.mark.needs_elasticsearch]


@pytest.fixture(autouse=True)
def _shelf(sync: Sync) -> None:
    """Two aisles, one with two shelves; two stalls; three communes; five goods, one sold out."""
    drinks, spices = category("Đồ uống", "do-uong"), category("Gia vị", "gia-vi")
    coffee, tea = category("Cà phê", "ca-phe", drinks), category("Trà", "tra", drinks)
    hill = StallFactory.create(name="HTX Đồi Sương", slug="doi-suong")
    sea = StallFactory.create(name="Hộ Biển Xanh", slug="bien-xanh")
    hp, cl, dh = ward("19441", "xã Hướng Phùng"), ward("19597", "xã Cam Lộ"), ward("19333", "phường Đông Hà")
    rows: list[tuple[str, Any, Any, int, Any, int, int]] = [
        ("Cà phê Arabica Hướng Phùng", hill, coffee, 120_000, hp, 4, 9),
        ("Cà phê Robusta", hill, coffee, 80_000, cl, 0, 9),
        ("Trà vằng Cam Lộ", sea, tea, 45_000, cl, 3, 9),
        ("Tiêu Cùa", sea, spices, 200_000, cl, 5, 9),
        ("Ném khô", sea, spices, 60_000, dh, 0, 0),
    ]
    for title, stall, shelf, price, made_in, stars, stock in rows:
        on_shelf(
            title,
            stall=stall,
            category=shelf,
            price=price,
            origin_ward=made_in,
            ocop_stars=stars,
            stock=stock,
        )
    sync()


def both(settings: Settings, query: SearchQuery) -> tuple[SearchPage, SearchPage]:
    """Return what Elasticsearch and what the database answer."""
    theirs = find_products(query)
    settings.SEARCH_ENGINE = "database"
    ours = find_products(query)
    settings.SEARCH_ENGINE = "auto"
    assert (theirs.engine, ours.engine) == ("elasticsearch", "database")
    assert not theirs.degraded
    assert not ours.degraded
    return theirs, ours


FILTERS = {
    "none": Filters(),
    "aisle": Filters(category="do-uong"),
    "shelf": Filters(category="gia-vi"),
    "price": Filters(price_min=60_000, price_max=120_000),
    "stall": Filters(stalls=("doi-suong",)),
    "communes": Filters(communes=("19597", "19333")),
    "stars": Filters(ocop_min=4),
    "in stock": Filters(in_stock=True),
    "several": Filters(category="gia-vi", communes=("19597",), in_stock=True, price_min=1),
    "nothing": Filters(stalls=("khong-co",)),
}


@pytest.mark.parametrize("name", FILTERS)
@pytest.mark.parametrize("text", ["", "ca phe"])
def test_goods_and_counts_are_the_same(settings: Settings, name: str, text: str) -> None:
    theirs, ours = both(settings, SearchQuery(text=text, filters=FILTERS[name]))
    assert titles(theirs) == titles(ours)
    assert theirs.total == ours.total
    assert theirs.exact_total == ours.exact_total
    for facet in fields(FacetCounts):
        assert getattr(theirs.counts, facet.name) == getattr(ours.counts, facet.name), facet.name


@pytest.mark.parametrize("sort", [sort for sort in Sort if sort is not Sort.RELEVANCE])
def test_order_is_the_same(settings: Settings, sort: Sort) -> None:
    theirs, ours = both(settings, SearchQuery(sort=sort))
    assert titles(theirs) == titles(ours)


def test_pages_are_parted_the_same_way(settings: Settings) -> None:
    for page in (1, 2, 3):
        theirs, ours = both(settings, SearchQuery(sort=Sort.PRICE_UP, page=page, page_size=2))
        assert (titles(theirs), theirs.page, theirs.pages) == (titles(ours), page, 3)
    beyond, _ = both(settings, SearchQuery(sort=Sort.PRICE_UP, page=9, page_size=2))
    assert (titles(beyond), beyond.page) == (["Tiêu Cùa"], 3)


def test_queries_to_the_database_do_not_grow(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    find_products(SearchQuery(text="ca phe"))
    with django_assert_max_num_queries(6):
        found = find_products(SearchQuery(text="ca phe"))
    assert found.engine == "elasticsearch"


def test_page_500_has_its_goods_and_the_exact_total(engine: ElasticsearchEngine) -> None:
    (like,) = build_all([ProductEntry.objects.values_list("pk", flat=True).get(title="Ném khô")])
    first, many = 1_000, MOST_PAGES * PAGE_SIZE + 60
    document = like.document
    engine.write(
        [
            replace(
                document, product_id=first + number, facets=replace(document.facets, price=500_000 + number)
            )
            for number in range(many)
        ],
        version=10**9,
    )
    engine.indices.refresh(engine.indices.reading)
    start = first + (MOST_PAGES - 1) * PAGE_SIZE
    for text, before in (("ném", 1), ("", 5)):
        query, plan = read_question(SearchQuery(text, sort=Sort.PRICE_UP, page=MOST_PAGES))
        answer = engine.search(query, plan)
        assert [found.product_id for found in answer.found] == list(
            range(start - before, start - before + PAGE_SIZE)
        )
        assert (answer.total, answer.exact_total) == (many + before, many + before)


@pytest.mark.parametrize("sort", Sort)
def test_tiers_are_the_same_in_every_order(settings: Settings, sync: Sync, sort: Sort) -> None:
    on_shelf("Ca phe bot", price=9_000)
    sync()
    for text in ("cà phê", "ca phe", "robosta", "cà phê tiêu ném"):
        theirs, ours = both(settings, SearchQuery(text=text, sort=sort))
        assert [(hit.product_id, hit.tier) for hit in theirs.hits] == [
            (hit.product_id, hit.tier) for hit in ours.hits
        ], text
