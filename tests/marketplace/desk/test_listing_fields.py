"""What the editor takes of each part of a listing without any script: where it was made, its papers, its category."""

from datetime import date

import pytest
from django.apps import apps
from django.test import Client

from marketplace.listings.models import Listing
from marketplace.listings.review.setup import set_up_review
from marketplace.stalls.models import Stall
from tests.factories.catalogue import CategoryFactory
from tests.factories.places import load_few_places
from tests.factories.stalls import StallFactory
from tests.marketplace.desk.keeper import fields_of, latest, soup, url, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def stall() -> Stall:
    set_up_review(apps)
    load_few_places()
    return StallFactory.create()


def test_commune_of_another_province_is_found_without_a_script(desk: Client, listing: Listing) -> None:
    page = url("listing_edit", listing)
    before = listing.latest_revision_id
    data = fields_of(desk.get(page))
    asked = desk.post(page, {**data, "province": "46", "title": "Đang gõ dở", "xem-xa": "1"})
    assert asked.status_code == 200
    wards = [str(one["value"]) for one in soup(asked).select('[name="origin_ward"] option')]
    assert wards == ["", "19786"]
    typed = fields_of(asked)
    assert (typed["title"], typed["province"]) == ("Đang gõ dở", "46")
    assert Listing.objects.get().latest_revision_id == before
    assert desk.post(page, {**typed, "origin_ward": "19786", "buoc": "luu"}).status_code == 302
    draft = latest(listing)
    assert draft.origin_ward is not None
    assert (draft.title, draft.origin_ward.code) == ("Đang gõ dở", "19786")
    assert fields_of(desk.get(page))["province"] == "46"


@pytest.mark.parametrize("ward", ["19786", "00000", "x"])
def test_commune_outside_the_province_is_refused_in_words_and_nothing_is_saved(
    desk: Client, listing: Listing, ward: str
) -> None:
    page = url("listing_edit", listing)
    before = listing.latest_revision_id
    data = fields_of(desk.get(page))
    answer = desk.post(page, {**data, "province": "44", "origin_ward": ward, "buoc": "luu"})
    assert answer.status_code == 422
    assert [one.get_text(strip=True) for one in soup(answer).select("#o-origin_ward .error")] == [
        "Xã, phường này không thuộc tỉnh đã chọn. Bạn chọn lại giúp."
    ]
    assert Listing.objects.get().latest_revision_id == before


def test_category_and_every_word_of_a_paper_and_a_variant_are_taken_over(
    desk: Client, listing: Listing
) -> None:
    other = CategoryFactory.create()
    page = url("listing_edit", listing)
    grown = desk.post(page, {**fields_of(desk.get(page)), "buoc": "giay-to"})
    data = fields_of(grown) | {
        "category": str(other.pk),
        "p0-kind": "standard",
        "p0-number": "VietGAP 12",
        "p0-issuer": "Trung tâm Chất lượng",
        "p0-issued_on": "1/6/2026",
        "p0-expires_on": "01.06.2029",
        "v0-name": "Gói nhỏ",
        "v0-unit": "gói 100 g",
        "v0-net_quantity": "0,1",
        "v0-net_unit": "kg",
        "v0-weight_g": "120",
        "buoc": "luu",
    }
    assert desk.post(page, data).status_code == 302
    draft = latest(listing)
    paper, variant = draft.papers.get(), draft.variants.get()
    assert draft.category == other
    assert (paper.kind, paper.number, paper.issuer, paper.issued_on, paper.expires_on) == (
        "standard",
        "VietGAP 12",
        "Trung tâm Chất lượng",
        date(2026, 6, 1),
        date(2029, 6, 1),
    )
    assert (
        variant.name,
        variant.unit,
        f"{variant.net_quantity:.1f}",
        variant.net_unit,
        variant.weight_g,
    ) == (
        "Gói nhỏ",
        "gói 100 g",
        "0.1",
        "kg",
        120,
    )
    # Opened again and saved as it stands, the draft says the same.
    assert desk.post(page, {**fields_of(desk.get(page)), "buoc": "luu"}).status_code == 302
    again = latest(listing)
    assert (again.category, again.papers.get().expires_on, again.variants.get().weight_g) == (
        other,
        date(2029, 6, 1),
        120,
    )


def test_paper_that_ends_before_it_begins_is_refused_beside_its_field(desk: Client, listing: Listing) -> None:
    page = url("listing_edit", listing)
    data = fields_of(desk.post(page, {**fields_of(desk.get(page)), "buoc": "giay-to"}))
    wrong = {"p0-kind": "safety", "p0-issued_on": "2/6/2026", "p0-expires_on": "1/6/2026", "buoc": "luu"}
    answer = desk.post(page, data | wrong)
    assert answer.status_code == 422
    assert "Ngày hết hạn phải sau ngày cấp." in words(answer)
    assert list(latest(listing).papers.all()) == []


def test_code_of_two_variants_is_refused_so_that_no_price_is_lost(desk: Client, listing: Listing) -> None:
    page = url("listing_edit", listing)
    before = list(listing.offers.values_list("sku", "price"))
    data = fields_of(desk.post(page, {**fields_of(desk.get(page)), "buoc": "quy-cach"}))
    typed = data | {"v0-sku": "CF", "v1-sku": "CF", "v1-unit": "chai", "v1-price": "5.000", "buoc": "luu"}
    answer = desk.post(page, typed)
    assert answer.status_code == 422
    assert "Quy cách khác đã mang mã này." in words(answer)
    assert list(listing.offers.values_list("sku", "price")) == before
    assert desk.post(page, typed | {"v1-sku": ""}).status_code == 302
    assert sorted(listing.offers.values_list("sku", "price")) == [("CF", 98_000), (f"{listing.sku}-2", 5_000)]
