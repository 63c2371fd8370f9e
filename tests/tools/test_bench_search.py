"""Goods made for measuring are goods: as many as asked, each on the shelf by the shelf's own laws."""

from collections import Counter

import pytest
from django.db import connection
from django.db.models import Count, F

from marketplace.shop.catalogue.models import Product, ProductImage
from marketplace.shop.partner.models import StockRecord
from marketplace.stalls.models import ShippingRate, Stall
from search.indexing import check, sync
from search.indexing.shelf import visible_products
from tests.search.helpers import ask
from tools.bench_search.growing import grow
from tools.bench_search.paper import Row, heading, line, paper
from tools.bench_search.site import empty_index


@pytest.mark.django_db
def test_shelf_grows_to_the_size_step_by_step() -> None:
    for size in (3, 500, 1_300):
        grow(size)
        assert Product.objects.count() == size
        assert visible_products().count() == size
    assert StockRecord.objects.count() == ProductImage.objects.count() == 1_300
    assert not StockRecord.objects.exclude(partner=F("product__stall__partner")).exists()
    copy = Product.objects.order_by("-pk").first()
    assert copy is not None
    assert copy.title.endswith(" lô 3")
    assert copy.approved_revision is not None
    assert copy.categories.count() == 1


@pytest.mark.django_db
def test_copies_stand_at_as_many_stalls_as_on_a_real_floor() -> None:
    grow(500)
    assert Stall.objects.count() == 47
    grow(4_200)  # ten rounds of the 416 and 40 beyond: the patterns' stalls, and two sets of copies
    assert Stall.objects.count() == 3 * 47
    goods = dict(Stall.objects.values_list("name").annotate(goods=Count("products")))
    assert sum(goods.values()) == 4_200
    pattern = Stall.objects.get(name="HTX Nông sản Khe Sanh")
    own = Product.objects.filter(stall=pattern)
    of_set = own.count() // 4
    assert own.count() == goods["HTX Nông sản Khe Sanh 1"] == 4 * of_set
    assert goods["HTX Nông sản Khe Sanh 2"] in range(2 * of_set, 3 * of_set + 1)
    assert not StockRecord.objects.exclude(partner=F("product__stall__partner")).exists()
    zones = Counter(ShippingRate.objects.filter(stall__name__endswith=" 1").values_list("zone", flat=True))
    assert zones["province"] == 47
    assert 47 > zones["region"] > zones["nation"] > 0


@pytest.mark.django_db
def test_copies_are_indexed_as_any_other_goods() -> None:
    grow(420)
    # What PostgreSQL would look at in the end of a transaction keeps it from emptying a table within.
    connection.check_constraints()
    empty_index()
    assert ask().total == 0
    assert sync.reindex() == 420
    assert check.find_differences().keys == ()


def test_row_that_was_not_asked_says_nothing_of_it() -> None:
    built = {"count": 1_000_000, "seconds": 500.0, "processor": 400.0, "megabytes": 250.4}
    said = line(Row("postgresql", 1_000_000, built, None))
    assert said == "| postgresql | 1,000,000 | 2,000 | 2,500 | 250 |  |  |  |  |  |  |  |"
    assert {text.count("|") for text in (*heading(), said)} == {13}


def test_paper_says_what_is_asked_what_was_reached_and_what_was_missed() -> None:
    built = {"count": 100_000, "stalls": 2867, "seconds": 40.0, "processor": 30.0, "megabytes": 316.0}
    asked = {
        "p50": 20.0,
        "p95": 32.4,
        "engine": 28.0,
        "deep": 1.6,
        "changed": 60.0,
        "typed": 12.6,
        "failed": 0.0,
    }
    rows = [
        Row("sqlite", 100_000, built, asked),
        Row("postgresql", 100_000, built | {"seconds": 80.0}, asked | {"p95": 100.6, "typed": 33.0}),
        Row("postgresql", 1_000_000, built | {"count": 1_000_000, "megabytes": 501.0}, None),
    ]
    text = paper(rows, machine="2 cores", cache="1 GB", questions=93)
    said = dict(
        one.strip("| ").split(" | ")
        for one in text.splitlines()
        if one.startswith("| ") and one.count("|") == 3
    )
    assert (
        said["page p95 at 100,000 goods on the databases: at most 100 ms"]
        == "sqlite 32 ms; postgresql 101 ms, missed"
    )
    assert said["suggestions p95 on the databases: at most 33 ms"] == "sqlite 13 ms; postgresql 33 ms"
    assert (
        said["indexing on the databases: at least 2,000 a second"] == "sqlite 2,500; postgresql 1,250, missed"
    )
    assert said["memory while a million are indexed: below 500 MB"] == "postgresql 501 MB, missed"
    assert said["engine p95 at a million on Elasticsearch: at most 50 ms"] == "not measured"
    assert "2867 at 100,000 goods" in text
