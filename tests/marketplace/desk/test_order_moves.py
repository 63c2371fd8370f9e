"""Every move at the desk from every state, by every role: what it does to state, stock, money, letters and events."""

from typing import Any, Final

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from marketplace.fulfilment.enums import ActorRole, StallOrderState
from marketplace.fulfilment.models import Carrier, Shipment, StallOrder, StallOrderEvent
from marketplace.notifications.models import Message
from marketplace.shop.partner.models import StockRecord
from marketplace.stalls.enums import MemberRole, ShippingWay
from marketplace.stalls.models import Stall
from payments.models import Attempt
from tests.factories.orders import last_event, make_order, make_product, make_stall, move_part
from tests.marketplace.desk.people import sign_in

pytestmark = pytest.mark.django_db

BUYER: Final = "nhung@example.vn"
# Of each move: from which states it starts and where it leads. What is not named here is refused.
MOVES: Final = {
    "order_confirm": {"new": "confirmed"},
    "order_pack": {"confirmed": "packed"},
    "order_ship": {"packed": "shipped"},
    "order_deliver": {"shipped": "delivered"},
    "order_cancel": {"new": "cancelled", "confirmed": "cancelled", "packed": "cancelled"},
    "order_return": {"shipped": "returned", "delivered": "returned"},
}
PACKERS: Final = {"order_confirm", "order_pack", "order_ship"}
LETTERS: Final = {"order_ship": [("part_shipped", BUYER)], "order_cancel": [("part_cancelled", BUYER)]}
# Of ten pieces three were ordered: what lies in stock, and what of it is set aside.
STOCK: Final = {
    "new": (10, 3),
    "confirmed": (10, 3),
    "packed": (10, 3),
    "shipped": (7, 0),
    "delivered": (7, 0),
    "cancelled": (10, 0),
    "returned": (10, 0),
}
CASH: Final = {
    "confirmed": "pending",
    "packed": "pending",
    "shipped": "pending",
    "delivered": "captured",
    "cancelled": "failed",
}
SENT: Final = {"carrier": "Viettel Post", "tracking_code": "VTP 1", "reason": "other", "words": "Mưa lụt"}


def part_in(stall: Stall, state: str, **changes: Any) -> StallOrder:
    """Return a part of three pieces in ``state``; another stall has a part of the same order."""
    ours, theirs = make_product(stall=stall), make_product(stall=make_stall())
    placement = make_order((ours, 3), (theirs, 1), **changes)
    return move_part(placement.order.stall_orders.get(stall=stall), state)


def address(name: str, part: StallOrder, language: str = "vi") -> str:
    with translation.override(language):
        return reverse(f"desk:{name}", kwargs={"part_number": part.number})


def written(part: StallOrder) -> dict[str, Any]:
    """Return all that a move of the part may write, and all that it may not."""
    lines = part.order.lines.values_list("stockrecord", "partner__stall")
    records = {stall: StockRecord.objects.get(pk=record) for record, stall in lines}
    return {
        "states": list(part.order.stall_orders.order_by("pk").values_list("state", flat=True)),
        "stock": {
            stall: (record.num_in_stock, record.num_allocated) for stall, record in sorted(records.items())
        },
        "cash": list(
            Attempt.objects.filter(reference__in=part.order.stall_orders.values("reference"))
            .order_by("pk")
            .values_list("state", flat=True)
        ),
        "letters": list(Message.objects.order_by("pk").values_list("kind", "recipient")),
        "events": list(StallOrderEvent.objects.order_by("pk").values_list("stall_order", "state")),
        "parcels": Shipment.objects.count(),
    }


@pytest.mark.parametrize("role", MemberRole.values)
@pytest.mark.parametrize("move", MOVES)
def test_move_from_each_state_by_each_role(client: Client, move: str, role: str) -> None:
    Carrier.objects.create(name="Viettel Post")
    stall = make_stall()
    user = sign_in(client, stall, role)
    for state in StallOrderState.values:
        part = part_in(stall, state)
        before = written(part)
        answer = client.post(address(move, part), SENT)
        after = written(part)
        target = MOVES[move].get(state)
        if role == MemberRole.PACKER and move not in PACKERS:
            assert answer.status_code == 404, state
            assert after == before, state
            continue
        assert (answer.status_code, answer.headers["Location"]) == (302, address("order", part)), state
        if target is None:
            assert after == before, state
            continue
        part.refresh_from_db()
        assert part.state == target
        other = part.order.stall_orders.exclude(pk=part.pk).get()
        assert after["states"] == [target, "new"], state
        assert after["stock"] == {part.stall_id: STOCK[target], other.stall_id: (10, 1)}, state
        # Cash that was collected stays booked when the goods come back.
        cash = CASH.get(target, "captured" if state == "delivered" else "failed")
        assert after["cash"] == [cash, "created"], state
        assert after["letters"] == [*before["letters"], *LETTERS.get(move, [])], state
        assert after["events"] == [*before["events"], (part.pk, target)], state
        assert after["parcels"] == before["parcels"] + (move == "order_ship"), state
        event = last_event(part)
        assert (event.actor, event.role) == (user, ActorRole.STALL)


