"""The officers' pages: who gets in, what they see, what their answer does."""

import json
import re
from dataclasses import replace

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from wagtail.models import TaskState

from marketplace.accounts.roles import EDITORS, make_groups
from marketplace.listings.enums import PaperKind
from marketplace.listings.models import Listing
from marketplace.listings.review.difference import compare
from marketplace.listings.services import save_revision, withdraw_listing
from marketplace.shop.catalogue.models import Product
from marketplace.stalls.enums import StallStatus
from marketplace.stalls.models import LegalBasis, Stall
from marketplace.stalls.services import suspend_stall
from tests.factories.catalogue import published_product
from tests.factories.listings import LABEL, listing_draft, officer, paper, photo, stored_picture, submitted
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(officer())
    return client


def decide_url(task_state: TaskState) -> str:
    return reverse("oversight_office:decide", kwargs={"task_state_pk": task_state.pk})


def picture_url(listing: Listing) -> str:
    revision = listing.latest_revision
    return reverse(
        "listings_office:picture",
        kwargs={"revision_pk": revision.pk, "digest": revision.content["pictures"][0]["digest"]},
    )


def paper_url(task_state: TaskState) -> str:
    revision = task_state.revision
    return reverse(
        "listings_office:paper",
        kwargs={"revision_pk": revision.pk, "digest": revision.content["papers"][0]["digest"]},
    )


def office_urls() -> list[str]:
    task_state = submitted(papers=[paper(PaperKind.LICENCE)])
    listing = Listing.objects.get()
    return [
        reverse("oversight_office:queue"),
        decide_url(task_state),
        picture_url(listing),
        paper_url(task_state),
        reverse("listings_office:preview", kwargs={"revision_pk": task_state.revision_id}),
        reverse("listings_office:listings"),
        reverse("listings_office:listings_results"),
        reverse("listings_office:listing", kwargs={"pk": listing.pk}),
        reverse("stalls_office:stalls"),
        reverse("stalls_office:stall", kwargs={"pk": listing.stall_id}),
    ]


def test_officer_gets_every_page(desk: Client) -> None:
    assert [desk.get(url).status_code for url in office_urls()] == [200] * 10


def test_editor_gets_none_of_them(client: Client) -> None:
    make_groups()
    editor = UserFactory.create()
    editor.groups.add(Group.objects.get(name=EDITORS))
    client.force_login(editor)
    assert [client.get(url).status_code for url in office_urls()] == [403] * 10


@pytest.mark.parametrize("signed_in", [False, True])
def test_shopper_and_stranger_are_sent_to_sign_in(client: Client, *, signed_in: bool) -> None:
    urls = office_urls()
    if signed_in:
        client.force_login(UserFactory.create())
    assert {client.get(url).status_code for url in urls} == {302}
    task_state = TaskState.objects.latest("pk")
    assert client.post(decide_url(task_state), {"decision": "approve"}).status_code == 302
    task_state.refresh_from_db()
    assert task_state.status == TaskState.STATUS_IN_PROGRESS


def test_editor_cannot_decide_take_down_or_suspend(client: Client) -> None:
    make_groups()
    editor = UserFactory.create()
    editor.groups.add(Group.objects.get(name=EDITORS))
    client.force_login(editor)
    product = published_product()
    task_state = submitted()
    listing, stall = product.listing, Stall.objects.get(products=product)
    answers = [
        client.post(decide_url(task_state), {"decision": "approve"}),
        client.post(
            reverse("oversight_office:take_down_ask", kwargs={"listing_pk": listing.pk}), {"now": "1"}
        ),
        client.post(reverse("stalls_office:suspend", kwargs={"pk": stall.pk}), {"reason": "Không thích"}),
        client.post(reverse("stalls_office:reopen", kwargs={"pk": stall.pk})),
    ]
    assert [answer.status_code for answer in answers] == [403] * 4
    product.refresh_from_db()
    task_state.refresh_from_db()
    assert (product.is_public, task_state.status) == (True, TaskState.STATUS_IN_PROGRESS)
    assert Stall.objects.filter(status=StallStatus.SUSPENDED).count() == 0


