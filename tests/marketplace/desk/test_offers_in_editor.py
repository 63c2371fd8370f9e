"""The editor and the page of prices write the same first price and stock: neither undoes what the other did."""

from typing import Any

import pytest
from django.apps import apps
from django.test import Client

from marketplace.listings.models import Listing, Offer
from marketplace.listings.review.setup import set_up_review
from marketplace.listings.shelf.offers import change_price, set_available
from tests.factories.listings import listing_draft, price_of
from tests.factories.stalls import StallFactory
from tests.marketplace.desk.keeper import at_desk, fields_of, latest, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def listing() -> Listing:
    set_up_review(apps)
    return listing_draft(stall=StallFactory.create(), variants=[price_of(98_000, 12, sku="A1")])


@pytest.fixture
def desk(client: Client, listing: Listing) -> Client:
    return at_desk(client, listing.stall)


def offer(listing: Listing) -> tuple[int, int | None, int]:
    row = Offer.objects.get(listing=listing)
    return row.price, row.price_was, row.stock


def open_editor(desk: Client, listing: Listing) -> dict[str, str]:
    return fields_of(desk.get(url("listing_edit", listing)))


def save(desk: Client, listing: Listing, fields: dict[str, str], **changes: Any) -> None:
    answer = desk.post(url("listing_edit", listing), {**fields, "buoc": "luu", **changes})
    assert answer.status_code == 302


def test_former_price_outlives_a_change_of_the_text(desk: Client, listing: Listing) -> None:
    change_price(listing=listing, sku="A1", price=98_000, price_was=150_000)
    save(desk, listing, open_editor(desk, listing), description="Lời mới.")
    assert latest(listing).description == "Lời mới."
    assert offer(listing) == (98_000, 150_000, 12)


def test_former_price_goes_when_the_price_reaches_it(desk: Client, listing: Listing) -> None:
    change_price(listing=listing, sku="A1", price=98_000, price_was=110_000)
    save(desk, listing, open_editor(desk, listing), **{"v0-price": "110.000"})
    assert offer(listing) == (110_000, None, 12)


def test_editor_left_open_does_not_undo_price_and_stock_of_another_tab(
    desk: Client, listing: Listing
) -> None:
    stale = open_editor(desk, listing)
    change_price(listing=listing, sku="A1", price=120_000, price_was=150_000)
    set_available(listing=listing, sku="A1", available=3)
    save(desk, listing, stale, description="Lời mới.")
    assert offer(listing) == (120_000, 150_000, 3)


def test_what_is_typed_in_the_editor_counts_and_the_other_field_stays(desk: Client, listing: Listing) -> None:
    stale = open_editor(desk, listing)
    change_price(listing=listing, sku="A1", price=120_000)
    set_available(listing=listing, sku="A1", available=3)
    save(desk, listing, stale, **{"v0-stock": "40"})
    assert offer(listing) == (120_000, None, 40)


def test_seen_numbers_that_are_none_are_no_fault(desk: Client, listing: Listing) -> None:
    fields = open_editor(desk, listing)
    for seen in ("", "x y z", "98000", "-1 99999999999999999999", "1" * 5000):
        save(
            desk,
            listing,
            fields | {"ban-goc": str(Listing.objects.get().latest_revision_id)},
            **{"v0-thay": seen},
        )
        assert offer(listing) == (98_000, None, 12)
