"""One queue of all that waits: oldest first, with clocks, in a fixed number of queries; light edits together."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry, TaskState

from marketplace.core.errors import NotAllowedNowError
from marketplace.listings.drafting.content import Photo
from marketplace.listings.enums import PaperKind
from marketplace.listings.models import Listing, ListingRemark
from marketplace.listings.review.light import is_light_edit
from marketplace.listings.selectors import waiting_tasks
from marketplace.listings.services import save_revision
from marketplace.notifications.models import Message
from marketplace.oversight.clocks import Reading, clocks_in_force
from marketplace.oversight.enums import Urgency
from marketplace.oversight.log_lines import log_line
from marketplace.oversight.models import LegalClock, ReviewReason, TakeDownBasis
from marketplace.oversight.reports import write_report
from marketplace.oversight.services import decide_listing
from marketplace.oversight.takedowns import open_take_down
from marketplace.shop.catalogue.models import Product
from tests.factories.catalogue import CategoryFactory, published_product
from tests.factories.dossiers import submitted_dossier
from tests.factories.listings import LABEL, listing_draft, officer, paper, price_of, submitted
from tests.factories.people import editor
from tests.factories.stalls import StallFactory
from tests.marketplace.desk.exchange.sheets import as_csv, carry_out, coffee, pictures, send
from tests.marketplace.desk.keeper import keeper_of
from tests.marketplace.listings.screening.test_screen import big_photo

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rows", "rules")]
QUEUE = "/quan-tri/duyet/"


def light_edit(**changes: Any) -> TaskState:
    product = published_product(photos=[big_photo(**changes)])
    save_revision(listing=product.listing, content={"category": CategoryFactory.create()})
    return submitted(Listing.objects.get(pk=product.listing.pk))


def titles(client: Client, query: str = "") -> list[str]:
    return [row.line.title for row in client.get(QUEUE + query).context["queue"].rows]


def test_everything_that_waits_stands_in_one_queue_oldest_first(desk: Client) -> None:
    user = officer("hai@example.vn")
    product = published_product(title="Hàng bị phản ánh")
    hour = timedelta(hours=1)
    report = write_report(
        stall=product.listing.stall,
        listing=product.listing,
        reason=ReviewReason.objects.get(code="pa-hang-gia"),
    )
    report.received_at -= 3 * hour
    report.save()
    open_take_down(
        listing=product.listing,
        basis=TakeDownBasis.objects.get(code="yeu-cau"),
        source="authority",
        reason="Công văn 12.",
        user=user,
        received_at=timezone.now() - 2 * hour,
    )
    submitted(title="Hàng mới tinh")
    other = published_product(title="Bản cũ")
    save_revision(listing=other.listing, content={"title": "Bản sửa"})
    submitted(Listing.objects.get(pk=other.listing.pk))
    assert titles(desk) == [
        f"{report.ticket}: Hàng bị phản ánh",
        "Hàng bị phản ánh",
        "Hàng mới tinh",
        "Bản sửa",
    ]
    assert titles(desk, "?loai=hang-moi") == ["Hàng mới tinh"]
    assert titles(desk, "?loai=ban-sua") == ["Bản sửa"]
    assert titles(desk, "?loai=go-hang") == ["Hàng bị phản ánh"]
    assert titles(desk, "?qua-han=1") == []
    assert titles(desk, "?loai=khong-co&p=x") == []
    late = desk.get(f"{QUEUE}?qua-han=1").content.decode()
    assert "Không có việc nào quá hạn." in late
    assert "Không có việc nào quá hạn." not in desk.get(QUEUE).content.decode()
    start = desk.get("/quan-tri/").content.decode()
    assert json.dumps("Chờ xử lý (4)") in start
    assert f'"name": {json.dumps("Tâm")}' in start  # the menu has no room for a whole name
    assert "editor_guide" not in start
    assert "Wagtail 8" not in start
    ways = re.findall(r'<a href="/quan-tri/duyet/\?loai=([a-z-]+)">([^<]+)</a>', start)
    assert ways == [
        ("go-hang", "Yêu cầu gỡ (1)"),
        ("hang-moi", "Hàng mới (1)"),
        ("ban-sua", "Bản sửa (1)"),
        ("phan-anh", "Phản ánh (1)"),
    ]


def test_two_hundred_submitted_by_import_cost_as_many_queries_as_two(desk: Client) -> None:
    CategoryFactory.create(name="Cà phê")
    for _ in range(2):
        light_edit()
        submitted()
    desk.get(QUEUE)
    with CaptureQueriesContext(connection) as few:
        desk.get(QUEUE)
    stall = StallFactory.create()
    keeper = keeper_of(stall)
    rows = [coffee(f"CF-{number}", pictures="a.jpg") for number in range(200)]
    job = carry_out(send(stall, keeper, as_csv(rows), pictures=pictures("a.jpg")), keeper, is_submitting=True)
    assert list(job.items.order_by().values_list("outcome", flat=True).distinct()) == ["submitted"]
    desk.get(QUEUE)  # numbers that are kept for half a minute have grown old meanwhile
    with CaptureQueriesContext(connection) as many:
        page = desk.get(QUEUE)
    assert page.context["queue"].total == 204
    assert len(page.context["queue"].rows) == 50
    assert len(many) == len(few)
    assert len(many) <= 25


def test_editor_has_no_queue(client: Client) -> None:
    client.force_login(editor())
    assert client.get(QUEUE).status_code == 403


# --- clocks --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hours", "urgency", "warned", "words"),
    [
        (0, Urgency.CALM, 0, "Còn 1 ngày 0 giờ"),
        (11.9, Urgency.CALM, 0, "Còn 12 giờ 6 phút"),
        (12, Urgency.WARNED, 12, "Còn 12 giờ 0 phút"),
        (20, Urgency.URGENT, 20, "Còn 4 giờ 0 phút"),
        (23.5, Urgency.URGENT, 20, "Còn 30 phút"),
        (24, Urgency.OVERDUE, 24, "Còn 0 phút"),
        (26, Urgency.OVERDUE, 24, "Quá hạn 2 giờ 0 phút"),
    ],
)
def test_clock_warns_at_twelve_and_twenty_hours_and_is_overdue_after_twenty_four(
    hours: float, urgency: Urgency, warned: int, words: str
) -> None:
    clock = clocks_in_force()["take-down"]
    since = timezone.now()
    reading = Reading(clock, since, since + timedelta(hours=hours))
    assert (reading.urgency, reading.warned_hours, reading.words) == (urgency, warned, words)


def test_department_changes_a_clock_by_a_dated_row(desk: Client) -> None:
    today = timezone.localdate()
    data = {
        "code": "take-down",
        "name": "Gỡ hàng",
        "hours": 12,
        "warn_hours": "6, 10",
        "valid_from": today,
        "grade": "B",
    }
    assert desk.post(reverse("thoi-han:add"), data).status_code == 302
    assert clocks_in_force()["take-down"].hours == 12
    assert LegalClock.objects.filter(code="take-down").count() == 2
    assert clocks_in_force()["take-down"].warnings == [6, 10]


# --- deciding ------------------------------------------------------------------------------------


def decide_url(task_state: TaskState) -> str:
    return reverse("oversight_office:decide", kwargs={"task_state_pk": task_state.pk})


def test_changes_are_asked_with_remarks_on_fields_and_reasons_from_the_list(desk: Client) -> None:
    task_state = submitted(description="Giúp lợi sữa, chữa mất ngủ.", photos=[big_photo()])
    page = desk.get(decide_url(task_state)).content.decode()
    assert "Lời quảng cáo như thuốc" in page
    assert ">chữa mất ngủ</mark>" in page
    reason = ReviewReason.objects.get(code="loi-qua-muc")
    answer = desk.post(
        decide_url(task_state),
        {
            "decision": "changes",
            "change_reasons": [reason.pk],
            "remark-description": "Bỏ cụm “chữa mất ngủ”.",
        },
    )
    assert answer.status_code == 302
    task_state.refresh_from_db()
    assert task_state.comment == "Lời quảng cáo quá mức."
    remark = ListingRemark.objects.get()
    assert (remark.field, remark.text, remark.task_state_id) == (
        "description",
        "Bỏ cụm “chữa mất ngủ”.",
        task_state.pk,
    )
    entry = ModelLogEntry.objects.get(action="listings.decide")
    assert entry.user.full_name == "Lê Thị Thanh Tâm"
    assert entry.data["reasons"] == ["loi-qua-muc"]
    assert entry.data["remarks"] == {"description": "Bỏ cụm “chữa mất ngủ”."}
    assert entry.data["before"] == entry.data["after"] == {"on_display": False, "revision": None}
    message = Message.objects.get(kind="listing_decided")
    assert message.context["remarks"] == [["Mô tả", "Bỏ cụm “chữa mất ngủ”."]]
    assert Product.objects.count() == 0


def test_refusal_takes_a_reason_code_alone_and_keeps_it_in_the_log(desk: Client) -> None:
    task_state = submitted()
    reason = ReviewReason.objects.get(code="hang-cam")
    assert desk.post(decide_url(task_state), {"decision": "reject"}).status_code == 422
    data = {"decision": "reject", "reject_reasons": [reason.pk]}
    assert desk.post(decide_url(task_state), data).status_code == 302
    task_state.refresh_from_db()
    assert task_state.comment == "Hàng không được phép bán."
    assert ModelLogEntry.objects.get(action="listings.decide").data["reasons"] == ["hang-cam"]


def test_list_of_reasons_is_the_departments(desk: Client) -> None:
    assert desk.get(reverse("ly-do:index")).status_code == 200
    made = desk.post(
        reverse("ly-do:add"),
        {"scope": "reject", "code": "moi", "text": "Lý do mới.", "is_active": "on", "position": 9},
    )
    assert made.status_code == 302
    ReviewReason.objects.filter(code="hang-cam").update(is_active=False)
    page = desk.get(decide_url(submitted())).content.decode()
    assert "Lý do mới." in page
    assert "Hàng không được phép bán." not in page


def test_approval_writes_before_and_after_and_tells_the_stall(
    desk: Client, django_capture_on_commit_callbacks: Any
) -> None:
    task_state = submitted(title="Cà phê Đồi Sương")
    with django_capture_on_commit_callbacks(execute=True):
        desk.post(decide_url(task_state), {"decision": "approve"})
    data = ModelLogEntry.objects.get(action="listings.decide").data
    assert data["before"] == {"on_display": False, "revision": None}
    assert data["after"] == {"on_display": True, "revision": task_state.revision_id}
    assert "«Cà phê Đồi Sương» đã được duyệt" in [letter.subject for letter in mail.outbox]


def test_second_officer_is_told_that_the_first_one_decided(desk: Client) -> None:
    task_state = submitted()
    other = officer("hai@example.vn")
    stale = TaskState.objects.get(pk=task_state.pk)
    decide_listing(task_state=task_state, user=other, decision="reject", comment="Không được bán.")
    answer = desk.post(decide_url(task_state), {"decision": "approve"})
    assert answer.status_code == 422
    assert "Bản này đã có quyết định" in answer.content.decode()
    with pytest.raises(NotAllowedNowError):
        decide_listing(task_state=stale, user=other, decision="approve")
    assert Product.objects.count() == 0
    assert ModelLogEntry.objects.filter(action="listings.decide").count() == 1
    assert Message.objects.filter(kind="listing_decided").count() == 1


# --- light edits ---------------------------------------------------------------------------------


def test_light_edits_are_approved_together(desk: Client) -> None:
    tasks = [light_edit(), light_edit(mirrored=True)]
    rows = desk.get(QUEUE).context["queue"].rows
    assert [row.line.approve_key for row in rows] == [tasks[0].pk, tasks[1].pk]
    answer = desk.post(QUEUE + "nhieu/", {"task": [task.pk for task in tasks]}, follow=True)
    assert "Đã duyệt 2 bản sửa nhẹ." in answer.content.decode()
    assert waiting_tasks().count() == 0
    assert ModelLogEntry.objects.filter(action="listings.decide").count() == 2


@pytest.mark.parametrize(
    "edit",
    [
        {"content": {"description": "Ngon hơn trước."}},
        {"content": {"title": "Tên khác"}},
        {"content": {"label_data": {**LABEL, "storage": "Nơi mát"}}},
        {"content": {"ocop_stars": 3}},
        {"variants": [price_of(98_000, name="Tên quy cách khác", sku="V-KHAC")]},
        {"photos": "new"},
        {"photos": "caption"},
    ],
)
def test_edit_of_claim_label_ocop_or_picture_is_never_approved_together(
    desk: Client, edit: dict[str, Any]
) -> None:
    first = big_photo()
    product = published_product(photos=[first], ocop_stars=4)
    # Without its certificate no revision with stars is submitted; here it was approved before.
    save_revision(listing=product.listing, papers=[paper(PaperKind.OCOP)]).publish()
    if edit.get("photos") == "new":
        edit = {"photos": [big_photo(mirrored=True)]}
    elif edit.get("photos") == "caption":
        edit = {"photos": [Photo(first.picture, "Chữa bách bệnh")]}
    save_revision(listing=product.listing, **edit)
    task_state = submitted(Listing.objects.get(pk=product.listing.pk))
    assert desk.get(QUEUE).context["queue"].rows[0].line.approve_key is None
    answer = desk.post(QUEUE + "nhieu/", {"task": [task_state.pk]}, follow=True)
    assert "không duyệt gộp được" in answer.content.decode()
    task_state.refresh_from_db()
    assert task_state.status == TaskState.STATUS_IN_PROGRESS


def test_new_listing_is_never_light_and_unknown_keys_do_nothing(desk: Client) -> None:
    task_state = submitted()
    desk.post(QUEUE + "nhieu/", {"task": [task_state.pk, "x", "9" * 30]})
    task_state.refresh_from_db()
    assert task_state.status == TaskState.STATUS_IN_PROGRESS
    assert is_light_edit(approved=None, proposed={}) is False


def test_editor_approves_nothing_together(client: Client) -> None:
    task_state = light_edit()
    client.force_login(editor())
    assert client.post(QUEUE + "nhieu/", {"task": [task_state.pk]}).status_code == 403
    task_state.refresh_from_db()
    assert task_state.status == TaskState.STATUS_IN_PROGRESS


def test_log_page_shows_actor_time_before_and_after(desk: Client) -> None:
    desk.post(decide_url(submitted(title="Cà phê")), {"decision": "approve"})
    page = desk.get(reverse("oversight_office:log")).content.decode()
    assert "Lê Thị Thanh Tâm" in page
    assert "Quyết định duyệt" in page
    assert "trên kệ: không" in page
    assert "trên kệ: có" in page
    assert desk.get(reverse("oversight_office:log"), {"viec": "listings.decide"}).status_code == 200


@pytest.mark.parametrize(
    ("action", "before", "after", "words"),
    [
        ("stalls.dossier_changes_requested", "submitted", "changes_requested", ("chờ Sở xem", "cần bổ sung")),
        ("stalls.dossier_paper", "waiting", "refused", ("chờ xem", "cần bản khác")),
        ("stalls.dossier_assign", "", "Lê Thị Thanh Tâm", ("", "Lê Thị Thanh Tâm")),
        ("stalls.suspend", "active", "suspended", ("đang bán", "bị tạm dừng")),
        ("stalls.role", "packer", "manager", ("người đóng hàng", "quản lý")),
        (
            "oversight.report_answered",
            {"state": "waiting"},
            {"state": "no_fault"},
            ("trạng thái: đã nhận, chờ xem", "trạng thái: đã xem, không thấy sai"),
        ),
        (
            "oversight.take_down_kept",
            {"on_display": True, "state": "waiting"},
            {"on_display": True, "state": "kept"},
            ("trên kệ: có · trạng thái: chờ quyết định", "trên kệ: có · trạng thái: không gỡ"),
        ),
    ],
)
def test_log_says_states_in_words(action: str, before: object, after: object, words: tuple[str, str]) -> None:
    listing = listing_draft()
    line = log_line(log(instance=listing, action=action, data={"before": before, "after": after}))
    assert (line.before, line.after) == words


def test_draft_of_a_listing_is_not_in_the_queue(desk: Client) -> None:
    listing_draft(title="Còn là nháp")
    assert titles(desk) == []


def test_stalls_dossier_waits_in_the_same_queue_for_who_may_review_it(client: Client) -> None:
    dossier = submitted_dossier()  # its rules give officers the right
    client.force_login(officer())
    row = client.get(QUEUE).context["queue"].rows[0]
    assert row.line.title == dossier.name
    assert row.line.url == reverse("stalls_office:dossier", kwargs={"pk": dossier.pk})
    Permission.objects.get(content_type__app_label="stalls", codename="review_dossier").delete()
    assert titles(client) == []
