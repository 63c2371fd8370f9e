"""The same question gives the same goods and counts on Elasticsearch as on the database."""

from dataclasses import fields, replace
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from marketplace.shop.catalogue.models import Product
from search.engines.elastic import ElasticsearchEngine
from search.indexing.entries import build_all
from search.indexing.sync import queue_products
from search.models import ProductEntry, SynonymSet
from search.services import MOST_PAGES, find_products, read_question
from search.types import PAGE_SIZE, FacetCounts, Filters, SearchPage, SearchQuery, Sort
from tests.factories.stalls import StallFactory
from tests.search.elastic.conftest import Sync
from tests.search.helpers import category, on_shelf, titles, ward
from tests.search.officers import search_officer, synonyms

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
    sea.shipping_rates.exclude(zone="province").delete()
    for title, rating in (("Cà phê Arabica Hướng Phùng", 4.5), ("Trà vằng Cam Lộ", 3.2)):
        Product.objects.filter(title=title).update(rating=rating, review_count=2)
    queue_products(Product.objects.values_list("pk", flat=True))
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
    "rating": Filters(rating_min=4),
    "far away": Filters(ships_to="79", zone="nation"),
    "rating far away": Filters(rating_min=3, ships_to="79", zone="nation"),
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


def test_rating_and_shipping_are_filtered_and_counted_without_themselves(settings: Settings) -> None:
    rated, _ = both(settings, SearchQuery(filters=FILTERS["rating"]))
    assert titles(rated) == ["Cà phê Arabica Hướng Phùng"]
    assert [(one.value, one.count) for one in rated.counts.ratings] == [("3", 2), ("4", 1), ("5", 0)]
    assert [(one.value, one.count) for one in rated.counts.zones] == [
        ("province", 1), ("region", 1), ("nation", 1)
    ]  # fmt: skip
    far, _ = both(settings, SearchQuery(filters=FILTERS["far away"]))
    assert set(titles(far)) == {"Cà phê Arabica Hướng Phùng", "Cà phê Robusta"}
    assert [(one.value, one.count) for one in far.counts.zones] == [
        ("province", 5), ("region", 2), ("nation", 2)
    ]  # fmt: skip
    assert [(one.value, one.count) for one in far.counts.ratings] == [("3", 1), ("4", 1), ("5", 0)]


def test_goods_just_taken_down_show_neither_in_lists_nor_in_suggestions(
    client: Client, engine: ElasticsearchEngine
) -> None:
    Product.objects.filter(title="Cà phê Robusta").update(is_public=False)
    assert engine.count() == 5
    for address in ("/san-pham/", "/danh-muc/ca-phe/", "/tim-kiem/?q=ca+phe", "/tim-kiem/?q=robusta"):
        page = client.get(address)
        assert page.context["found"].engine == "elasticsearch"
        assert "Robusta" not in {word for title in titles(page.context["found"]) for word in title.split()}
    for words in ("ca phe", "robusta"):
        answer = client.get("/goi-y/", {"q": words})
        assert answer.status_code == 200
        assert "Robusta" not in answer.content.decode()
    assert "Arabica" in client.get("/goi-y/", {"q": "ca phe"}).content.decode()


def test_officers_preview_is_answered_by_elasticsearch_and_saves_nothing(client: Client) -> None:
    client.force_login(search_officer())
    sent = {"loai": "ten-goi-khac", "pk": "", "names": "nước đen\ncà phê", "kind": "equal", "unless": ""}
    answer = client.post("/quan-tri/tim-kiem/xem-thu/", {**sent, "loi": "nước đen"})
    compared = answer.context["compared"]
    assert compared.engine == "elasticsearch"
    assert (compared.before.total, compared.after.total) == (0, 2)
    assert titles(find_products(SearchQuery("nước đen"))) == []


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


def test_name_that_means_something_else_in_one_field_counts_in_another(
    settings: Settings, sync: Sync
) -> None:
    on_shelf("Lạc rang", description="Mua nhiều xin liên lạc với gian hàng.")
    on_shelf("Dầu ép", description="Ép từ lạc.")
    on_shelf("Sổ tay", description="Sổ liên lạc.")
    synonyms("đậu phụng", "lạc", kind=SynonymSet.Kind.ONE_WAY, unless="liên lạc")
    sync()
    for found in both(settings, SearchQuery("đậu phụng")):
        assert (titles(found), found.total) == (["Lạc rang", "Dầu ép"], 2), found.engine
