"""Orders and letters whose time is over: goods and money stay, the person goes; what still moves stays whole."""

from datetime import date, timedelta
from typing import Any

import pytest
from dateutil.relativedelta import relativedelta
from django.apps import apps
from django.core.serializers import serialize
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from oscar.core.loading import get_model

from marketplace.accounts.models import Consent, RetentionRule
from marketplace.accounts.retention import kept_since, load_retention
from marketplace.fulfilment.enums import ActorRole, StallOrderState
from marketplace.fulfilment.models import Placement, StallOrder, StallOrderEvent
from marketplace.fulfilment.services import cancel_part
from marketplace.notifications.models import Message
from marketplace.notifications.tasks import forget_old_letters
from marketplace.shop.order.forgetting import FORGOTTEN
from marketplace.shop.order.tasks import forget_old_orders
from tests.factories.orders import make_order, make_product, make_stall, move_part, part_of
from tests.factories.people import UserFactory
from tests.factories.stalls import StallMemberFactory

pytestmark = pytest.mark.django_db

Order = get_model("order", "Order")
# What ``make_order`` says of the buyer.
PERSONAL = ("Nhung", "912345678", "nhung@", "24 Lê Lợi", "Gọi trước")


@pytest.fixture(autouse=True)
def _shipped_rows() -> None:
    load_retention(apps)


def age(placement: Placement, *, months: int, days: int = 0) -> Placement:
    """Let the order have been placed and ended so long ago."""
    then = timezone.now() - relativedelta(months=months, days=days)
    Placement.objects.filter(pk=placement.pk).update(created_at=then)
    StallOrder.objects.filter(order=placement.order).update(created_at=then, changed_at=then)
    return placement


def ended(state: str = StallOrderState.DELIVERED, **changes: Any) -> Placement:
    placement = make_order(**changes)
    move_part(part_of(placement), state)
    return placement


def stored() -> str:
    """Return everything that the tables of orders say, as text."""
    kinds = (Order, get_model("order", "ShippingAddress"), Placement, StallOrder, StallOrderEvent)
    return "".join(serialize("json", kind._default_manager.all(), ensure_ascii=False) for kind in kinds)


def told(words: str) -> list[str]:
    return [one for one in PERSONAL if one in words]


@pytest.mark.parametrize(
    "state", [StallOrderState.DELIVERED, StallOrderState.CANCELLED, StallOrderState.RETURNED]
)
def test_order_of_36_months_lets_go_of_the_person_and_keeps_goods_and_money(state: str) -> None:
    placement = age(ended(state, user=None), months=36, days=1)
    part = part_of(placement)
    before = (placement.order.total_incl_tax, part.goods_total, part.shipping_charge, part.state)
    agreed = list(Consent.objects.values())
    assert agreed
    assert told(stored()) == list(PERSONAL)

    assert forget_old_orders() == 1

    assert told(stored()) == []
    fresh = Placement.objects.select_related("order__shipping_address").get(pk=placement.pk)
    part = part_of(fresh)
    assert (fresh.order.total_incl_tax, part.goods_total, part.shipping_charge, part.state) == before
    assert (fresh.contact_name, fresh.order.guest_email) == (FORGOTTEN, "")
    address = fresh.order.shipping_address
    assert (address.first_name, address.line1) == (FORGOTTEN, "")
    assert (address.line4, address.state) == (
        placement.order.shipping_address.line4,
        placement.order.shipping_address.state,
    )
    assert fresh.order.lines.count() == 1
    assert list(Consent.objects.values()) == agreed
    assert forget_old_orders() == 0


def test_younger_order_stays_whole_to_the_day() -> None:
    age(ended(), months=36, days=-1)
    before = stored()
    assert forget_old_orders() == 0
    assert stored() == before


def test_old_order_that_still_moves_or_moved_lately_stays_whole() -> None:
    age(make_order(), months=50)
    returned = age(ended(), months=50)
    StallOrder.objects.filter(order=returned.order).update(changed_at=timezone.now() - timedelta(days=30))
    before = stored()
    assert forget_old_orders() == 0
    assert stored() == before


def test_order_of_two_stalls_waits_for_both() -> None:
    lines = [(make_product(stall=make_stall()), 1), (make_product(stall=make_stall()), 1)]
    placement = make_order(*lines)
    move_part(part_of(placement, 0), StallOrderState.DELIVERED)
    age(placement, months=40)
    assert forget_old_orders() == 0
    move_part(part_of(placement, 1), StallOrderState.CANCELLED)
    age(placement, months=40)
    assert forget_old_orders() == 1


