"""Goods made for measuring are goods: as many as asked, each on the shelf by the shelf's own laws."""

import pytest
from django.db import connection
from django.db.models import F

from marketplace.shop.catalogue.models import Product, ProductImage
from marketplace.shop.partner.models import StockRecord
from search import sync
from search.shelf import visible_products
from tests.search.helpers import ask
from tools.bench_search.growing import grow
from tools.bench_search.paper import Row, heading, line
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
def test_copies_are_indexed_as_any_other_goods() -> None:
    grow(420)
    # What PostgreSQL would look at in the end of a transaction keeps it from emptying a table within.
    connection.check_constraints()
    empty_index()
    assert ask().total == 0
    assert sync.reindex() == 420
    assert sync.find_differences().keys == ()


def test_row_that_was_not_asked_says_nothing_of_it() -> None:
    built = {"count": 1_000_000, "seconds": 500.0, "processor": 400.0, "megabytes": 250.4}
    said = line(Row("postgresql", 1_000_000, built, None))
    assert said == "| postgresql | 1,000,000 | 2,000 | 2,500 | 250 |  |  |  |  |  |  |"
    assert {text.count("|") for text in (*heading(), said)} == {12}
