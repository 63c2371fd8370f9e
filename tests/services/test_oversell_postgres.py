"""Many buyers at once, on a real PostgreSQL: no piece is sold twice, no basket ordered twice, nobody sees an error."""

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.db import connection
from oscar.core.loading import get_model

from marketplace.core.errors import NotAllowedNowError
from marketplace.fulfilment.enums import ActorRole
from marketplace.fulfilment.models import Placement, StallOrder, StallOrderEvent
from marketplace.fulfilment.services import cancel_part, confirm_part
from marketplace.notifications.models import Message
from marketplace.shop.order.placing import OutOfStockError
from marketplace.shop.order.services import place_order
from marketplace.shop.partner.models import StockRecord
from payments.models import Attempt
from tests.factories.orders import make_basket, make_order, make_product, make_stall, part_of, placing_of

Order = get_model("order", "Order")

pytestmark = [pytest.mark.needs_postgres, pytest.mark.django_db(transaction=True)]


def run_together(tasks: Sequence[Callable[[], Any]]) -> list[Any]:
    """Run ``tasks`` at the same moment, each on its own connection; return results or exceptions."""
    barrier = threading.Barrier(len(tasks))
    results: list[Any] = [None] * len(tasks)

    def run(index: int, task: Callable[[], Any]) -> None:
        try:
            connection.ensure_connection()
            barrier.wait(timeout=20)
            results[index] = task()
        except Exception as error:  # noqa: BLE001 - the test says which exceptions it expects
            results[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(index, task)) for index, task in enumerate(tasks)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert not any(thread.is_alive() for thread in threads)
    return results


def placing(**arguments: Any) -> Callable[[], Any]:
    return lambda: place_order(**arguments)


def cancelling(part: StallOrder) -> Callable[[], Any]:
    return lambda: cancel_part(part=part, reason="", actor=None, role=ActorRole.SHOPPER)


def confirming(part: StallOrder) -> Callable[[], Any]:
    return lambda: confirm_part(part=part, actor=None, role=ActorRole.STALL)


def test_twelve_buyers_of_the_last_three() -> None:
    scarce = make_product(stall=make_stall(), stock=3)
    plenty = make_product(stall=make_stall(), stock=100)
    baskets = [
        # Every other basket holds its lines the other way round: an order of locks that could entangle.
        make_basket((scarce, 1), (plenty, 1)) if turn % 2 else make_basket((plenty, 1), (scarce, 1))
        for turn in range(12)
    ]
    results = run_together([placing(**placing_of(basket)) for basket in baskets])

    assert Counter(type(result) for result in results) == {Placement: 3, OutOfStockError: 9}
    record = StockRecord.objects.get(product=scarce)
    assert (record.num_in_stock, record.num_allocated, record.net_stock_level) == (3, 3, 0)
    assert StockRecord.objects.get(product=plenty).num_allocated == 3
    assert (Order.objects.count(), StallOrder.objects.count(), Attempt.objects.count()) == (3, 6, 6)
    assert Message.objects.filter(kind="order_placed").count() == 3
    scarce.refresh_from_db()
    assert scarce.sold_count == 3


def test_eight_submissions_of_one_basket() -> None:
    product = make_product(stall=make_stall(), stock=10)
    arguments = placing_of(make_basket((product, 2)))
    results = run_together([placing(**arguments)] * 8)

    assert {type(result) for result in results} == {Placement}
    assert len({result.pk for result in results}) == 1
    assert len({result.token for result in results}) == 1
    assert Order.objects.count() == 1
    assert StockRecord.objects.get().num_allocated == 2
    assert Message.objects.count() == 2


def test_cancelling_against_confirming_has_one_winner() -> None:
    for _round in range(6):
        part = part_of(make_order())
        results = run_together([cancelling(part), confirming(part)])
        assert Counter(type(result) for result in results) == {StallOrder: 1, NotAllowedNowError: 1}
        part.refresh_from_db()
        is_cancelled = part.state == "cancelled"
        assert StallOrderEvent.objects.filter(stall_order=part).count() == 2
        assert Attempt.objects.get(reference=part.reference).state == (
            "failed" if is_cancelled else "pending"
        )
        record = StockRecord.objects.get(pk=part.order.lines.get().stockrecord_id)
        assert record.num_allocated == (0 if is_cancelled else 1)


def test_parts_of_one_order_that_move_together_leave_the_right_status() -> None:
    stalls = [make_stall() for _ in range(4)]
    placement = make_order(*[(make_product(stall=stall), 1) for stall in stalls])
    parts = [part_of(placement, index) for index in range(4)]
    results = run_together([confirming(part) for part in parts])
    assert {type(result) for result in results} == {StallOrder}
    placement.order.refresh_from_db()
    assert placement.order.status == "confirmed"
    assert set(placement.order.lines.values_list("status", flat=True)) == {"confirmed"}
