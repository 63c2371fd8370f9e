"""Reporting without an account: a private step, a ticket, a page by its token, an answer, a letter."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation
from wagtail.models import ModelLogEntry

from marketplace.listings.services import take_down
from marketplace.notifications.models import Message
from marketplace.oversight.enums import ReportState
from marketplace.oversight.models import Report, ReviewReason, TakeDownBasis
from marketplace.oversight.reports import answer_report
from marketplace.oversight.takedowns import carry_out, open_take_down
from marketplace.shop.catalogue.models import Product
from marketplace.stalls.models import Stall
from tests.factories.catalogue import published_product
from tests.factories.listings import officer, picture_bytes
from tests.factories.people import editor
from tests.marketplace.desk.keeper import keeper_of
from tests.marketplace.storefront.shop_front import main_words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rows")]


@pytest.fixture
def product() -> Product:
    return published_product(title="Cao chè vằng")


def address(product: Product) -> str:
    return f"/phan-anh/?mon={product.slug}"


def sent(**changes: Any) -> dict[str, Any]:
    return {
        "reason": ReviewReason.objects.get(code="pa-hang-gia").pk,
        "text": "Tem khác tem thật.",
        **changes,
    }


def test_product_and_stall_page_lead_to_the_step_by_a_plain_link(client: Client, product: Product) -> None:
    page = client.get(product.get_absolute_url()).content.decode()
    assert f'href="/phan-anh/?mon={product.slug}"' in page
    stall = client.get(product.listing.stall.get_absolute_url()).content.decode()
    assert f'href="/phan-anh/?gian={product.listing.stall.slug}"' in stall
    english = client.get(f"/en{product.get_absolute_url()}").content.decode()
    assert f'href="/en/phan-anh/?mon={product.slug}"' in english


def test_report_without_account_gets_a_ticket_and_a_page(client: Client, product: Product) -> None:
    step = client.get(address(product))
    assert step.headers["Cache-Control"] == "private, no-store"
    assert "Phản ánh về “Cao chè vằng”" in step.content.decode()
    answer = client.post(address(product), sent())
    report = Report.objects.get()
    assert answer.headers["Location"] == f"/phan-anh/{report.token}/"
    assert (report.listing, report.stall, report.target) == (product.listing, product.stall, "Cao chè vằng")
    page = Client().get(answer.headers["Location"])
    assert report.ticket in page.content.decode()
    assert "Đã nhận lúc" in page.content.decode()
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert len(report.token) >= 32
    assert report.ticket not in report.token
    product.refresh_from_db()
    assert product.is_public is True
    assert Message.objects.count() == 0


def test_ticket_opens_nothing(client: Client, product: Product) -> None:
    client.post(address(product), sent())
    assert client.get(f"/phan-anh/{Report.objects.get().ticket}/").status_code == 404


def test_stall_may_be_reported_and_hidden_goods_may_not(client: Client, product: Product) -> None:
    assert client.post(f"/phan-anh/?gian={product.listing.stall.slug}", sent()).status_code == 302
    assert Report.objects.get().listing is None
    take_down(listing=product.listing, reason="Gỡ", user=officer())
    assert client.get(address(product)).status_code == 404
    assert client.get("/phan-anh/").status_code == 404
    assert client.get("/phan-anh/?mon=khong-co").status_code == 404


def test_picture_is_kept_in_private_without_its_place_and_only_officers_see_it(
    client: Client, product: Product
) -> None:
    picture = SimpleUploadedFile("a.png", picture_bytes("teal"), "image/png")
    assert client.post(address(product), sent(picture=picture)).status_code == 302
    report = Report.objects.get()
    assert storages["private"].exists(report.picture)
    shown = reverse("oversight_office:report_picture", kwargs={"pk": report.pk})
    assert client.get(shown).status_code == 302
    client.force_login(editor())
    assert client.get(shown).status_code == 403
    client.force_login(officer())
    assert b"".join(client.get(shown).streaming_content)[:3] == b"\xff\xd8\xff"  # type: ignore[attr-defined]  # a FileResponse


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"reason": ""}, "Bạn chưa chọn chuyện gì."),
        ({"email": "khong-phai-thu"}, "Địa chỉ thư này chưa đúng"),
        ({"text": "a" * 2001}, "dài quá"),
        (
            {"picture": SimpleUploadedFile("a.svg", b"<svg onload='alert(1)'/>", "image/svg+xml")},
            "không phải ảnh",
        ),
    ],
)
def test_what_does_not_fit_is_told_and_keeps_nothing(
    client: Client, product: Product, changes: dict[str, Any], words: str
) -> None:
    answer = client.post(address(product), sent(**changes))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert Report.objects.count() == 0


def test_sixth_report_within_an_hour_is_asked_to_wait(client: Client, product: Product) -> None:
    codes = [client.post(address(product), sent()).status_code for _ in range(6)]
    assert codes == [302] * 5 + [429]
    assert Report.objects.count() == 5


def test_post_needs_a_token(product: Product) -> None:
    assert Client(enforce_csrf_checks=True).post(address(product), sent()).status_code == 403


def test_officer_answers_once_and_the_reporter_is_told(client: Client, product: Product) -> None:
    with translation.override("en"):
        client.post(f"/en{address(product)}", sent(email="dan@example.vn"))
    report = Report.objects.get()
    assert report.language == "en"
    user = officer()
    client.force_login(user)
    page = reverse("oversight_office:report", kwargs={"pk": report.pk})
    shown = client.get(page).content.decode()
    assert "Tem khác tem thật." in shown
    assert "dan@example.vn" not in shown
    assert client.post(page, {"state": "acted", "answer": " "}).status_code == 422
    assert client.post(page, {"state": "acted", "answer": "Sở đã gỡ món này."}).status_code == 302
    again = client.post(page, {"state": "no_fault", "answer": "Không sao."})
    assert again.status_code == 422
    report.refresh_from_db()
    assert (report.state, report.answer, report.answered_by) == (ReportState.ACTED, "Sở đã gỡ món này.", user)
    assert "Sở đã gỡ món này." in Client().get(f"/phan-anh/{report.token}/").content.decode()
    kinds = Message.objects.order_by("pk").values_list("recipient", "language", "context__is_answer")
    assert list(kinds) == [("dan@example.vn", "en", False), ("dan@example.vn", "en", True)]
    entry = ModelLogEntry.objects.get(action="oversight.report_answered")
    assert (entry.data["before"], entry.data["after"]) == ({"state": "waiting"}, {"state": "acted"})


def test_editor_neither_reads_nor_answers(client: Client, product: Product) -> None:
    client.post(address(product), sent())
    report = Report.objects.get()
    client.force_login(editor())
    assert client.get(reverse("oversight_office:report", kwargs={"pk": report.pk})).status_code == 403
    with pytest.raises(PermissionDenied):
        answer_report(report=report, user=editor(email="hai@example.vn"), state="acted", answer="x")
    report.refresh_from_db()
    assert report.state == ReportState.WAITING


def test_take_down_from_a_report_runs_from_its_receipt(client: Client, product: Product) -> None:
    client.post(address(product), sent())
    report = Report.objects.get()
    client.force_login(officer())
    ask = reverse("oversight_office:take_down_ask", kwargs={"listing_pk": product.listing.pk})
    page = client.get(ask, {"phan-anh": report.ticket})
    assert page.context["report"] == report
    assert page.context["form"].initial["received_at"] == report.received_at


def test_public_status_tells_nothing_of_people_of_remarks_or_of_the_other_side(
    client: Client, product: Product
) -> None:
    listing = product.listing
    Stall.objects.filter(pk=listing.stall_id).update(email="ke-toan@htx.example.vn", phone="0905123456")
    picture = SimpleUploadedFile("anh-cua-lan.png", picture_bytes("teal"), "image/png")
    client.post(address(product), sent(email="lan.nguyen@example.vn", picture=picture))
    report = Report.objects.get()
    other = Client(REMOTE_ADDR="198.51.100.7")
    other.post(address(product), sent(text="Người khác kể chuyện khác.", email="khac@example.vn"))
    user = officer()
    taken = open_take_down(
        listing=listing,
        basis=TakeDownBasis.objects.get(code="yeu-cau"),
        source="report",
        reason="Nội bộ: đã gọi cho QLTT, số 77/BC.",
        document_no="77/BC-QLTT",
        report=report,
        user=user,
    )
    address_of_status = f"/phan-anh/{report.token}/"
    waiting = Client().get(address_of_status).content.decode()
    carry_out(take_down=taken, user=user)
    answer_report(report=report, user=user, state="acted", answer="Sở đã gỡ món này.")
    answered = Client().get(address_of_status).content.decode()
    assert "Sở đang xem" in waiting or "Sở trả lời trước" in waiting
    assert "Sở đã gỡ món này." in answered
    secrets = [
        "lan.nguyen@example.vn",
        "anh-cua-lan",
        report.picture,
        user.email,
        user.get_full_name(),
        "Nội bộ",
        "77/BC",
        "Người khác kể",
        "khac@example.vn",
        Report.objects.exclude(pk=report.pk).get().ticket,
        "ke-toan@htx.example.vn",
        "0905123456",
    ]
    assert [secret for secret in secrets if secret in waiting or secret in answered] == []


@pytest.mark.parametrize("who", ["stallkeeper", "officer"])
def test_status_is_the_same_page_for_whoever_is_signed_in(client: Client, product: Product, who: str) -> None:
    client.post(address(product), sent(email="dan@example.vn"))
    page = f"/phan-anh/{Report.objects.get().token}/"
    anonymous = main_words(Client().get(page))
    client.force_login(officer() if who == "officer" else keeper_of(product.listing.stall))
    assert main_words(client.get(page)) == anonymous
