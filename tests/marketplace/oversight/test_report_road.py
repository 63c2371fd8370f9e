"""From a public report to its clock, the take-down, the answer and the page of who reported."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from marketplace.accounts.models import User
from marketplace.notifications.models import Message
from marketplace.oversight.enums import TakeDownState
from marketplace.oversight.models import Report, ReviewReason, TakeDown, TakeDownBasis
from marketplace.oversight.reminders import remind_of_clocks
from marketplace.oversight.setup import load_rows
from marketplace.shop.catalogue.models import Product
from tests.factories.catalogue import published_product
from tests.factories.listings import officer
from tests.marketplace.oversight.test_queue import QUEUE

pytestmark = pytest.mark.django_db
RECEIVED = datetime.fromisoformat("2026-11-20T08:30:45+07:00")


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(RECEIVED, tick=False) as traveller:
        yield traveller


@pytest.fixture
def product(clock: Any) -> Product:
    load_rows(apps)
    cache.clear()
    return published_product(title="Rượu lạ")


@pytest.fixture
def user(product: Product) -> User:
    return officer()


@pytest.fixture
def desk(client: Client, user: User) -> Client:
    client.force_login(user)
    return client


def report_of(product: Product) -> Report:
    sent = {
        "reason": ReviewReason.objects.get(code="pa-hang-gia").pk,
        "text": "Tôi, Lan 0912 345 678, mua nhầm.",
    }
    assert (
        Client().post(f"/phan-anh/?mon={product.slug}", {**sent, "email": "lan@example.vn"}).status_code
        == 302
    )
    return Report.objects.get()


def ask_address(report: Report) -> str:
    listing = report.listing
    assert listing is not None
    return reverse("oversight_office:take_down_ask", args=[listing.pk]) + f"?phan-anh={report.ticket}"


def asked(**changes: Any) -> dict[str, Any]:
    basis = TakeDownBasis.objects.get(code="yeu-cau")
    return {
        "source": "report",
        "basis": basis.pk,
        "reason": "Không rõ nguồn gốc.",
        "document_no": "",
        **changes,
    }


def status_of(report: Report) -> str:
    return Client().get(f"/phan-anh/{report.token}/").content.decode()


def test_report_leads_to_a_take_down_with_its_own_clock_and_to_an_answer(
    desk: Client, user: User, product: Product, clock: Any
) -> None:
    report = report_of(product)
    assert "Đã nhận lúc 08:30, 20/11/2026" in status_of(report)
    (row,) = desk.get(QUEUE).context["queue"].rows
    assert (row.line.kind, row.line.since) == ("phản ánh", RECEIVED)

    clock.move_to(RECEIVED + timedelta(hours=5))
    page = desk.get(reverse("oversight_office:report", args=[report.pk])).content.decode()
    assert f"?phan-anh={report.ticket}" in page
    typed = desk.get(ask_address(report)).context["form"]["received_at"].value()
    assert f"{typed:%Y-%m-%dT%H:%M}" == "2026-11-20T08:30"
    assert desk.post(ask_address(report), asked(received_at="2026-11-20T08:30")).status_code == 302
    take_down = TakeDown.objects.get()
    assert (take_down.report, take_down.source, take_down.state) == (report, "report", TakeDownState.WAITING)
    assert take_down.received_at <= RECEIVED
    kinds = {one.line.kind: one.reading for one in desk.get(QUEUE).context["queue"].rows}
    assert kinds["yêu cầu gỡ"].minutes_gone == 300
    assert Product.objects.get().is_public

    clock.move_to(RECEIVED + timedelta(hours=12))
    remind_of_clocks()
    assert (
        Message.objects.filter(kind="take_down_clock").values_list("context__hours", flat=True).count() == 1
    )
    desk.post(reverse("oversight_office:take_down", args=[take_down.pk]), {"step": "down"})
    assert not Product.objects.get().is_public
    assert Client().get(product.get_absolute_url()).status_code == 410
    assert "Đã nhận lúc 08:30, 20/11/2026" in status_of(report)  # goods are gone, an answer is still owed

    office = reverse("oversight_office:report", args=[report.pk])
    assert report.ticket in desk.get(QUEUE).content.decode()
    desk.post(office, {"state": "acted", "answer": "Sở đã gỡ món này."})
    shown = status_of(report)
    assert "Sở đã gỡ món này." in shown
    assert "20:30, 20/11/2026" in shown
    assert "Không rõ nguồn gốc" not in shown
    assert desk.get(QUEUE).context["queue"].total == 0
    letters = Message.objects.filter(recipient="lan@example.vn").order_by("pk")
    assert [letter.context["is_answer"] for letter in letters] == [False, True]
    done = ["oversight.take_down_asked", "oversight.take_down_down", "oversight.report_answered"]
    lines = ModelLogEntry.objects.filter(action__startswith="oversight.").order_by("pk")
    assert [(line.action, line.user) for line in lines] == [(action, user) for action in done]


@pytest.mark.parametrize("typed", ["", "2026-11-20T13:30"])
def test_clock_of_a_report_cannot_be_made_to_start_later(
    desk: Client, product: Product, clock: Any, typed: str
) -> None:
    report = report_of(product)
    clock.move_to(RECEIVED + timedelta(hours=6))
    assert desk.post(ask_address(report), asked(received_at=typed)).status_code == 302
    assert TakeDown.objects.get().received_at == RECEIVED


def test_reporters_words_do_not_become_the_reason_that_the_stall_reads(
    desk: Client, product: Product
) -> None:
    report = report_of(product)
    page = desk.get(ask_address(report))
    assert "Lan 0912 345 678" in page.content.decode()
    assert not page.context["form"]["reason"].value()
    assert desk.post(ask_address(report), asked(now="1")).status_code == 302
    letter = Message.objects.get(kind="listing_moved")
    assert letter.context["reason"] == "Không rõ nguồn gốc."
    assert "Lan" not in str(letter.context)


def test_goods_that_stay_are_told_to_nobody_and_the_page_says_so(desk: Client, product: Product) -> None:
    report = report_of(product)
    desk.post(ask_address(report), asked())
    page = reverse("oversight_office:take_down", args=[TakeDown.objects.get().pk])
    told = Message.objects.count()
    answer = desk.post(page, {"step": "keep", "why": "Có hóa đơn."}, follow=True).content.decode()
    assert "Đã ghi: hàng ở lại trên kệ." in answer
    assert "báo gian hàng" not in answer
    assert Message.objects.count() == told
    assert Product.objects.get().is_public
