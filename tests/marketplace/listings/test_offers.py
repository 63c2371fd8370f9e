"""Price and stock: at once, one conditional UPDATE each, guarded by the value that the form showed."""

import pytest
import time_machine

from marketplace.listings.errors import ListingProblemError
from marketplace.listings.models import Listing, ListingSettings, Offer, PriceChange
from marketplace.listings.review.checks import find_offer_problems
from marketplace.listings.shelf.offers import (
    StaleValueError,
    change_price,
    flagged_changes,
    note_price_seen,
    price_history,
    set_available,
)
from marketplace.shop.catalogue.models import Product
from marketplace.shop.catalogue.signals import shelf_changed
from marketplace.shop.partner.models import StockRecord
from marketplace.shop.partner.stock import allocate_stock
from tests.factories.catalogue import published_product
from tests.factories.listings import listing_draft, price_of
from tests.factories.people import UserFactory, officer

pytestmark = pytest.mark.django_db


def stock() -> tuple[int, int]:
    record = StockRecord.objects.get()
    return record.num_in_stock, record.num_allocated or 0


@pytest.fixture
def product() -> Product:
    return published_product(price=100_000, stock=12)


def listing_of(product: Product) -> Listing:
    return Listing.objects.get(product=product)


def test_available_is_set_on_top_of_what_orders_reserved(product: Product) -> None:
    assert allocate_stock(stockrecord_id=StockRecord.objects.get().pk, quantity=5)
    set_available(listing=listing_of(product), sku=product.sku, available=20, seen=7)
    assert stock() == (25, 5)


def test_available_of_a_stale_form_changes_nothing_and_tells_what_is_left(product: Product) -> None:
    listing = listing_of(product)
    assert allocate_stock(stockrecord_id=StockRecord.objects.get().pk, quantity=5)
    told: list[object] = []

    def hear(**kwargs: object) -> None:
        told.append(kwargs["product_ids"])

    shelf_changed.connect(hear)
    try:
        with pytest.raises(StaleValueError) as refused:
            set_available(listing=listing, sku=product.sku, available=12, seen=12)
    finally:
        shelf_changed.disconnect(hear)
    assert (refused.value.now, stock(), told) == (7, (12, 5), [])


def test_available_is_filled_up_from_nothing(product: Product) -> None:
    StockRecord.objects.update(num_in_stock=2, num_allocated=3)
    set_available(listing=listing_of(product), sku=product.sku, available=4, seen=0)
    assert stock() == (7, 3)


@pytest.mark.parametrize("available", [-1, 1_000_001])
def test_impossible_number_is_refused(product: Product, available: int) -> None:
    with pytest.raises(ListingProblemError, match="từ 0 tới một triệu"):
        set_available(listing=listing_of(product), sku=product.sku, available=available)
    assert stock() == (12, 0)


def test_price_leaves_history_and_only_a_large_change_is_flagged(product: Product) -> None:
    user = UserFactory.create()
    listing = listing_of(product)
    change_price(listing=listing, sku=product.sku, price=130_000, seen=100_000, by=user)
    change_price(listing=listing, sku=product.sku, price=90_000, by=user)
    change_price(listing=listing, sku=product.sku, price=90_000, price_was=100_000, by=user)
    assert [(row.before, row.after, row.percent, row.by) for row in price_history(listing=listing)] == [
        (130_000, 90_000, -31, user),
        (100_000, 130_000, 30, user),
    ]
    assert [row.after for row in flagged_changes()] == [90_000]


@pytest.mark.parametrize(
    ("price", "is_flagged"),
    [(130_000, False), (130_001, True), (130_499, True), (70_000, False), (69_999, True), (69_501, True)],
)
def test_price_is_flagged_from_the_first_dong_above_the_share(
    product: Product,
    price: int,
    is_flagged: bool,  # noqa: FBT001 - a parameter
) -> None:
    change_price(listing=listing_of(product), sku=product.sku, price=price)
    change = PriceChange.objects.get()
    assert (abs(change.percent), change.is_flagged) == (30, is_flagged)


def change_all(product: Product, *prices: int) -> list[tuple[int, bool, int]]:
    """Change the price step by step, and return what each step left: the price, its flag and its share."""
    for price in prices:
        change_price(listing=listing_of(product), sku=product.sku, price=price)
    return [(row.after, row.is_flagged, row.percent) for row in PriceChange.objects.order_by("pk")]


def test_large_change_in_small_steps_is_flagged_against_the_price_that_stood_before_them(
    product: Product,
) -> None:
    assert change_all(product, 120_000, 129_000, 131_000) == [
        (120_000, False, 20),
        (129_000, False, 8),
        (131_000, True, 31),
    ]
    change = flagged_changes().get()
    assert (change.start, change.before, change.after) == (100_000, 129_000, 131_000)


