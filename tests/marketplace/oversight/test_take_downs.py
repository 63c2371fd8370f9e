"""Taking down by an article with a clock that warns and never acts; putting back what stood there."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from marketplace.accounts.models import User
from marketplace.core.errors import NotAllowedNowError
from marketplace.listings.models import Listing
from marketplace.listings.selectors import waiting_tasks
from marketplace.listings.services import archive_listing, save_revision
from marketplace.notifications.models import Message
from marketplace.oversight.enums import TakeDownState
from marketplace.oversight.models import TakeDown, TakeDownBasis
from marketplace.oversight.reminders import remind_of_clocks
from marketplace.oversight.takedowns import carry_out, open_take_down, put_back, turn_down
from marketplace.shop.catalogue.models import Product
from tests.factories.catalogue import published_product
from tests.factories.listings import listing_draft, officer, submitted
from tests.factories.people import UserFactory, editor
from tests.marketplace.listings.shelf import assert_shelf_invariants

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rows")]


@pytest.fixture
def user() -> User:
    return officer()


def asked(user: User, product: Product | None = None, **changes: Any) -> TakeDown:
    listing = changes.pop("listing", None) or (product or published_product(title="Rượu lạ")).listing
    values: dict[str, Any] = {
        "listing": listing,
        "basis": TakeDownBasis.objects.get(code="yeu-cau"),
        "source": "authority",
        "reason": "Công văn 12/QLTT.",
        "user": user,
        **changes,
    }
    return open_take_down(**values)


def is_shown() -> bool:
    return bool(Product.objects.get().is_public)


def test_request_changes_nothing_on_the_shelf_until_an_officer_decides(user: User) -> None:
    take_down = asked(user)
    assert is_shown()
    with time_machine.travel(timezone.now() + timedelta(days=3), tick=False):
        remind_of_clocks()
    assert is_shown()
    assert TakeDown.objects.get().state == TakeDownState.WAITING
    carry_out(take_down=take_down, user=user)
    assert not is_shown()
    assert assert_shelf_invariants() == 0


@pytest.mark.parametrize("is_shown_now", [True, False])
def test_request_is_logged_with_what_stood_before_and_after(user: User, *, is_shown_now: bool) -> None:
    listing = published_product(title="Rượu lạ").listing if is_shown_now else listing_draft(title="Rượu lạ")
    asked(user, listing=listing)
    entry = ModelLogEntry.objects.get(action="oversight.take_down_asked")
    display = {"on_display": is_shown_now, "revision": listing.live_revision_id}
    assert (entry.user, entry.data["reason"]) == (user, "Công văn 12/QLTT.")
    assert entry.data["before"] == display
    assert entry.data["after"] == {**display, "state": "waiting"}


def test_clock_runs_from_the_receipt_and_reminds_once_at_each_mark(user: User) -> None:
    UserFactory.create()
    received = timezone.now() - timedelta(hours=1)
    asked(user, received_at=received)
    told = []
    for hours in (1, 11.9, 12, 12.5, 20, 21, 24, 30):
        with time_machine.travel(received + timedelta(hours=hours), tick=False):
            told.append(remind_of_clocks())
    assert told == [0, 0, 1, 0, 1, 0, 1, 0]
    rows = Message.objects.filter(kind="take_down_clock").order_by("pk")
    assert [(row.recipient, row.context["hours"], row.context["is_overdue"]) for row in rows] == [
        (user.email, 12, False),
        (user.email, 20, False),
        (user.email, 24, True),
    ]


def test_take_down_is_logged_with_article_before_and_after_and_told_to_the_stall(user: User) -> None:
    product = published_product(title="Rượu lạ")
    carry_out(take_down=asked(user, product), user=user)
    entry = ModelLogEntry.objects.get(action="oversight.take_down_down")
    shown = product.listing.live_revision_id
    assert entry.user == user
    assert entry.data["before"] == {"on_display": True, "revision": shown, "state": "waiting"}
    assert entry.data["after"]["on_display"] is False
    assert "Nghị định 248/2026" in entry.data["basis"]
    message = Message.objects.get(kind="listing_moved")
    assert (message.recipient, message.context["is_back"]) == (product.listing.stall.email, False)
    assert message.context["reason"] == "Công văn 12/QLTT."


def test_put_back_shows_exactly_what_stood_there_and_nothing_that_waits(user: User) -> None:
    product = published_product(title="Bản đang bán")
    revision = product.listing.live_revision_id
    take_down = carry_out(take_down=asked(user, product), user=user)
    save_revision(listing=Listing.objects.get(), content={"title": "Bản sửa chưa duyệt"})
    submitted(Listing.objects.get())
    put_back(take_down=take_down, user=user)
    product.refresh_from_db()
    assert (product.title, product.is_public, product.approved_revision_id) == (
        "Bản đang bán",
        True,
        revision,
    )
    assert waiting_tasks().get().revision.content["title"] == "Bản sửa chưa duyệt"
    assert TakeDown.objects.get().state == TakeDownState.BACK
    assert Message.objects.filter(kind="listing_moved").count() == 2
    assert assert_shelf_invariants() == 1


def test_what_cannot_be_put_back_is_told(user: User) -> None:
    take_down = carry_out(take_down=asked(user), user=user)
    archive_listing(listing=Listing.objects.get())
    with pytest.raises(NotAllowedNowError):
        put_back(take_down=take_down, user=user)
    assert not is_shown()


def test_keeping_the_goods_keeps_the_reason_too(user: User) -> None:
    take_down = turn_down(take_down=asked(user), user=user, reason="Đủ giấy tờ.")
    assert (take_down.state, is_shown()) == (TakeDownState.KEPT, True)
    assert take_down.reason.endswith("Không gỡ: Đủ giấy tờ.")
    assert ModelLogEntry.objects.filter(action="oversight.take_down_kept").count() == 1


def test_second_decision_second_request_and_future_receipt_are_refused(user: User) -> None:
    product = published_product()
    take_down = asked(user, product)
    with pytest.raises(NotAllowedNowError):
        asked(user, product)
    carry_out(take_down=take_down, user=user)
    with pytest.raises(NotAllowedNowError):
        carry_out(take_down=take_down, user=officer("hai@example.vn"))
    with pytest.raises(NotAllowedNowError):
        asked(user, product, received_at=timezone.now() + timedelta(hours=1))
    with pytest.raises(NotAllowedNowError):
        asked(user, product, reason=" ")
    assert Message.objects.filter(kind="listing_moved").count() == 1


def test_editor_and_shopper_may_not(user: User) -> None:
    take_down = asked(user)
    for person in (editor(), UserFactory.create()):
        with pytest.raises(PermissionDenied):
            carry_out(take_down=take_down, user=person)
        with pytest.raises(PermissionDenied):
            asked(person)
    assert Product.objects.filter(is_public=True).count() == Product.objects.count()


def test_officer_takes_down_at_once_and_puts_back_on_the_pages(client: Client, user: User) -> None:
    client.force_login(user)
    product = published_product(title="Rượu lạ")
    ask = reverse("oversight_office:take_down_ask", kwargs={"listing_pk": product.listing.pk})
    assert "Căn cứ" in client.get(ask).content.decode()
    assert client.post(ask, {"now": "1", "source": "own"}).status_code == 422
    basis = TakeDownBasis.objects.get(code="hang-cam")
    data = {"source": "own", "basis": basis.pk, "reason": "Không có giấy phép.", "now": "1"}
    received = timezone.localtime() - timedelta(hours=13)
    made = client.post(ask, data | {"received_at": f"{received:%Y-%m-%dT%H:%M}"})
    take_down = TakeDown.objects.get()
    assert made.headers["Location"] == reverse("oversight_office:take_down", kwargs={"pk": take_down.pk})
    assert take_down.received_at < timezone.now() - timedelta(hours=12)
    assert not is_shown()
    page = made.headers["Location"]
    assert client.post(page, {"step": "keep", "why": "x"}).status_code == 422
    assert client.post(page, {"step": "fly"}).status_code == 422
    assert client.post(page, {"step": "back"}).status_code == 302
    assert is_shown()
    rows = client.get(reverse("oversight_office:take_downs")).content.decode()
    assert "Rượu lạ" in rows
    assert client.get(reverse("oversight_office:take_downs"), {"trang-thai": "down"}).context["rows"] == []


def test_waiting_request_shows_its_clock_on_its_page(client: Client, user: User) -> None:
    client.force_login(user)
    take_down = asked(user, received_at=timezone.now() - timedelta(hours=26))
    page = client.get(reverse("oversight_office:take_down", kwargs={"pk": take_down.pk})).content.decode()
    assert "Quá hạn 2 giờ" in page
    assert "Nghị định 248/2026" in page
    assert (
        client.post(
            reverse("oversight_office:take_down", kwargs={"pk": take_down.pk}),
            {"step": "keep", "why": "Đủ giấy."},
        ).status_code
        == 302
    )
    assert is_shown()
    assert TakeDown.objects.filter(received_at__lt=F("decided_at")).count() == 1