def test_decision_needs_a_csrf_token() -> None:
    task_state = submitted()
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(officer())
    assert strict.post(decide_url(task_state), {"decision": "approve"}).status_code == 403
    assert list(Product.objects.all()) == []


def test_queue_lists_what_waits_oldest_first_and_says_which_time(desk: Client) -> None:
    product = published_product(title="Đã bán")
    save_revision(listing=product.listing, content={"title": "Bản sửa của hàng đã bán"})
    submitted(Listing.objects.get())
    submitted(title="Hàng mới tinh")
    page = desk.get(reverse("oversight_office:queue")).content.decode()
    assert page.index("Bản sửa của hàng đã bán") < page.index("Hàng mới tinh")
    assert "hàng mới" in page
    assert "bản sửa" in page
    assert "2 việc đang chờ" in page
    assert json.dumps("Chờ xử lý (2)") in page


def test_empty_queue_says_so(desk: Client) -> None:
    assert "Không có gì đang chờ" in desk.get(reverse("oversight_office:queue")).content.decode()


def test_decision_page_shows_the_tasks_revision_and_not_a_newer_draft(desk: Client) -> None:
    task_state = submitted(title="Bản đã gửi")
    draft = Listing.objects.get()
    draft.title = "Bản nháp lén lút"
    draft.save_revision()
    page = desk.get(decide_url(task_state)).content.decode()
    assert "Bản đã gửi" in page
    assert "Bản nháp lén lút" not in page
    assert "98.000" in page
    assert "Cà phê Arabica (100%)" in page


def test_decision_page_marks_what_an_edit_changes(desk: Client) -> None:
    product = published_product(description="Vị đắng nhẹ, hậu ngọt.", photos=[photo("olive")])
    save_revision(
        listing=product.listing,
        content={"description": "Vị đắng nhẹ, chữa mất ngủ.", "label_data": {**LABEL, "storage": "Nơi mát"}},
        photos=[photo("navy")],
    )
    page = desk.get(decide_url(submitted(Listing.objects.get()))).content.decode()
    assert "<del>hậu ngọt.</del>" in page
    assert "<ins>chữa mất ngủ.</ins>" in page
    assert "<ins>mát</ins>" in page
    assert page.count('class="is-changed"') == 3
    assert photo("olive").picture.digest in page
    assert photo("navy").picture.digest in page
    assert "98.000" not in page


def test_new_line_is_no_change_and_two_expiries_are_both_shown() -> None:
    listing = listing_draft(
        description="Vị đắng nhẹ.", label_data={**LABEL, "expires_on": "2027-05-01"}, title="Cà phê Đồi Sương"
    )
    other: Listing = listing.latest_revision.as_object()
    other.description = "Vị đắng\n\nnhẹ. Mới rang."
    rows = {row.label: row for row in compare(approved=listing, proposed=other)}
    assert [label for label, row in rows.items() if row.is_changed] == ["Mô tả"]
    assert [piece.text for piece in rows["Mô tả"].after if piece.changed] == ["Mới rang."]
    assert [piece for piece in rows["Mô tả"].before if piece.changed] == []
    shown = "".join(piece.text for piece in rows["Nhãn: Hạn sử dụng"].after)
    assert shown == "01/05/2027\n365 ngày kể từ ngày sản xuất"


def test_start_page_leads_to_the_queue_and_not_to_foreign_help(desk: Client) -> None:
    submitted()
    page = desk.get("/quan-tri/").content.decode()
    assert "Xem một việc đang chờ" in page
    assert '"name": "help"' not in page


def test_approval_puts_the_listing_on_the_shelf_and_returns_to_the_queue(desk: Client) -> None:
    task_state = submitted(title="Cà phê Đồi Sương")
    answer = desk.post(decide_url(task_state), {"decision": "approve", "comment": ""}, follow=True)
    assert answer.redirect_chain == [(reverse("oversight_office:queue"), 302)]
    assert "Đã duyệt «Cà phê Đồi Sương»" in answer.content.decode()
    assert Product.objects.get().is_public is True


