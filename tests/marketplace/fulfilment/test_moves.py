"""The moves of a part: every state against every move, and what each move does to stock, money and messages."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marketplace.core.errors import NotAllowedNowError
from marketplace.fulfilment.enums import MOVES, ActorRole, StallOrderState
from marketplace.fulfilment.models import Shipment, StallOrder, StallOrderEvent
from marketplace.fulfilment.selectors import order_state
from marketplace.fulfilment.services import cancel_part, confirm_part, deliver_part, return_part, ship_part
from marketplace.notifications.models import Message
from marketplace.notifications.rendering import render_message
from marketplace.shop.catalogue.signals import shelf_changed
from marketplace.shop.partner.models import StockRecord
from payments.models import Attempt
from tests.factories.orders import STEPS, last_event, make_order, make_product, make_stall, move_part, part_of

State = StallOrderState
STALL: dict[str, Any] = {"actor": None, "role": ActorRole.STALL}
SHOPPER: dict[str, Any] = {"actor": None, "role": ActorRole.SHOPPER}


def part_in(state: str, **product: Any) -> StallOrder:
    """Return a part of three pieces in ``state``."""
    goods = make_product(stall=make_stall(), stock=10, **product)
    return move_part(part_of(make_order((goods, 3))), state)


def stock() -> tuple[int, int]:
    record = StockRecord.objects.get()
    return record.num_in_stock, record.num_allocated


@pytest.mark.django_db
@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("move", list(STEPS))
def test_move_from_each_state_is_made_or_refused(state: StallOrderState, move: StallOrderState) -> None:
    part = part_in(state)
    events, messages, before = StallOrderEvent.objects.count(), Message.objects.count(), stock()

    if move in MOVES[state]:
        STEPS[move](part)
        part.refresh_from_db()
        assert part.state == move
        assert last_event(part).state == move
        assert StallOrderEvent.objects.count() == events + 1
        return

    with pytest.raises(NotAllowedNowError) as refused:
        STEPS[move](part)
    assert str(State(state).label) in refused.value.message
    part.refresh_from_db()
    assert part.state == state
    assert (StallOrderEvent.objects.count(), Message.objects.count(), stock()) == (events, messages, before)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (State.NEW, (10, 3)),
        (State.CONFIRMED, (10, 3)),
        (State.PACKED, (10, 3)),
        (State.SHIPPED, (7, 0)),
        (State.DELIVERED, (7, 0)),
        (State.CANCELLED, (10, 0)),
        (State.RETURNED, (10, 0)),
    ],
)
def test_stock_in_each_state(state: str, expected: tuple[int, int]) -> None:
    part_in(state)
    assert stock() == expected


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (State.NEW, "created"),
        (State.CONFIRMED, "pending"),
        (State.PACKED, "pending"),
        (State.SHIPPED, "pending"),
        (State.DELIVERED, "captured"),
        (State.CANCELLED, "failed"),
    ],
)
def test_cash_attempt_in_each_state(state: str, expected: str) -> None:
    part_in(state)
    assert Attempt.objects.get().state == expected


@pytest.mark.django_db
def test_refused_at_the_door_collects_nothing() -> None:
    part = return_part(part=part_in(State.SHIPPED), **STALL)
    assert (part.state, Attempt.objects.get().state, stock()) == (State.RETURNED, "failed", (10, 0))


@pytest.mark.django_db
def test_returned_after_delivery_keeps_the_cash_booked() -> None:
    return_part(part=part_in(State.DELIVERED), **STALL)
    assert Attempt.objects.get().state == "captured"


@pytest.mark.django_db
def test_second_tab_confirming_is_refused() -> None:
    part = part_in(State.NEW)
    other_tab = StallOrder.objects.get(pk=part.pk)
    confirm_part(part=part, **STALL)
    with pytest.raises(NotAllowedNowError):
        confirm_part(part=other_tab, **STALL)
    assert part.events.count() == 2


@pytest.mark.django_db
def test_stale_row_cannot_undo_a_cancellation() -> None:
    part = part_in(State.NEW)
    stale = StallOrder.objects.get(pk=part.pk)
    cancel_part(part=part, reason="Đổi ý", **SHOPPER)
    with pytest.raises(NotAllowedNowError):
        confirm_part(part=stale, **STALL)
    part.refresh_from_db()
    assert (part.state, part.cancel_reason, stock()) == (State.CANCELLED, "Đổi ý", (10, 0))


@pytest.mark.django_db
@pytest.mark.parametrize("state", [State.CONFIRMED, State.PACKED])
def test_shopper_cannot_cancel_what_was_confirmed(state: str) -> None:
    part = part_in(state)
    with pytest.raises(NotAllowedNowError, match="Gian hàng đã xác nhận phần này"):
        cancel_part(part=part, reason="", **SHOPPER)
    part.refresh_from_db()
    assert (part.state, stock()) == (state, (10, 3))
    assert Message.objects.filter(kind__in=["part_cancelled", "stall_part_cancelled"]).count() == 0


@pytest.mark.django_db
def test_shopper_cancelling_tells_shopper_and_stall() -> None:
    part = cancel_part(part=part_in(State.NEW), reason="Đặt nhầm", **SHOPPER)
    told = Message.objects.exclude(kind__in=["order_placed", "stall_order_new"]).order_by("kind")
    assert [(row.kind, row.recipient, row.context["reason"]) for row in told] == [
        ("part_cancelled", "nhung@example.vn", "Đặt nhầm"),
        ("stall_part_cancelled", part.stall.email, "Đặt nhầm"),
    ]
    assert part.order.placement.token not in str(told.get(kind="stall_part_cancelled").context)


@pytest.mark.django_db
def test_stall_cancelling_tells_the_shopper_only() -> None:
    cancel_part(part=part_in(State.CONFIRMED), reason="Mưa lụt, không đóng hàng được", **STALL)
    told = Message.objects.exclude(kind__in=["order_placed", "stall_order_new"])
    assert [(row.kind, row.context["is_by_shopper"]) for row in told] == [("part_cancelled", False)]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("others", "is_said"),
    [([], False), (["new"], True), (["cancelled"], False), (["cancelled", "shipped"], True)],
)
def test_letter_speaks_of_other_stalls_where_there_are_any(others: list[str], *, is_said: bool) -> None:
    lines = [(make_product(stall=make_stall()), 1) for _part in range(len(others) + 1)]
    placement = make_order(*lines)
    for index, state in enumerate(others, 1):
        move_part(part_of(placement, index), state)
    part = cancel_part(part=part_of(placement), reason="Hết hàng", **STALL)
    letter = render_message(Message.objects.get(key=f"part_cancelled:{part.number}"))
    for words in (letter.text, letter.html):
        assert "Bạn không phải trả" in words
        assert ("Phần của các gian hàng khác vẫn giao" in words) is is_said


@pytest.mark.django_db
def test_shipping_writes_a_parcel_and_tells_the_shopper() -> None:
    part = ship_part(part=part_in(State.PACKED), carrier="Viettel Post", tracking_code="VTP 1", **STALL)
    parcel = Shipment.objects.get()
    assert (parcel.stall_order, parcel.carrier, parcel.tracking_code, parcel.delivered_at) == (
        part,
        "Viettel Post",
        "VTP 1",
        None,
    )
    message = Message.objects.get(kind="part_shipped")
    assert (message.recipient, message.context["carrier"], message.context["tracking_code"]) == (
        "nhung@example.vn",
        "Viettel Post",
        "VTP 1",
    )
    delivered = deliver_part(part=part, **STALL)
    parcel.refresh_from_db()
    assert parcel.delivered_at == delivered.changed_at


@pytest.mark.django_db
def test_cancelling_takes_the_sale_back_and_tells_the_shelf() -> None:
    told: list[list[int]] = []

    def listen(*, product_ids: list[int], **_: object) -> None:
        told.append(product_ids)

    part = part_in(State.NEW)
    product = StockRecord.objects.get().product
    shelf_changed.connect(listen)
    try:
        cancel_part(part=part, reason="", **SHOPPER)
    finally:
        shelf_changed.disconnect(listen)
    product.refresh_from_db()
    assert (product.sold_count, told) == (0, [[product.pk]])


@pytest.mark.django_db
def test_stall_that_counted_anew_never_goes_below_nothing() -> None:
    part = part_in(State.PACKED)
    StockRecord.objects.update(num_in_stock=1)
    STEPS[State.SHIPPED](part)
    assert stock() == (0, 0)


@pytest.mark.django_db
def test_one_part_moves_alone_and_the_order_follows() -> None:
    placement = make_order((make_product(stall=make_stall()), 1), (make_product(stall=make_stall()), 1))
    order = placement.order

    def statuses() -> tuple[str, list[str]]:
        order.refresh_from_db()
        return order.status, list(order.lines.order_by("pk").values_list("status", flat=True))

    assert statuses() == ("new", ["new", "new"])
    move_part(part_of(placement, 0), State.SHIPPED)
    assert statuses() == ("shipped", ["shipped", "new"])
    cancel_part(part=part_of(placement, 1), reason="", **SHOPPER)
    assert statuses() == ("shipped", ["shipped", "cancelled"])
    deliver_part(part=part_of(placement, 0), **STALL)
    assert statuses() == ("delivered", ["delivered", "cancelled"])
    lines = list(order.lines.order_by("pk").values_list("num_allocated", "allocation_cancelled"))
    assert lines == [(0, False), (0, True)]


@pytest.mark.django_db
def test_event_keeps_who_when_and_why() -> None:
    part = part_in(State.NEW)
    confirm_part(part=part, note="Giao sáng mai", **STALL)
    event = last_event(part)
    assert (event.role, event.note, event.actor) == ("stall", "Giao sáng mai", None)
    assert timezone.now() - event.at < timedelta(minutes=1)


@pytest.mark.django_db
def test_reason_longer_than_its_column_is_cut() -> None:
    part = cancel_part(part=part_in(State.NEW), reason="dài " * 2_500, **SHOPPER)
    part.refresh_from_db()
    assert len(part.cancel_reason) == 300
    assert len(last_event(part).note) == 300


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        (["new"], "new"),
        (["new", "confirmed"], "new"),
        (["confirmed", "packed"], "confirmed"),
        (["packed", "cancelled"], "packed"),
        (["new", "shipped"], "shipped"),
        (["new", "delivered"], "shipped"),
        (["delivered", "returned"], "delivered"),
        (["cancelled", "cancelled"], "cancelled"),
        (["cancelled", "returned"], "returned"),
    ],
)
def test_order_state_of_its_parts(states: list[str], expected: str) -> None:
    assert order_state(states) == expected


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(list(State)), min_size=1, max_size=6))
def test_order_state_does_not_depend_on_the_order_of_parts(states: list[StallOrderState]) -> None:
    assert order_state(states) == order_state(reversed(states))
    assert order_state([states[0]]) == states[0]
