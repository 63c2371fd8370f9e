"""A second stage that the province added in the admin, seen on the pages: queue, decision, shop, desk."""

from dataclasses import dataclass
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import ModelLogEntry, TaskState

from marketplace.accounts.models import User
from marketplace.accounts.roles import OFFICERS
from marketplace.listings.models import Listing
from marketplace.listings.screening import services as screening
from marketplace.listings.selectors import waiting_tasks
from marketplace.listings.services import save_revision
from marketplace.notifications.models import Message
from marketplace.oversight.setup import load_rows
from marketplace.shop.catalogue.models import Product
from marketplace.stalls.models import Stall
from tests.factories.catalogue import published_product
from tests.factories.listings import officer, submitted
from tests.factories.people import UserFactory
from tests.factories.stalls import StallFactory
from tests.marketplace.desk.keeper import at_desk, soup
from tests.marketplace.listings.screening.test_stage import add_second_stage, broken
from tests.marketplace.oversight.test_queue import QUEUE, decide_url, light_edit

pytestmark = pytest.mark.django_db


@dataclass
class Office:
    """Two officers, each signed in: the clerk decides at stage one, the head at stage two."""

    clerk: Client
    head: Client
    clerk_user: User
    head_user: User


def titles(client: Client) -> list[str]:
    return [row.line.title for row in client.get(QUEUE).context["queue"].rows]


@pytest.fixture
def office() -> Office:
    load_rows(apps)
    clerk = officer()
    heads = Group.objects.create(name="Lãnh đạo Sở")
    heads.permissions.add(*Group.objects.get(name=OFFICERS).permissions.all())
    head = UserFactory.create(full_name="Trần Lãnh Đạo")
    head.groups.add(heads)
    add_second_stage(Client(), heads)
    offices = Client(), Client()
    offices[0].force_login(clerk)
    offices[1].force_login(head)
    return Office(*offices, clerk, head)


@pytest.fixture
def stall() -> Stall:
    return StallFactory.create()


def shop_has(title: str) -> bool:
    cache.clear()
    product = Product.objects.filter(title=title).first()
    return product is not None and Client().get(product.get_absolute_url()).status_code == 200


def at_desk_words(stall: Stall) -> str:
    return at_desk(Client(), stall).get(reverse("desk:listings")).content.decode()


def test_goods_show_only_after_both_officers_approved_on_their_pages(office: Office, stall: Stall) -> None:
    first = submitted(stall=stall, title="Bản gửi duyệt")
    assert (titles(office.clerk), titles(office.head)) == (["Bản gửi duyệt"], [])
    passed = office.clerk.post(decide_url(first), {"decision": "approve"}, follow=True).content.decode()
    assert "Đã duyệt «Bản gửi duyệt». Bản này sang bước duyệt sau." in passed
    assert not shop_has("Bản gửi duyệt")
    assert Message.objects.filter(kind="listing_decided").count() == 0
    assert "Chờ duyệt" in at_desk_words(stall)

    second = waiting_tasks().get()
    assert (second.task.name, second.revision_id) == ("Lãnh đạo Sở duyệt", first.revision_id)
    assert (titles(office.clerk), titles(office.head)) == ([], ["Bản gửi duyệt"])
    page = office.head.get(decide_url(second)).content.decode()
    assert "Lãnh đạo Sở duyệt" in page
    shown = office.head.post(decide_url(second), {"decision": "approve"}, follow=True).content.decode()
    assert "Đã duyệt «Bản gửi duyệt». Hàng đã lên kệ." in shown
    assert shop_has("Bản gửi duyệt")
    assert Message.objects.filter(kind="listing_decided").count() == 1
    lines = ModelLogEntry.objects.filter(action="listings.decide").order_by("pk")
    hidden = {"on_display": False, "revision": None}
    live = {"on_display": True, "revision": first.revision_id}
    assert [(line.user, line.data["before"], line.data["after"]) for line in lines] == [
        (office.clerk_user, hidden, hidden),
        (office.head_user, hidden, live),
    ]


def test_stage_of_others_is_read_and_not_decided(office: Office) -> None:
    first = submitted(title="Bản gửi duyệt")
    office.clerk.post(decide_url(first), {"decision": "approve"})
    second = waiting_tasks().get()
    page = office.clerk.get(decide_url(second)).content.decode()
    assert "Bản này chờ ở bước «Lãnh đạo Sở duyệt», do nhóm khác quyết định." in page
    assert 'name="decision"' not in page
    assert "Bản gửi duyệt" in page
    for decision in ("approve", "changes", "reject"):
        sent = {"decision": decision, "comment": "Không đạt."}
        answer = office.clerk.post(decide_url(second), sent)
        assert answer.headers["Location"] == reverse("wagtailadmin_home")  # Wagtail's answer to who may not
    second.refresh_from_db()
    assert second.status == TaskState.STATUS_IN_PROGRESS
    assert list(Product.objects.all()) == []