@pytest.mark.parametrize("decision", ["changes", "reject"])
def test_no_keeps_the_words_and_the_shelf_empty(desk: Client, decision: str) -> None:
    task_state = submitted()
    assert desk.post(decide_url(task_state), {"decision": decision, "comment": "Ảnh mờ."}).status_code == 302
    task_state.refresh_from_db()
    assert (task_state.status, task_state.comment) == (TaskState.STATUS_REJECTED, "Ảnh mờ.")
    assert list(Product.objects.all()) == []


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"decision": "reject", "comment": " "}, "Ghi lý do"),
        ({"decision": "changes"}, "Ghi lý do"),
        ({"decision": "burn", "comment": "Cháy"}, "Lựa chọn này không còn nữa"),
        ({"comment": "Chưa chọn"}, "Bạn chưa chọn"),
        ({"decision": "reject", "comment": "a" * 10_000}, "dài quá"),
    ],
)
def test_answer_that_does_not_fit_says_so_and_loses_nothing(
    desk: Client, data: dict[str, str], words: str
) -> None:
    task_state = submitted()
    answer = desk.post(decide_url(task_state), data)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert data.get("comment", "").strip() in answer.content.decode()
    task_state.refresh_from_db()
    assert task_state.status == TaskState.STATUS_IN_PROGRESS


def test_answer_to_a_withdrawn_revision_is_told(desk: Client) -> None:
    task_state = submitted()
    withdraw_listing(listing=Listing.objects.get())
    answer = desk.post(decide_url(task_state), {"decision": "approve"})
    assert answer.status_code == 422
    assert "gian hàng đã rút lại" in answer.content.decode()
    assert list(Product.objects.all()) == []


def test_approval_of_a_suspended_stalls_listing_is_told(desk: Client) -> None:
    task_state = submitted()
    suspend_stall(stall=Stall.objects.get(), reason="Kiểm tra")
    answer = desk.post(decide_url(task_state), {"decision": "approve"})
    assert answer.status_code == 422
    assert "Gian hàng đang tạm dừng" in answer.content.decode()


def test_forged_ids_are_not_found(desk: Client) -> None:
    revision = listing_draft().latest_revision
    for url in (
        "/quan-tri/duyet/999999/",
        f"/quan-tri/duyet/anh/{revision.pk}/{'0' * 64}/",
        "/quan-tri/duyet/anh/999999/x/",
        f"/quan-tri/duyet/giay-to/{revision.pk}/{'0' * 64}/",
        "/quan-tri/duyet/giay-to/999999/x/",
        "/quan-tri/duyet/xem-truoc/999999/",
        "/quan-tri/mat-hang/999999/",
        "/quan-tri/gian-hang/999999/",
    ):
        assert desk.get(url).status_code == 404


def test_picture_comes_from_private_storage_and_is_kept_by_nobody_else(desk: Client) -> None:
    answer = desk.get(picture_url(listing_draft()))
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert {"private", "no-store"} <= set(answer.headers["Cache-Control"].split(", "))
    assert b"".join(answer.streaming_content)[:3] == b"\xff\xd8\xff"  # type: ignore[attr-defined]  # a FileResponse


def test_paper_opens_from_the_decision_and_can_do_nothing(desk: Client) -> None:
    task_state = submitted(papers=[paper(PaperKind.LICENCE, number="78/GP")])
    address = paper_url(task_state)
    assert (
        f'href="{address}" target="_blank">Mở Giấy phép kinh doanh mặt hàng 78/GP</a>'
        in desk.get(decide_url(task_state)).content.decode()
    )
    answer = desk.get(address)
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].endswith("sandbox")
    assert {"private", "no-store"} <= set(answer.headers["Cache-Control"].split(", "))
    assert b"".join(answer.streaming_content)[:3] == b"\xff\xd8\xff"  # type: ignore[attr-defined]  # a FileResponse