def test_steps_are_counted_from_the_last_one_that_officers_were_told_of(product: Product) -> None:
    assert [flag for _price, flag, _share in change_all(product, 140_000, 150_000, 160_000, 183_000)] == [
        True,
        False,
        False,
        True,  # 183 against 140
    ]
    assert [(row.start, row.after) for row in flagged_changes()] == [(100_000, 140_000), (140_000, 183_000)]


def test_price_that_goes_up_and_comes_back_is_no_large_change(product: Product) -> None:
    assert [flag for _price, flag, _share in change_all(product, 125_000, 100_000, 125_000)] == [False] * 3


def test_steps_over_more_than_a_week_and_of_other_variants_do_not_add_up() -> None:
    parent = published_product(price=100_000, variants=2)
    first, second = parent.children.order_by("position")
    listing = listing_of(parent)
    with time_machine.travel("2026-11-01T08:00:00+07:00", tick=False):
        change_price(listing=listing, sku=first.sku, price=120_000)
    with time_machine.travel("2026-11-08T07:59:00+07:00", tick=False):
        change_price(listing=listing, sku=second.sku, price=180_000)
    with time_machine.travel("2026-11-08T08:01:00+07:00", tick=False):
        change_price(listing=listing, sku=first.sku, price=140_000)
        assert list(flagged_changes()) == []
        change_price(listing=listing, sku=first.sku, price=157_000)  # against 120, the price of a week ago
    assert [(row.start, row.after) for row in flagged_changes()] == [(120_000, 157_000)]


def test_share_that_is_flagged_is_the_departments(product: Product) -> None:
    settings = ListingSettings.load()
    settings.price_flag_percent = 5
    settings.save()
    change_price(listing=listing_of(product), sku=product.sku, price=106_000)
    (change,) = flagged_changes()
    someone = officer()
    assert note_price_seen(change=change, officer=someone) is True
    assert note_price_seen(change=change, officer=someone) is False
    assert list(flagged_changes()) == []
    change.refresh_from_db()
    assert change.looked_by == someone


def test_price_of_a_stale_form_changes_nothing(product: Product) -> None:
    with pytest.raises(StaleValueError) as refused:
        change_price(listing=listing_of(product), sku=product.sku, price=110_000, seen=95_000)
    assert refused.value.now == 100_000
    assert (StockRecord.objects.get().price, PriceChange.objects.count()) == (100_000, 0)


@pytest.mark.parametrize("price", [0, -5, 1_000_000_001])
def test_impossible_price_is_refused(product: Product, price: int) -> None:
    with pytest.raises(ListingProblemError):
        change_price(listing=listing_of(product), sku=product.sku, price=price)
    assert StockRecord.objects.get().price == 100_000


def test_what_was_never_approved_is_changed_on_its_offer(db: None) -> None:
    listing = listing_draft(variants=[price_of(50_000, 3, sku="T-1")])
    change_price(listing=listing, sku="T-1", price=55_000, seen=50_000)
    set_available(listing=listing, sku="T-1", available=9, seen=3)
    with pytest.raises(StaleValueError) as refused:
        set_available(listing=listing, sku="T-1", available=1, seen=3)
    offer = Offer.objects.get()
    assert (offer.price, offer.stock, refused.value.now) == (55_000, 9, 9)
    assert PriceChange.objects.count() == 0


def test_variant_of_another_listing_is_not_found(product: Product) -> None:
    other = published_product(price=80_000)
    for change in (
        lambda: change_price(listing=listing_of(product), sku=other.sku, price=1_000),
        lambda: set_available(listing=listing_of(product), sku=other.sku, available=1),
    ):
        with pytest.raises(ListingProblemError, match="Không có quy cách"):
            change()
    assert StockRecord.objects.get(product=other).price == 80_000


@pytest.mark.parametrize("is_on_shelf", [True, False])
def test_former_price_of_what_may_not_be_promoted_is_asked_away_where_it_stands(is_on_shelf: bool) -> None:  # noqa: FBT001 - a parameter of the test
    listing = listing_draft()
    sku = listing.offers.get().sku
    change_price(listing=listing, sku=sku, price=90_000, price_was=120_000)
    if is_on_shelf:
        listing.latest_revision.publish()
    listing = Listing.objects.get(pk=listing.pk)
    assert list(find_offer_problems(listing)) == []
    listing.label_group, listing.label_data = "alcohol", {"ethanol_percent": "40"}
    (problem,) = find_offer_problems(listing)
    assert (problem.key, problem.message) == (
        "variants",
        "Loại hàng này không được giảm giá, quảng bá. Bỏ trống giá cũ ở trang «Giá và số còn».",
    )

    change_price(listing=listing, sku=sku, price=90_000)

    assert list(find_offer_problems(listing)) == []
    # What was asked before the goods came on the shelf stands as it was, and says nothing any more.
    assert (listing.offers.get().price_was is not None) == is_on_shelf