def test_second_stage_sends_back_and_what_was_mended_passes_both_again(office: Office, stall: Stall) -> None:
    first = submitted(stall=stall, title="Bản gửi duyệt")
    office.clerk.post(decide_url(first), {"decision": "approve"})
    second = waiting_tasks().get()
    office.head.post(decide_url(second), {"decision": "changes", "remark-title": "Ghi rõ xã."})
    assert Message.objects.get(kind="listing_decided").context["remarks"] == [["Tên hàng", "Ghi rõ xã."]]
    assert (titles(office.clerk), titles(office.head)) == ([], [])
    again = submitted(Listing.objects.get())
    assert again.task.name == "Sở xem và duyệt"
    assert (titles(office.clerk), titles(office.head)) == (["Bản gửi duyệt"], [])
    assert list(Product.objects.all()) == []


def test_light_edits_are_approved_together_at_each_stage_by_its_own_officer(office: Office) -> None:
    task_state = light_edit()
    before = Product.objects.get().categories.get()
    assert office.head.post(QUEUE + "nhieu/", {"task": [task_state.pk]}).status_code == 302
    task_state.refresh_from_db()
    assert task_state.status == TaskState.STATUS_IN_PROGRESS
    office.clerk.post(QUEUE + "nhieu/", {"task": [task_state.pk]})
    assert Product.objects.get().categories.get() == before
    second = waiting_tasks().get()
    assert second.task.name == "Lãnh đạo Sở duyệt"
    office.clerk.post(QUEUE + "nhieu/", {"task": [second.pk]})
    assert Product.objects.get().categories.get() == before
    office.head.post(QUEUE + "nhieu/", {"task": [second.pk]})
    assert Product.objects.get().categories.get() != before


def test_badge_counts_what_is_the_officers_own(office: Office) -> None:
    first = submitted()
    submitted()
    office.clerk.post(decide_url(first), {"decision": "approve"})
    for client in (office.clerk, office.head):
        queue = client.get(QUEUE).context["queue"]
        assert queue.total == 1
        assert {code: number for code, _name, number in queue.counts}["hang-moi"] == 1


def rows_of(client: Client) -> dict[str, str]:
    """The kind of each row as the page says it, by its title."""
    page = soup(client.get(QUEUE))
    rows = page.select(".office-queue tbody tr")
    return {
        str(row.select_one("td.title a").get_text()): words_in(row.select_one("[data-label='Loại']"))  # type: ignore[union-attr]  # every row has both
        for row in rows
    }


def words_in(part: Any) -> str:
    return " ".join(part.get_text(" ").split())


def stages_on(client: Client) -> str:
    part = soup(client.get(QUEUE)).select_one("#cac-buoc")
    return words_in(part) if part is not None else ""


def test_queue_names_the_stage_of_each_listing_and_how_many_wait_at_each(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert stages_on(office.clerk) == ""
    first = submitted(title="Đã qua bước một")
    office.clerk.post(decide_url(first), {"decision": "approve"})
    submitted(title="Còn ở bước một")
    save_revision(listing=published_product(title="Bản cũ").listing, content={"title": "Bản sửa"})
    submitted(Listing.objects.get(title="Bản cũ"))
    with monkeypatch.context() as stumbling:
        stumbling.setattr(screening, "screen", broken)
        submitted(title="Máy soi chưa xong")
    assert rows_of(office.clerk) == {
        "Còn ở bước một": "hàng mới bước «Sở xem và duyệt»",
        "Bản sửa": "bản sửa bước «Sở xem và duyệt»",
    }
    assert rows_of(office.head) == {"Đã qua bước một": "hàng mới bước «Lãnh đạo Sở duyệt»"}
    # Each sees what waits elsewhere as a number: what lies at the check is nobody's to decide yet.
    said = "Mặt hàng đang chờ ở từng bước: Máy soi 1 · Sở xem và duyệt 2 · Lãnh đạo Sở duyệt 1"
    assert (stages_on(office.clerk), stages_on(office.head)) == (said, said)


def test_page_of_a_listing_names_the_stage_it_waits_in(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as stumbling:
        stumbling.setattr(screening, "screen", broken)
        submitted(title="Chuối hột")
    listing = Listing.objects.get()
    page = reverse("listings_office:listing", kwargs={"pk": listing.pk})
    assert "bước «Máy soi»" in words_in(soup(office.clerk.get(page)))
    assert screening.run_waiting_checks() == 1
    assert "bước «Sở xem và duyệt»" in words_in(soup(office.clerk.get(page)))
    office.clerk.post(decide_url(waiting_tasks().get()), {"decision": "approve"})
    assert "bước «Lãnh đạo Sở duyệt»" in words_in(soup(office.clerk.get(page)))
    office.head.post(decide_url(waiting_tasks().get()), {"decision": "approve"})
    assert "bước «" not in words_in(soup(office.clerk.get(page))).partition("Nhật ký")[0]


def test_stages_cost_as_many_queries_for_forty_listings_as_for_two(office: Office) -> None:
    for _ in range(2):
        submitted()
    office.clerk.get(QUEUE)
    with CaptureQueriesContext(connection) as few:
        office.clerk.get(QUEUE)
    for _ in range(38):
        submitted()
    with CaptureQueriesContext(connection) as many:
        answer = office.clerk.get(QUEUE)
    assert len(answer.context["queue"].rows) == 40
    assert len(many) == len(few)