def test_another_file_under_the_same_words_is_marked_as_new(desk: Client) -> None:
    product = published_product(papers=[paper(PaperKind.LICENCE, number="78/GP")])
    scan = stored_picture("navy")
    other = replace(paper(PaperKind.LICENCE, number="78/GP"), file=scan.name, digest=scan.digest)
    save_revision(listing=product.listing, papers=[other])
    page = desk.get(decide_url(submitted(Listing.objects.get()))).content.decode()
    assert re.findall(r"<(del|ins)>([^<]+)</", page) == [("del", "có "), ("ins", "mới")]
    assert page.count(">Mở Giấy phép kinh doanh mặt hàng 78/GP</a>") == 2
    assert scan.digest[:8] not in re.sub(r'href="[^"]*"', "", page)  # nobody reads a file's mark


def test_list_filters_by_state(desk: Client) -> None:
    published_product(title="Đang trên kệ")
    listing_draft(title="Còn là nháp")
    submitted(title="Đang đợi Sở")
    url = reverse("listings_office:listings")
    page = desk.get(url, {"state": "waiting"}).content.decode()
    assert "Đang đợi Sở" in page
    assert "Đang trên kệ" not in page
    assert "Còn là nháp" not in page
    everything = desk.get(url).content.decode()
    assert all(title in everything for title in ("Đang trên kệ", "Còn là nháp", "Đang đợi Sở"))


def test_list_and_stalls_export_as_spreadsheets(desk: Client) -> None:
    published_product()
    for name in ("listings_office:listings", "stalls_office:stalls"):
        answer = desk.get(reverse(name), {"export": "xlsx"})
        assert answer.status_code == 200
        assert "spreadsheet" in answer.headers["Content-Type"]


@pytest.mark.parametrize("name", ["oversight_office:queue", "listings_office:listings"])
def test_pages_ask_as_many_queries_for_one_as_for_five(
    desk: Client, name: str, django_assert_max_num_queries: object
) -> None:
    for _ in range(5):
        submitted()
    desk.get(reverse(name))
    with django_assert_max_num_queries(24):  # type: ignore[operator]  # a fixture of pytest-django
        desk.get(reverse(name))


def test_suspending_and_reopening_by_an_officer(desk: Client) -> None:
    product = published_product()
    suspend = reverse("stalls_office:suspend", kwargs={"pk": product.stall_id})
    reopen = reverse("stalls_office:reopen", kwargs={"pk": product.stall_id})
    basis = LegalBasis.objects.create(
        code="thu", name="Thiếu giấy", citation="Điều 1", valid_from=timezone.localdate()
    ).pk
    assert desk.post(suspend, {"reason": " ", "basis": basis}).status_code == 422
    assert desk.post(suspend, {"reason": "Thiếu giấy tờ"}).status_code == 422
    assert desk.post(suspend, {"reason": "Thiếu giấy tờ", "basis": basis}).status_code == 302
    assert Stall.objects.get().status == StallStatus.SUSPENDED
    assert Product.objects.get().is_public is False
    page = desk.post(suspend, {"reason": "Lần nữa", "basis": basis}, follow=True).content.decode()
    assert "đang tạm dừng hoặc đã đóng" in page
    assert "Thiếu giấy tờ" in page
    assert desk.post(reopen).status_code == 302
    assert Product.objects.get().is_public is True


def test_wagtails_own_roads_to_a_listing_do_not_exist(desk: Client) -> None:
    task_state = submitted()
    for name in ("edit", "workflow_action", "unpublish", "delete"):
        with pytest.raises(NoReverseMatch):
            reverse(f"wagtailsnippets_listings_listing:{name}", args=[1])
    home = desk.get("/quan-tri/")
    assert home.status_code == 200
    assert list(TaskState.objects.reviewable_by(home.wsgi_request.user)) == []
    assert desk.get("/quan-tri/reports/workflow/").status_code in {200, 302}
    task_state.refresh_from_db()
    assert task_state.status == TaskState.STATUS_IN_PROGRESS
