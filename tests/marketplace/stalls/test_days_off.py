"""Days off: goods stay to be read, nobody orders them, and every page says until when. Closing is for good."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from marketplace.accounts.models import User
from marketplace.core.errors import NotAllowedNowError
from marketplace.notifications.models import Message
from marketplace.shop.catalogue.models import Product
from marketplace.shop.order.placing import BasketChangedError
from marketplace.shop.partner.strategy import FloorStrategy
from marketplace.stalls.dossiers.selectors import history_of
from marketplace.stalls.enums import DossierState, StallStatus
from marketplace.stalls.models import Stall, StallInvitation
from marketplace.stalls.services import (
    close_for_days,
    close_stall,
    end_days_off,
    reopen_stall,
    suspend_stall,
)
from tests.factories.baskets import DETAILS, put, put_as_json
from tests.factories.catalogue import published_product
from tests.factories.dossiers import verified_dossier
from tests.factories.listings import submitted
from tests.factories.orders import make_order, make_product, make_stall
from tests.factories.people import UserFactory, officer
from tests.factories.places import load_few_places
from tests.factories.stalls import StallMemberFactory

pytestmark = pytest.mark.django_db


def rest(stall: Stall, days: int = 3, start: int = 0) -> Stall:
    first = timezone.localdate() + timedelta(days=start)
    return close_for_days(stall=stall, first=first, last=first + timedelta(days=days), note="Nhà có giỗ")


def words_of(stall: Stall) -> str:
    assert stall.away_until is not None
    return f"nghỉ đến hết {stall.away_until:%d/%m/%Y}"


def test_goods_are_read_but_not_put_into_a_basket(client: Client) -> None:
    product = published_product(stock=9)
    stall = rest(Stall.objects.get())
    page = client.get(product.get_absolute_url())
    assert page.status_code == 200
    assert words_of(stall) in page.content.decode()
    assert "Thêm vào giỏ" not in page.content.decode()
    assert "OutOfStock" in page.content.decode()
    answer = put_as_json(client, product)
    assert answer.status_code == 422
    assert words_of(stall) in answer.json()["message"]
    front = client.get(stall.get_absolute_url()).content.decode()
    assert "Nhà có giỗ" in front
    assert "Nhà có giỗ" in front
    assert Product.objects.get().is_public is True


def test_basket_that_was_filled_before_says_why_the_line_does_not_count(client: Client) -> None:
    product = published_product()
    put(client, product)
    stall = rest(Stall.objects.get())
    page = client.get("/gio-hang/")
    assert words_of(stall) in page.content.decode()
    assert "Gian hàng nghỉ" in page.content.decode()
    end_days_off(stall=stall)
    assert words_of(stall) not in client.get("/gio-hang/").content.decode()


def test_order_is_refused_at_the_last_moment_too() -> None:
    stall = make_stall()
    product = make_product(stall=stall)
    rest(stall)
    product = Product.objects.select_related("stall").get(pk=product.pk)
    with pytest.raises(BasketChangedError, match="nghỉ đến hết"):
        make_order((product, 1))
    policy = FloorStrategy().fetch_for_product(product).availability
    assert policy.is_available_to_buy is False
    assert "nghỉ đến hết" in policy.message


def test_checkout_says_the_days_off_that_are_announced_and_no_past_ones(client: Client) -> None:
    load_few_places()
    product = published_product(stock=9)
    put(client, product)
    stall = rest(Stall.objects.get(), start=5)
    assert stall.away_from is not None
    assert stall.away_until is not None
    told = f"Gian hàng nghỉ từ {stall.away_from:%d/%m/%Y} đến hết {stall.away_until:%d/%m/%Y}."
    page = client.get("/thanh-toan/")
    assert told in page.content.decode()
    assert "Nhà có giỗ" in page.content.decode()
    assert client.post("/thanh-toan/", {**DETAILS, "da-xem": page.context["seen"]}).status_code == 303
    assert told in client.get("/thanh-toan/xem-lai/").content.decode()
    long_ago = timezone.localdate() - timedelta(days=9)
    Stall.objects.update(away_from=long_ago, away_until=long_ago + timedelta(days=8))
    assert "Gian hàng nghỉ từ" not in client.get("/thanh-toan/").content.decode()


@pytest.mark.parametrize(("start", "away"), [(-1, True), (0, True), (1, False)])
def test_days_begin_and_end_with_the_day(start: int, *, away: bool) -> None:
    stall = make_stall()
    today = timezone.localdate()
    stall.away_from, stall.away_until = today + timedelta(days=start), today + timedelta(days=max(start, 0))
    assert stall.is_away() is away
    assert stall.takes_orders is not away
    assert stall.is_away(stall.away_until + timedelta(days=1)) is False


@pytest.mark.parametrize(("first", "last"), [(5, 4), (-9, -1), (0, 91)])
def test_impossible_days_are_refused(first: int, last: int) -> None:
    stall = make_stall()
    today = timezone.localdate()
    with pytest.raises(NotAllowedNowError):
        close_for_days(stall=stall, first=today + timedelta(days=first), last=today + timedelta(days=last))
    stall.refresh_from_db()
    assert (stall.away_from, stall.away_until) == (None, None)


def test_days_off_are_set_and_taken_back_at_the_desk(client: Client) -> None:
    owner = StallMemberFactory.create(user=UserFactory.create())
    client.force_login(owner.user)
    today = timezone.localdate()
    page = reverse("desk:days_off")
    said = {"first": f"{today:%d/%m/%Y}", "last": f"{today + timedelta(days=2):%Y-%m-%d}", "note": "Nghỉ"}
    assert client.post(page, said)["Location"] == page
    stall = Stall.objects.get()
    assert (stall.away_from, stall.away_until, stall.away_note) == (today, today + timedelta(days=2), "Nghỉ")
    assert client.post(page, {**said, "last": "hôm nào đó"}).status_code == 422
    client.post(reverse("desk:open_again"))
    stall.refresh_from_db()
    assert stall.away_until is None
    assert [entry.action for entry in history_of(stall)] == ["stalls.days_off"] * 2


@pytest.mark.parametrize(
    ("first", "button", "said"),
    [(0, "Mở lại ngay", "nhận đơn trở lại"), (3, "Bỏ lịch nghỉ này", "Đã bỏ lịch nghỉ")],
)
def test_days_off_are_ended_or_taken_back_in_the_words_of_each(
    client: Client, first: int, button: str, said: str
) -> None:
    owner = StallMemberFactory.create(user=UserFactory.create())
    client.force_login(owner.user)
    today = timezone.localdate()
    close_for_days(stall=owner.stall, first=today + timedelta(days=first), last=today + timedelta(days=5))
    page = client.get(reverse("desk:days_off")).content.decode()
    assert [words in page for words in ("Mở lại ngay", "Bỏ lịch nghỉ này")] == [
        words == button for words in ("Mở lại ngay", "Bỏ lịch nghỉ này")
    ]
    answer = client.post(reverse("desk:open_again"), follow=True).content.decode()
    assert said in answer
    assert Stall.objects.get().away_from is None


def test_days_that_are_over_do_not_stand_in_the_form(client: Client) -> None:
    owner = StallMemberFactory.create(user=UserFactory.create())
    client.force_login(owner.user)
    rest(owner.stall)
    page = client.get(reverse("desk:days_off")).content.decode()
    assert [
        words in page for words in ("Đổi ngày nghỉ", f'value="{timezone.localdate()}"', "Nhà có giỗ")
    ] == [True] * 3
    long_ago = timezone.localdate() - timedelta(days=9)
    Stall.objects.update(away_from=long_ago, away_until=long_ago)
    page = client.get(reverse("desk:days_off")).content.decode()
    assert [words in page for words in (f'value="{long_ago}"', "Nhà có giỗ", "Đổi ngày nghỉ")] == [False] * 3
    assert "Báo nghỉ" in page


class TestSuspension:
    @pytest.fixture
    def judge(self) -> User:
        return officer()

    def test_dossier_and_messages_follow_the_stall(self, judge: User) -> None:
        dossier = verified_dossier(judge)
        assert dossier.stall is not None
        suspend_stall(stall=dossier.stall, reason="Giấy hết hạn", by=judge)
        dossier.refresh_from_db()
        assert dossier.state == DossierState.SUSPENDED
        reopen_stall(stall=dossier.stall, by=judge)
        dossier.refresh_from_db()
        assert dossier.state == DossierState.VERIFIED
        kinds = [row.kind for row in _messages(dossier.keeper)][-2:]
        assert kinds == ["stall_suspended", "stall_reopened"]
        actions = [
            (entry.action, entry.data["before"], entry.data["after"]) for entry in history_of(dossier.stall)
        ]
        assert actions == [
            ("stalls.reopen", "suspended", "active"),
            ("stalls.suspend", "active", "suspended"),
        ]

    def test_reopening_shows_what_was_shown_and_nothing_that_waited(self, judge: User) -> None:
        product = published_product()
        stall = Stall.objects.get()
        waiting = submitted(title="Hàng chờ duyệt", stall=stall)
        before = set(Product.objects.filter(is_public=True).values_list("pk", flat=True))
        assert before == {product.pk}
        suspend_stall(stall=stall, reason="Kiểm tra", by=judge)
        assert Product.objects.filter(is_public=True).count() == 0
        reopen_stall(stall=stall, by=judge)
        assert set(Product.objects.filter(is_public=True).values_list("pk", flat=True)) == before
        waiting.refresh_from_db()
        assert waiting.status == "in_progress"

    def test_owner_reads_why_at_the_desk(self, client: Client, judge: User) -> None:
        dossier = verified_dossier(judge)
        assert dossier.stall is not None
        suspend_stall(stall=dossier.stall, reason="Giấy hết hạn từ tháng trước", by=judge)
        client.force_login(dossier.keeper)
        assert "Giấy hết hạn từ tháng trước" in client.get(reverse("desk:stall")).content.decode()


class TestClosing:
    def test_closed_stall_has_no_goods_and_does_not_open_again(self, client: Client) -> None:
        product = published_product()
        stall = Stall.objects.get()
        owner = StallMemberFactory.create(stall=stall, user=UserFactory.create())
        client.force_login(owner.user)
        page = reverse("desk:close")
        assert client.post(page, {"name": "Tên khác"}).status_code == 422
        assert Stall.objects.get().is_active
        assert client.post(page, {"name": stall.name.upper()})["Location"] == reverse("desk:stall")
        stall.refresh_from_db()
        product.refresh_from_db()
        assert (stall.status, product.is_public) == (StallStatus.CLOSED, False)
        with pytest.raises(NotAllowedNowError):
            reopen_stall(stall=stall)
        with pytest.raises(NotAllowedNowError):
            close_stall(stall=stall)
        assert "đã đóng" in Client().get(stall.get_absolute_url()).content.decode()

    def test_stall_with_an_order_on_its_way_stays_open(self) -> None:
        stall = make_stall()
        make_order((make_product(stall=stall), 1))
        with pytest.raises(NotAllowedNowError, match="Còn 1 đơn"):
            close_stall(stall=stall)
        stall.refresh_from_db()
        assert stall.status == StallStatus.ACTIVE
        assert Product.objects.filter(is_public=True).count() == 1

    def test_invitations_and_dossier_end_with_the_stall(self) -> None:
        dossier = verified_dossier(officer())
        stall = dossier.stall
        assert stall is not None
        StallInvitation.objects.create(
            stall=stall,
            email="a@example.vn",
            role="packer",
            key_digest="x",
            invited_by=dossier.keeper,
            expires_at=timezone.now() + timedelta(days=1),
        )
        close_stall(stall=stall, by=dossier.keeper)
        dossier.refresh_from_db()
        assert dossier.state == DossierState.CLOSED
        assert StallInvitation.objects.get().is_open is False


def _messages(user: User) -> Any:
    return Message.objects.filter(recipient=user.email).order_by("pk")