@pytest.mark.parametrize("move", MOVES)
def test_number_of_another_stalls_part_of_the_same_order_is_not_found(client: Client, move: str) -> None:
    Carrier.objects.create(name="Viettel Post")
    stall = make_stall()
    sign_in(client, stall)
    for state in StallOrderState.values:
        ours = part_in(stall, "new")
        theirs = move_part(ours.order.stall_orders.exclude(pk=ours.pk).get(), state)
        before = written(theirs)
        assert client.post(address(move, theirs), SENT).status_code == 404, state
        assert written(theirs) == before, state


@pytest.mark.parametrize(("reads", "reason"), [("vi", "Hết hàng. Mai có."), ("en", "Sold out. Mai có.")])
@pytest.mark.parametrize("screen", ["vi", "en"])
def test_shopper_reads_the_reason_in_the_language_of_the_order(
    client: Client, screen: str, reads: str, reason: str
) -> None:
    stall = make_stall()
    sign_in(client, stall)
    part = part_in(stall, "new", language=reads)
    client.post(address("order_cancel", part, screen), {"reason": "sold_out", "words": "Mai có."})
    part.refresh_from_db()
    assert (part.state, part.cancel_reason) == ("cancelled", reason)
    letter = Message.objects.get(kind="part_cancelled")
    assert (letter.language, letter.context["reason"]) == (reads, reason)


@pytest.mark.parametrize(
    ("reads", "carrier"), [("vi", "Đến lấy tại gian hàng"), ("en", "Collect at the stall")]
)
@pytest.mark.parametrize("screen", ["vi", "en"])
def test_goods_to_be_fetched_are_told_in_the_language_of_the_order(
    client: Client, screen: str, reads: str, carrier: str
) -> None:
    stall = make_stall()
    sign_in(client, stall)
    part = part_in(stall, "packed", language=reads)
    StallOrder.objects.filter(pk=part.pk).update(shipping_way=ShippingWay.PICKUP)
    client.post(address("order_ship", part, screen))
    assert Shipment.objects.get().carrier == carrier
    assert Message.objects.get(kind="part_shipped").context["carrier"] == carrier


def test_what_the_stall_reads_later_is_vietnamese_whatever_screen_it_was_written_on(client: Client) -> None:
    for name in ("Viettel Post", "J&T"):
        Carrier.objects.create(name=name)
    stall = make_stall()
    sign_in(client, stall)
    part = part_in(stall, "packed", language="en")
    client.post(address("order_ship", part, "en"), SENT)
    client.post(address("order_correct", part, "en"), {"carrier": "J&T", "tracking_code": "9"})
    assert last_event(part).note == "Sửa vận đơn: Viettel Post VTP 1 → J&T 9"
    client.post(address("order_return", part, "en"), {"reason": "refused"})
    assert last_event(part).note == "Người nhận không nhận hàng"


def test_goods_to_be_fetched_are_never_said_to_drive(client: Client) -> None:
    stall = make_stall()
    sign_in(client, stall)
    part = part_in(stall, "packed")
    StallOrder.objects.filter(pk=part.pk).update(shipping_way=ShippingWay.PICKUP)
    page = client.post(address("order_ship", part), follow=True).content.decode()
    assert f"Chờ khách tới lấy: đơn {part.number}." in page
    assert "<span>Chờ khách tới lấy</span>" in page  # among what was done
    assert "Khách đã lấy, đã thu 318.000\xa0₫" in page
    page += client.post(address("order_deliver", part), follow=True).content.decode()
    assert f"Khách đã lấy: đơn {part.number}." in page
    assert [words in page for words in ("Đang giao", "Đã giao", "bên giao")] == [False] * 3


def test_goods_to_be_fetched_have_no_code_to_mend(client: Client) -> None:
    Carrier.objects.create(name="Viettel Post")
    stall = make_stall()
    sign_in(client, stall)
    part = part_in(stall, "packed")
    StallOrder.objects.filter(pk=part.pk).update(shipping_way=ShippingWay.PICKUP)
    client.post(address("order_ship", part))
    before = written(part)
    client.post(address("order_correct", part), {"carrier": "Viettel Post", "tracking_code": "1"})
    assert written(part) == before
    assert str(Shipment.objects.get()) == "Đến lấy tại gian hàng"


@pytest.mark.parametrize(
    "days",
    [
        {"den_ngay": "9999-12-31"},
        {"tu_ngay": "0001-01-01"},
        {"tu_ngay": "0001-01-01", "den_ngay": "9999-12-31"},
    ],
)
def test_days_at_the_ends_of_the_calendar_are_left_out(client: Client, days: dict[str, str]) -> None:
    stall = make_stall()
    sign_in(client, stall)
    part = part_in(stall, "new")
    answer = client.get(reverse("desk:orders"), days)
    assert answer.status_code == 200
    assert part.number in answer.content.decode()