def test_words_of_the_buyer_go_and_those_of_the_stall_stay() -> None:
    by_buyer = make_order()
    reason = "Con tôi tên Nhung đã mua rồi"
    cancel_part(part=part_of(by_buyer), reason=reason, actor=None, role=ActorRole.SHOPPER)
    by_stall = ended(StallOrderState.CANCELLED)
    for one in (by_buyer, by_stall):
        age(one, months=37)
    assert forget_old_orders() == 2
    assert (part_of(by_buyer).cancel_reason, part_of(by_stall).cancel_reason) == ("", "Hết hàng")
    notes = StallOrderEvent.objects.filter(state=StallOrderState.CANCELLED).order_by("pk")
    assert list(notes.values_list("note", flat=True)) == ["", "Hết hàng"]


def test_departments_row_decides_and_without_one_nothing_is_lost() -> None:
    age(ended(), months=13)
    RetentionRule.objects.all().delete()
    assert kept_since(RetentionRule.Subject.ORDER) is None
    assert (forget_old_orders(), forget_old_letters()) == (0, 0)
    row = RetentionRule.objects.create(
        subject="order", months=12, valid_from=timezone.localdate() + timedelta(days=1)
    )
    assert forget_old_orders() == 0
    row.valid_from = date(2026, 7, 1)
    row.save()
    assert forget_old_orders() == 1


def test_shipped_rows_are_not_written_over() -> None:
    RetentionRule.objects.filter(subject="order").update(months=60)
    load_retention(apps)
    assert list(RetentionRule.objects.order_by("subject").values_list("subject", "months", "grade")) == [
        ("letter", 36, "B"),
        ("order", 60, "B"),
    ]


def test_pages_of_a_forgotten_order_say_so_to_buyer_and_stall(client: Client) -> None:
    owner = UserFactory.create(full_name="Lê Văn Tám", email="tam@example.vn")
    placement = age(ended(user=owner), months=37)
    part = part_of(placement)
    forget_old_orders()
    address = reverse("order:guest", kwargs={"number": placement.order.number, "token": placement.token})
    keeper = StallMemberFactory.create(stall=part.stall, user=UserFactory.create(full_name="Hồ Thị Na")).user
    desk = Client()
    desk.force_login(keeper)
    client.force_login(owner)
    papers = reverse("order:document", kwargs={"number": placement.order.number, "token": placement.token})
    for visitor, page in (
        (Client(), address),
        (Client(), papers),
        (client, reverse("account:order", kwargs={"number": placement.order.number})),
        (desk, reverse("desk:order", kwargs={"part_number": part.number})),
    ):
        answer = visitor.get(page)
        assert answer.status_code == 200, page
        words = answer.content.decode()
        assert FORGOTTEN in words
        assert told(words) == []
        assert f"{FORGOTTEN}, <" not in words
        assert 'href="tel:"' not in words


def test_forgotten_order_sends_its_link_to_nobody(client: Client) -> None:
    placement = age(ended(user=None), months=37)
    forget_old_orders()
    Message.objects.all().delete()
    for contact in ("nhung@example.vn", "0912345678", ""):
        client.post(reverse("order:lookup"), {"number": placement.order.number, "contact": contact})
    assert Message.objects.count() == 0


def test_letters_go_when_their_time_is_over_and_waiting_ones_stay() -> None:
    def letter(key: str, months: int, state: str, days: int = 0) -> None:
        made = Message.objects.create(key=key, kind="order_placed", recipient="nhung@example.vn", state=state)
        then = timezone.now() - relativedelta(months=months, days=days)
        Message.objects.filter(pk=made.pk).update(created_at=then)

    letter("old", 36, Message.State.SENT, days=1)
    letter("failed", 40, Message.State.FAILED)
    letter("waiting", 40, Message.State.WAITING)
    letter("young", 36, Message.State.SENT, days=-1)
    assert forget_old_letters() == 2
    assert set(Message.objects.values_list("key", flat=True)) == {"waiting", "young"}


def test_clock_asks_for_both(settings: Any) -> None:
    asked = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert {forget_old_orders.name, forget_old_letters.name} <= asked
