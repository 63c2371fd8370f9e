"""The list, a listing's own page and its moves: what the stall reads, and what never touches the shelf."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from marketplace.listings.enums import ListingState, PaperKind
from marketplace.listings.models import Listing
from marketplace.listings.papers.rows import Paper
from marketplace.listings.selectors import waiting_tasks, with_state
from marketplace.listings.services import (
    approve,
    archive_listing,
    request_changes,
    save_revision,
)
from marketplace.listings.shelf.offers import change_price
from marketplace.shop.catalogue.models import Product
from marketplace.stalls.enums import MemberRole
from marketplace.stalls.models import Stall
from search.indexing.sync import index_waiting
from tests.factories.catalogue import published_product
from tests.factories.listings import OCOP, listing_draft, officer, photo, picture_bytes, price_of, submitted
from tests.marketplace.desk.keeper import at_desk, fields_of, latest, soup, url, words

pytestmark = pytest.mark.django_db
LIST = "/kenh-ban-hang/mat-hang/"


def public_page(listing: Listing) -> bytes:
    answer = Client().get(Product.objects.get(listing=listing).get_absolute_url())
    assert answer.status_code == 200
    content: bytes = answer.content
    return content


def state_of(listing: Listing) -> str:
    return str(with_state(Listing.objects.filter(pk=listing.pk)).get().state)


def test_list_shows_every_state_with_the_officers_words(desk: Client, stall: Stall) -> None:
    published_product(stall=stall, title="Đang bán thật")
    published_product(stall=stall, title="Hết rồi", stock=0)
    listing_draft(stall=stall, title="Còn nháp")
    submitted(stall=stall, title="Đang chờ")
    refused = submitted(stall=stall, title="Cần sửa ảnh")
    request_changes(task_state=refused, user=officer(), comment="Ảnh nhãn bị lóa.")
    archive_listing(listing=listing_draft(stall=stall, title="Cất rồi"))
    listing_draft(title="Của gian khác")
    page = words(desk.get(LIST))
    for text in ("Đang bán Đang bán thật", "Tạm hết hàng Hết rồi", "Nháp Còn nháp", "Cần sửa Cần sửa ảnh"):
        assert text in page
    assert "“Ảnh nhãn bị lóa.” Lê Thị Thanh Tâm" in page
    assert ("Cất rồi" in page, "Của gian khác" in page) == (False, False)
    assert "5 mặt hàng" in page
    only = words(desk.get(LIST, {"trang-thai": ListingState.ARCHIVED}))
    assert ("Cất rồi" in only, "Còn nháp" in only) == (True, False)
    found = words(desk.get(LIST, {"tim": "hết rồ"}))
    assert ("Hết rồi" in found, "Còn nháp" in found) == (True, False)


def test_list_costs_the_same_number_of_queries_for_one_and_for_twenty(desk: Client, stall: Stall) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert desk.get(LIST).status_code == 200
        return len(caught)

    published_product(stall=stall)
    desk.get(LIST)
    few = queries()
    for _number in range(9):
        published_product(stall=stall, variants=2)
        listing_draft(stall=stall)
    assert queries() == few
    assert few <= 20


def test_edit_under_review_changes_no_byte_of_the_public_page(desk: Client, stall: Stall) -> None:
    product = published_product(stall=stall, variants=2, title="Cà phê Khe Sanh")
    listing = Listing.objects.get(product=product)
    before = public_page(listing)
    data = fields_of(desk.get(url("listing_edit", listing)))
    data |= {
        "title": "Cà phê khác hẳn",
        "description": "Lời khác.",
        "ocop_stars": "5",
        "nhan-storage": "Tủ lạnh",
    }
    data |= {"v0-unit": "túi một ký", "label_group": "food"}
    picture = SimpleUploadedFile("moi.png", picture_bytes("purple"))
    assert (
        desk.post(url("listing_edit", listing), {**data, "anh-moi": picture, "buoc": "luu"}).status_code
        == 302
    )
    assert latest(listing).title == "Cà phê khác hẳn"
    assert public_page(listing) == before
    desk.post(url("listing_keep", listing), data)
    save_revision(listing=listing, content={"ocop_stars": 0})
    assert desk.post(url("listing_submit", listing)).headers["Location"] == url("listing", listing)
    assert state_of(listing) == ListingState.WAITING
    assert public_page(listing) == before
    desk.get(url("listing_preview", listing))
    desk.post(url("listing_withdraw", listing))
    assert state_of(listing) == ListingState.ON_SALE
    assert public_page(listing) == before
    desk.post(url("listing_submit", listing))
    approve(task_state=waiting_tasks().get(), user=officer())
    assert "Cà phê khác hẳn" in public_page(listing).decode()


def test_page_of_a_first_draft_shows_what_it_says_and_no_empty_line(desk: Client, stall: Stall) -> None:
    listing = listing_draft(stall=stall, title="Trà dây rừng")
    table = soup(desk.get(url("listing", listing))).select("table.diff")[0]
    shown = {row.th.get_text(): row.td for row in table.select("tbody tr") if row.th and row.td}
    assert shown["Tên hàng"].get_text() == "Trà dây rừng"
    assert len(shown["Ảnh"].select("img")) == 1
    assert [
        label for label, cell in shown.items() if not cell.get_text().strip() and not cell.select("img")
    ] == []
    assert "OCOP" not in shown


def test_page_of_a_listing_shows_what_changed_since_the_approved_revision(desk: Client, stall: Stall) -> None:
    listing = Listing.objects.get(product=published_product(stall=stall, description="Rang mộc từng mẻ nhỏ."))
    assert "Khác gì bản đã duyệt" not in words(desk.get(url("listing", listing)))
    save_revision(listing=listing, content={"description": "Rang mộc từng mẻ lớn."}, photos=[photo("teal")])
    page = soup(desk.get(url("listing", listing)))
    assert [one.get_text(strip=True) for one in page.select("del")] == ["nhỏ."]
    assert [one.get_text(strip=True) for one in page.select("ins")] == ["lớn."]
    assert [one.get_text() for one in page.select(".diff th[scope=row]")] == ["Mô tả", "Ảnh"]


def test_price_history_is_shown_to_the_stall(desk: Client, stall: Stall) -> None:
    product = published_product(stall=stall, price=100_000)
    listing = Listing.objects.get(product=product)
    change_price(listing=listing, sku=product.sku, price=150_000)
    page = words(desk.get(url("listing", listing)))
    assert "100.000\xa0₫".replace("\xa0", " ") in page.replace("\xa0", " ")
    assert "đã báo Sở" in page


def test_preview_is_the_shoppers_page_with_nothing_to_buy(desk: Client, stall: Stall) -> None:
    listing = listing_draft(
        stall=stall, title="Mật ong rừng", variants=[price_of(180_000, 3, unit="chai 500 ml")]
    )
    published_product(stall=stall, title="Cà phê bột")
    index_waiting()
    answer = desk.get(url("listing_preview", listing))
    page = soup(answer)
    assert page.select_one("h1").get_text() == "Mật ong rừng"  # type: ignore[union-attr]  # the page has one
    assert "180.000" in answer.content.decode()
    assert "Rang mộc từng mẻ nhỏ." in words(answer)
    assert "Hướng dẫn bảo quản" in words(answer)
    assert [one.get("disabled") is not None for one in page.select("main button[type=submit]")] == [
        True,
        True,
        True,
    ]
    assert "Sở đã duyệt" not in words(answer)
    assert "Xem gian hàng, 1 món" in words(answer)  # what the stall shows, not what the draft adds
    assert page.select('a[href*="/phan-anh/?mon="]') == []  # the floor knows no such goods yet
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    source = page.select_one("[data-gallery-main]")["src"]  # type: ignore[index]  # the draft has a picture
    assert desk.get(str(source)).status_code == 200
    assert Client().get(str(source)).status_code == 302


def test_preview_of_a_draft_without_anything_is_no_error(desk: Client, stall: Stall) -> None:
    listing = listing_draft(stall=stall, variants=[], photos=[], description="", label_data={})
    assert desk.get(url("listing_preview", listing)).status_code == 200
    assert desk.get(url("listing", listing)).status_code == 200
    assert desk.get(url("listing_edit", listing)).status_code == 200


def test_duplicate_is_a_draft_under_codes_of_its_own(desk: Client, stall: Stall) -> None:
    product = published_product(stall=stall, price=98_000, variants=2, title="Cà phê")
    original = Listing.objects.get(product=product)
    answer = desk.post(url("listing_duplicate", original))
    copy = Listing.objects.exclude(pk=original.pk).get()
    assert answer.headers["Location"] == url("listing_edit", copy)
    draft = latest(copy)
    assert (draft.title, copy.live, copy.product) == ("Cà phê (bản sao)", False, None)
    assert [row.digest for row in draft.pictures.all()] == [
        row.digest for row in latest(original).pictures.all()
    ]
    assert {row.sku for row in draft.variants.all()} & {
        row.sku for row in latest(original).variants.all()
    } == set()
    assert sorted(copy.offers.values_list("price", "stock")) == [(98_000, 0), (196_000, 0)]


@pytest.mark.parametrize("button", ["new", "duplicate"])
def test_button_pressed_twice_begins_one_draft(desk: Client, stall: Stall, button: str) -> None:
    original = Listing.objects.get(product=published_product(stall=stall, title="Cà phê"))
    asked = {"title": "Mực  một nắng", "category": original.category_id, "label_group": "food"}
    begin = {
        "new": lambda: desk.post(reverse("desk:listing_new"), asked),
        "duplicate": lambda: desk.post(url("listing_duplicate", original)),
    }[button]
    first, second = begin(), begin()
    made = Listing.objects.exclude(pk=original.pk).get()
    assert first["Location"] == second["Location"] == url("listing_edit", made)
    with time_machine.travel(timezone.now() + timedelta(seconds=11)):
        assert begin()["Location"] != first["Location"]
    assert Listing.objects.exclude(pk=original.pk).count() == 2


@pytest.mark.parametrize("language", ["vi", "en"])
def test_duplicate_claims_nothing_that_was_granted_to_one_product(
    desk: Client, stall: Stall, language: str
) -> None:
    product = published_product(
        stall=stall,
        title="Cà phê",
        **OCOP,
    )
    original = Listing.objects.get(product=product)
    label = {**latest(original).label_data, "declaration_no": "01/TCB", "lot_code": "L7"}
    kinds = list(PaperKind)
    save_revision(
        listing=original,
        content={"label_data": label},
        papers=[Paper(kind=kind, number="7") for kind in kinds],
    )
    with translation.override(language):
        address = reverse("desk:listing_duplicate", kwargs={"listing_pk": original.pk})
    desk.post(address)
    draft = latest(Listing.objects.exclude(pk=original.pk).get())
    assert draft.title == "Cà phê (bản sao)"
    stars = (draft.ocop_stars, draft.ocop_set, draft.ocop_decision_no, draft.ocop_authority)
    assert (*stars, draft.ocop_issued_on, draft.ocop_expires_on) == (0, None, "", "", None, None)
    assert [paper.kind for paper in draft.papers.all()] == [
        "licence",
        "safety",
        "standard",
        "origin",
        "other",
    ]
    del label["declaration_no"], label["lot_code"]
    assert draft.label_data == label
    kept = latest(original)
    assert (kept.ocop_stars, len(kept.papers.all()), kept.label_data["lot_code"]) == (4, len(kinds), "L7")


def test_archived_listing_leaves_the_shelf_and_returns_as_a_draft(desk: Client, stall: Stall) -> None:
    product = published_product(stall=stall)
    listing = Listing.objects.get(product=product)
    desk.post(url("listing_archive", listing))
    product.refresh_from_db()
    assert (product.is_public, state_of(listing)) == (False, ListingState.ARCHIVED)
    assert Client().get(product.get_absolute_url()).status_code == 410
    assert desk.get(url("listing_edit", listing)).status_code == 302
    desk.post(url("listing_restore", listing))
    product.refresh_from_db()
    assert (product.is_public, state_of(listing)) == (False, ListingState.TAKEN_DOWN)


def test_packer_sees_goods_and_stock_and_edits_nothing(client: Client, stall: Stall) -> None:
    desk = at_desk(client, stall, MemberRole.PACKER)
    listing = Listing.objects.get(product=published_product(stall=stall))
    page = desk.get(LIST)
    assert reverse("desk:listing_new") not in page.content.decode()
    assert url("listing_edit", listing) not in page.content.decode()
    answers: list[Any] = [desk.get(url("listing_edit", listing)), desk.post(url("listing_archive", listing))]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert state_of(listing) == ListingState.ON_SALE
