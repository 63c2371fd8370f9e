"""The door for many writes the same shelf."""

import dataclasses

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace.listings.errors import ListingProblemError, StallInactiveError
from marketplace.listings.models import Listing, Offer
from marketplace.listings.services import save_revision, take_down
from marketplace.listings.shelf.bulk import BulkListing, publish_in_bulk, put_on_shelf_once
from marketplace.shop.catalogue.models import Product, ProductImage
from marketplace.shop.catalogue.signals import shelf_changed
from marketplace.shop.partner.models import StockRecord
from marketplace.stalls.models import Stall
from marketplace.stalls.services import close_stall, reopen_stall, suspend_stall
from tests.factories.catalogue import CategoryFactory
from tests.factories.listings import LABEL, OCOP, stored_picture
from tests.factories.stalls import StallFactory, any_ward
from tests.marketplace.listings.shelf import assert_shelf_invariants

pytestmark = pytest.mark.django_db


def rows(count: int, stalls: int = 2) -> list[BulkListing]:
    keys = [StallFactory.create().pk for _ in range(stalls)]
    category = CategoryFactory.create()
    picture = put_on_shelf_once(stored_picture("green"))
    return [
        BulkListing(
            stall_id=keys[number % stalls],
            category_id=category.pk,
            sku=f"B-{number}",
            title="Cà phê Đồi Sương",
            description="Rang mộc từng mẻ nhỏ.",
            label_group="food",
            label_data=LABEL,
            unit="túi 250 g",
            price=50_000 + number,
            stock=number,
            pictures=[picture],
            origin_ward_id=any_ward().pk,
            **(OCOP if number == 0 else {}),  # a few of the fields
        )
        for number in range(count)
    ]


def test_bulk_shelf_passes_the_same_check_as_the_ordinary_road() -> None:
    heard: list[int] = []

    def hear(product_ids: list[int], **_: object) -> None:
        heard.extend(product_ids)

    shelf_changed.connect(hear)
    try:
        assert list(publish_in_bulk(rows(7), batch=3)) == [3, 3, 1]
    finally:
        shelf_changed.disconnect(hear)
    assert assert_shelf_invariants() == 7
    assert sorted(heard) == sorted(Product.objects.values_list("pk", flat=True))
    assert Listing.objects.filter(live=True, live_revision__isnull=False, product__isnull=False).count() == 7
    assert Offer.objects.count() == 7


def test_bulk_rows_say_what_was_given() -> None:
    given = rows(2)
    list(publish_in_bulk(given))
    product = Product.objects.get(sku="B-0")
    record = StockRecord.objects.get(product=product)
    image = ProductImage.objects.get(product=product)
    assert (record.price, record.num_in_stock, record.partner) == (50_000, 0, product.stall.partner)
    assert (product.ocop_stars, product.unit, product.origin_ward) == (4, "túi 250 g", any_ward())
    assert image.widths == [240]
    assert product.slug == f"ca-phe-doi-suong-{product.listing.pk}"


def test_bulk_listing_lives_on_as_any_other() -> None:
    list(publish_in_bulk(rows(2, stalls=1)))
    listing = Listing.objects.get(sku="B-1")
    save_revision(listing=listing, content={"title": "Cà phê Đồi Gió"})
    Listing.objects.get(pk=listing.pk).latest_revision.publish()
    assert Product.objects.get(sku="B-1").title == "Cà phê Đồi Gió"
    assert Product.objects.count() == 2
    stall = suspend_stall(stall=Stall.objects.get(), reason="Kiểm tra")
    assert Product.objects.filter(is_public=True).count() == 0
    reopen_stall(stall=stall)
    take_down(listing=Listing.objects.get(sku="B-0"), reason="Ảnh sai")
    assert assert_shelf_invariants() == 1


def test_bad_row_takes_its_whole_batch_back() -> None:
    given = rows(3)
    given[2] = dataclasses.replace(given[2], label_data={**LABEL, "storage": ""})
    with pytest.raises(ListingProblemError, match="B-2"):
        list(publish_in_bulk(given))
    assert Listing.objects.count() == 0
    assert Product.objects.count() == 0


def test_bulk_refuses_a_suspended_stall() -> None:
    given = rows(2, stalls=1)
    suspend_stall(stall=Stall.objects.get(), reason="Kiểm tra")
    with pytest.raises(StallInactiveError):
        list(publish_in_bulk(given))
    assert Product.objects.count() == 0


def test_bulk_at_a_closed_stall_says_that_it_is_closed_and_writes_nothing() -> None:
    given = rows(2)
    close_stall(stall=Stall.objects.get(pk=given[0].stall_id))
    with pytest.raises(StallInactiveError, match=r"^Gian hàng đã đóng, không đưa hàng lên kệ được nữa\.$"):
        list(publish_in_bulk(given))
    assert Product.objects.count() == 0


def test_bulk_statements_do_not_grow_with_the_rows() -> None:
    counts = []
    for number, count in enumerate((1, 2, 20)):  # the first reads what is read once
        given = [dataclasses.replace(row, sku=f"{number}-{row.sku}") for row in rows(count)]
        with CaptureQueriesContext(connection) as queries:
            list(publish_in_bulk(given))
        counts.append(len(queries))
    assert counts[1] == counts[2]
