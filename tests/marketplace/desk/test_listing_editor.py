"""The editor: what it shows, what it keeps, what it says when something cannot be taken."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from marketplace.listings.enums import PaperKind
from marketplace.listings.models import EditingDraft, Listing, Offer
from marketplace.listings.review.remarks import write_remarks
from marketplace.listings.selectors import waiting_tasks
from marketplace.listings.services import approve, reject, request_changes, save_revision
from marketplace.shop.catalogue.models import Product
from marketplace.stalls.enums import MemberRole
from marketplace.stalls.models import Stall
from tests.factories.catalogue import CategoryFactory, published_product
from tests.factories.listings import officer, picture_bytes, submitted
from tests.marketplace.desk.keeper import at_desk, fields_of, keeper_of, latest, soup, url, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client, stall: Stall) -> Client:
    return at_desk(client, stall, full_name="Hồ Thị Hạnh")


def upload(colour: str = "green", name: str = "anh.png", **options: Any) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, picture_bytes(colour, **options), "image/png")


def send(desk: Client, listing: Listing, **changed: Any) -> Any:
    """Open the editor, change what is named, and send it."""
    data = {**fields_of(desk.get(url("listing_edit", listing))), **changed}
    return desk.post(url("listing_edit", listing), {k: v for k, v in data.items() if v is not None})


def test_new_listing_begins_as_a_draft_that_nobody_sees(desk: Client, stall: Stall) -> None:
    category = CategoryFactory.create()
    answer = desk.post(
        reverse("desk:listing_new"),
        {"title": "Mực một nắng", "category": category.pk, "label_group": "seafood_processed"},
    )
    made = Listing.objects.get()
    assert answer.headers["Location"] == url("listing_edit", made)
    assert (made.stall, made.sku, made.live, made.product) == (stall, "MH-0001", False, None)
    assert desk.get(url("listing_edit", made)).status_code == 200


def test_saving_what_is_on_the_page_changes_no_word(desk: Client, listing: Listing) -> None:
    before = latest(listing)
    answer = send(desk, listing, buoc="luu")
    after = latest(listing)
    assert answer.status_code == 302
    same = ("title", "description", "category_id", "label_group", "origin_ward_id", "ocop_stars")
    assert [getattr(after, name) for name in same] == [getattr(before, name) for name in same]
    assert after.label_data == {key: str(value) for key, value in before.label_data.items()}
    assert [row.sku for row in after.variants.all()] == [row.sku for row in before.variants.all()]
    assert [row.pk for row in after.variants.all()] == [row.pk for row in before.variants.all()]
    assert [row.digest for row in after.pictures.all()] == [row.digest for row in before.pictures.all()]
    assert Offer.objects.get().price == 98_000


def test_everything_of_a_listing_is_taken_over(desk: Client, listing: Listing) -> None:
    answer = send(
        desk,
        listing,
        title="Cà phê bột",
        description="Rang mộc.",
        **{
            "nhan-net_quantity": "0,5",
            "nhan-net_unit": "kg",
            "nhan-made_on": "3/6/2026",
            "v0-unit": "túi 500 g",
            "v0-net_quantity": "1.500,5",
            "v0-price": "185.000 ₫",
            "v0-stock": "1.064",
            "v0-weight_g": "1.500",
            "ocop_stars": "4",
            "ocop_set": "13",
            "ocop_decision_no": "1178/QĐ-UBND",
            "ocop_authority": "UBND tỉnh",
            "ocop_issued_on": "30/06/2026",
            "ocop_expires_on": "30/06/2099",
        },
        buoc="luu",
    )
    assert answer.status_code == 302, words(answer)
    draft = latest(listing)
    assert (draft.title, draft.description, draft.ocop_stars, draft.ocop_set) == (
        "Cà phê bột",
        "Rang mộc.",
        4,
        13,
    )
    assert (draft.label_data["net_quantity"], draft.label_data["made_on"]) == ("0.5", "2026-06-03")
    variant = draft.variants.get()
    assert (variant.unit, str(variant.net_quantity)) == ("túi 500 g", "1500.5")
    offer = Offer.objects.get()
    assert (offer.price, offer.stock, variant.weight_g) == (185_000, 1_064, 1_500)


def test_example_of_a_day_stands_below_its_empty_box_and_not_in_it(desk: Client, listing: Listing) -> None:
    page = soup(desk.get(url("listing_edit", listing)))
    for name in ("ocop_issued_on", "ocop_expires_on"):
        (box,) = page.select(f"input[name={name}]")
        assert (box.get("value"), box.get("placeholder")) == (None, None)
        (hint,) = page.select(f"#{box['aria-describedby']}")
        assert hint.get_text() == "Ngày/tháng/năm, ví dụ 30/06/2026."


def test_variant_and_paper_rows_are_added_and_struck_out_without_saving(
    desk: Client, listing: Listing
) -> None:
    revision = listing.latest_revision_id
    answer = send(desk, listing, title="", buoc="quy-cach")
    assert answer.status_code == 200
    page = soup(answer)
    assert [one["name"] for one in page.select('input[name$="-unit"]')] == ["v0-unit", "v1-unit"]
    assert page.select(".error") == []
    assert Listing.objects.get(pk=listing.pk).latest_revision_id == revision
    data = {
        **fields_of(answer),
        "v1-unit": "túi 500 g",
        "v1-price": "170000",
        "title": "Hai cỡ",
        "buoc": "giay-to",
    }
    answer = desk.post(url("listing_edit", listing), data)
    data = {**fields_of(answer), "p0-kind": PaperKind.SAFETY, "p0-number": "88/2026", "buoc": "luu"}
    assert desk.post(url("listing_edit", listing), data).status_code == 302
    draft = latest(listing)
    first, second = draft.variants.all()
    assert (second.unit, second.sku) == ("túi 500 g", f"{listing.sku}-2")
    assert [(paper.kind, paper.number) for paper in draft.papers.all()] == [("safety", "88/2026")]
    send(desk, listing, **{"v0-bo": "1", "p0-bo": "1"}, buoc="luu")
    draft = latest(listing)
    assert [row.pk for row in draft.variants.all()] == [second.pk]
    assert list(draft.papers.all()) == []
    assert first.sku != second.sku


def test_group_shows_its_fields_what_is_compulsory_and_its_citation(desk: Client, listing: Listing) -> None:
    answer = send(desk, listing, label_group="alcohol", **{"xem-nhom": "1"})
    page = soup(answer)
    assert page.select_one('[name="nhan-ethanol_percent"]') is not None
    assert page.select_one('[name="nhan-ingredients"]') is not None
    must = page.select_one("#o-nhan-ethanol_percent")
    may = page.select_one("#o-nhan-lot_code")
    assert must is not None
    assert may is not None
    assert "Nhãn bắt buộc ghi mục này." in must.get_text()
    assert "Nhãn bắt buộc ghi mục này." not in may.get_text()
    assert "Nghị định 37/2026/NĐ-CP" in words(answer)


def test_submission_that_lacks_a_field_says_which_and_why_and_keeps_the_draft(
    desk: Client, listing: Listing
) -> None:
    answer = send(desk, listing, title="Tên mới", **{"nhan-storage": ""}, buoc="gui")
    assert answer.status_code == 422
    page = soup(answer)
    link = page.select_one('.error-summary a[href="#o-nhan-storage"]')
    assert link is not None
    assert "Còn thiếu: Hướng dẫn bảo quản." in link.get_text()
    assert "Đã lưu nháp, chưa gửi được." in words(answer)
    assert latest(listing).title == "Tên mới"
    assert Listing.objects.get().current_workflow_state is None


def test_submission_goes_to_the_department_and_closes_the_editor(desk: Client, listing: Listing) -> None:
    answer = send(desk, listing, buoc="gui")
    assert answer.headers["Location"] == url("listing", listing)
    assert Listing.objects.get().current_workflow_state is not None
    answer = desk.get(url("listing_edit", listing))
    assert answer.headers["Location"] == url("listing", listing)
    saved = Listing.objects.get().latest_revision_id
    assert desk.post(url("listing_edit", listing), {"title": "Chen ngang"}).status_code == 302
    assert Listing.objects.get().latest_revision_id == saved


def test_officers_words_stand_beside_the_field(desk: Client, listing: Listing) -> None:
    someone = officer()
    task_state = submitted(listing)
    write_remarks(
        task_state=task_state,
        remarks={"storage": "Ghi rõ nhiệt độ.", "pictures": "Ảnh nhãn bị lóa."},
        author=someone,
    )
    request_changes(task_state=task_state, user=someone, comment="Chị sửa hai chỗ.")
    page = soup(desk.get(url("listing_edit", listing)))
    beside = page.select_one("#o-nhan-storage")
    part = page.select_one("#o-pictures")
    assert beside is not None
    assert part is not None
    assert "“Ghi rõ nhiệt độ.”" in beside.get_text()
    assert "“Ảnh nhãn bị lóa.”" in part.get_text()
    assert "“Chị sửa hai chỗ.”" in page.get_text()


def test_refused_listing_is_mended_with_the_reason_before_ones_eyes_and_sent_again(
    desk: Client, listing: Listing
) -> None:
    someone = officer()
    reject(task_state=submitted(listing), user=someone, comment="Trùng với mặt hàng đã có.")
    overview = desk.get(url("listing", listing))
    assert "“Trùng với mặt hàng đã có.”" in words(overview)
    assert soup(overview).select(f'a.button-main[href="{url("listing_edit", listing)}"]') != []
    editor = desk.get(url("listing_edit", listing))
    assert "“Trùng với mặt hàng đã có.”" in words(editor)
    assert "Lê Thị Thanh Tâm" in words(editor)
    answer = send(desk, listing, title="Cà phê Arabica túi lớn", buoc="gui")
    assert answer.status_code == 302
    (task,) = waiting_tasks()
    assert task.revision.content["title"] == "Cà phê Arabica túi lớn"
    approve(task_state=task, user=someone)
    assert Product.objects.get(is_public=True).title == "Cà phê Arabica túi lớn"
    assert "Trùng với mặt hàng đã có" not in words(desk.get(url("listing_edit", listing)))


def test_words_about_what_has_no_field_of_its_own_stand_where_it_is_written(
    desk: Client, listing: Listing
) -> None:
    someone = officer()
    task_state = submitted(listing)
    request_changes(task_state=task_state, user=someone, comment="Xem lời nhắn.")
    said = {"captions": "Tả rõ hơn.", "specifications": "Vì sao bỏ?", "label_group": "Nhóm này đúng chưa?"}
    write_remarks(task_state=task_state, remarks=said, author=someone)
    page = soup(desk.get(url("listing_edit", listing)))
    assert {one: page.get_text().count(one) for one in said.values()} == dict.fromkeys(said.values(), 1)
    part = page.select_one("#o-pictures")
    assert part is not None
    assert "“Tả rõ hơn.”" in part.get_text()
    overview = soup(desk.get(url("listing", listing))).get_text()
    assert "Lời tả ảnh: “Tả rõ hơn.”" in overview
    assert "Thông số kỹ thuật: “Vì sao bỏ?”" in overview


def test_pictures_are_added_described_put_in_order_and_struck_out(desk: Client, listing: Listing) -> None:
    (old,) = latest(listing).pictures.all()
    answer = send(desk, listing, **{"anh-moi": [upload("green"), upload("navy")], "them-anh": "1"})
    assert answer.headers["Location"] == url("listing_edit", listing) + "#anh"
    first, second, third = latest(listing).pictures.all()
    assert first.digest == old.digest
    send(
        desk,
        listing,
        **{
            f"anh-{third.digest}-thu-tu": "1",
            f"anh-{third.digest}-ta": "Mặt nhãn",
            f"anh-{first.digest}-thu-tu": "2",
            f"anh-{second.digest}-bo": "1",
        },
        buoc="luu",
    )
    assert [(row.digest, row.alt) for row in latest(listing).pictures.all()] == [
        (third.digest, "Mặt nhãn"),
        (first.digest, old.alt),
    ]


def test_pictures_are_kept_although_the_form_has_to_be_mended(desk: Client, listing: Listing) -> None:
    answer = send(desk, listing, title="", **{"anh-chup": upload()}, buoc="luu")
    assert answer.status_code == 422
    assert len(latest(listing).pictures.all()) == 2
    assert "Bạn chưa điền tên hàng." in words(answer)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "không phải ảnh"),
        (b"GIF89a" + b"\x00" * 300, "không phải ảnh"),
        (b"PK\x03\x04" + b"\x00" * 300, "không phải ảnh"),
    ],
    ids=["svg with script", "gif", "zip"],
)
def test_file_that_is_no_picture_is_refused_with_a_sentence(
    desk: Client, listing: Listing, content: bytes, sentence: str
) -> None:
    answer = send(desk, listing, **{"anh-moi": SimpleUploadedFile("anh.jpg", content), "them-anh": "1"})
    assert sentence in words(desk.get(answer.headers["Location"]))
    assert len(latest(listing).pictures.all()) == 1


def test_paper_is_kept_in_private_and_sent_to_the_stall_alone(desk: Client, listing: Listing) -> None:
    answer = send(desk, listing, buoc="giay-to")
    data: dict[str, Any] = {**fields_of(answer), "p0-kind": "ocop", "buoc": "luu"}
    scan = io.BytesIO()
    Image.new("RGB", (900, 1200), "white").save(scan, "PNG")
    data["p0-file"] = SimpleUploadedFile("giay.png", scan.getvalue())
    assert desk.post(url("listing_edit", listing), data).status_code == 302
    (paper,) = latest(listing).papers.all()
    assert paper.file.startswith("listing-papers/")
    address = url("paper", listing, paper_digest=paper.digest)
    answer = desk.get(address)
    assert (answer.status_code, answer.headers["Content-Disposition"].startswith("attachment")) == (200, True)
    send(desk, listing, buoc="luu")  # the file stays although no file was sent
    assert [row.file for row in latest(listing).papers.all()] == [paper.file]


def test_forged_token_names_no_file(desk: Client, listing: Listing) -> None:
    answer = send(desk, listing, buoc="giay-to")
    data = {**fields_of(answer), "p0-tep": "listings/aa/somebody-elses.jpg", "buoc": "luu"}
    desk.post(url("listing_edit", listing), data)
    assert [row.file for row in latest(listing).papers.all()] == [""]


def test_cut_picture_takes_the_place_of_the_whole_one(desk: Client, listing: Listing) -> None:
    send(desk, listing, **{"anh-moi": upload("green", size=(600, 400)), "them-anh": "1"})
    first, second = latest(listing).pictures.all()
    address = url("crop", listing, digest=second.digest)
    assert desk.get(address).status_code == 200
    answer = desk.post(address, {"turn": "90", "left": "0", "right": "50", "top": "0", "bottom": "0"})
    assert answer.status_code == 302
    kept, cut = latest(listing).pictures.all()
    assert kept.digest == first.digest
    assert (cut.width, cut.height) == (200, 600)
    answer = desk.post(
        url("crop", listing, digest=cut.digest),
        {"turn": "0", "left": "60", "right": "60", "top": "0", "bottom": "0"},
    )
    assert answer.status_code == 422
    assert "nằm ngoài ảnh" in words(answer)


def test_what_is_typed_is_kept_and_comes_back(desk: Client, listing: Listing) -> None:
    revision = listing.latest_revision_id
    data = {
        **fields_of(desk.get(url("listing_edit", listing))),
        "title": "Đang gõ d\x00ở 🌶️",
        "v0-price": "abc",
    }
    answer = desk.post(url("listing_keep", listing), data)
    assert answer.json()["words"].startswith("Đã giữ lúc ")
    assert Listing.objects.get().latest_revision_id == revision
    page = desk.get(url("listing_edit", listing))
    assert fields_of(page)["title"] == "Đang gõ dở 🌶️"
    assert fields_of(page)["v0-price"] == "abc"
    assert "nội dung bạn gõ dở" in words(page)
    desk.post(url("listing_forget", listing))
    assert fields_of(desk.get(url("listing_edit", listing)))["title"] == listing.title
    assert latest(listing).title == listing.title


def test_saved_draft_leaves_nothing_in_hand(desk: Client, listing: Listing) -> None:
    desk.post(
        url("listing_keep", listing), {**fields_of(desk.get(url("listing_edit", listing))), "title": "Dở"}
    )
    send(desk, listing, title="Xong rồi", buoc="luu")
    assert EditingDraft.objects.get().data == {}
    assert fields_of(desk.get(url("listing_edit", listing)))["title"] == "Xong rồi"


def test_two_people_are_told_of_each_other(desk: Client, listing: Listing, stall: Stall) -> None:
    other = Client()
    other.force_login(keeper_of(stall, MemberRole.MANAGER, full_name="Lê Văn Minh"))
    assert "cũng đang mở" not in words(other.get(url("listing_edit", listing)))
    assert "Minh cũng đang mở" in words(desk.get(url("listing_edit", listing)))
    warned = other.post(url("listing_keep", listing), {"title": "x", "ban-goc": listing.latest_revision_id})
    assert "cũng đang mở mặt hàng này" in warned.json()["warning"]


def test_draft_that_somebody_saved_meanwhile_is_not_written_over_unasked(
    desk: Client, listing: Listing, stall: Stall
) -> None:
    data = {**fields_of(desk.get(url("listing_edit", listing))), "title": "Bản của Hạnh", "buoc": "luu"}
    other = keeper_of(stall, MemberRole.MANAGER, full_name="Lê Văn Minh")
    theirs = save_revision(listing=listing, content={"title": "Bản của Minh"}, user=other)
    warned = desk.post(url("listing_keep", listing), data)
    assert "vừa lưu mặt hàng này" in warned.json()["warning"]
    answer = desk.post(url("listing_edit", listing), data)
    assert answer.status_code == 409
    assert latest(listing).title == "Bản của Minh"
    assert fields_of(answer)["title"] == "Bản của Hạnh"
    assert "vừa lưu mặt hàng này" in words(answer)
    answer = desk.post(url("listing_edit", listing), {**data, "luu-de": str(theirs.pk)})
    assert answer.status_code == 302
    assert latest(listing).title == "Bản của Hạnh"


def test_price_of_what_is_on_the_shelf_is_not_in_the_form(desk: Client, stall: Stall) -> None:
    product = published_product(stall=stall, price=98_000)
    listing = Listing.objects.get(product=product)
    fields = fields_of(desk.get(url("listing_edit", listing)))
    assert ("v0-sku" in fields, "v0-price" in fields) == (True, False)
    send(desk, listing, description="Viết lại.", **{"v0-price": "1"}, buoc="luu")
    product.refresh_from_db()
    assert product.stockrecords.get().price == 98_000
