"""Stock adds up after any sequence of orders and moves."""

import random
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marketplace.core.errors import NotAllowedNowError
from marketplace.fulfilment.enums import StallOrderState
from marketplace.fulfilment.models import StallOrder
from marketplace.shop.order.placing import OutOfStockError
from marketplace.shop.partner.models import StockRecord
from marketplace.shop.partner.stock import allocate_stock, consume_stock, put_back_stock, release_stock
from tests.factories.orders import STEPS, make_order, make_product, make_stall

State = StallOrderState
HELD = {State.NEW, State.CONFIRMED, State.PACKED}
GONE = {State.SHIPPED, State.DELIVERED}
START = 8

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("seed", range(3))
def test_stock_is_what_was_there_less_what_left(seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 - a repeatable sequence, no secret
    product = make_product(stall=make_stall(), stock=START)
    refused: Counter[str] = Counter()
    for _turn in range(40):
        parts = list(StallOrder.objects.order_by("pk"))
        try:
            if not parts or dice.random() < 0.3:
                make_order((product, dice.randint(1, 4)))
            else:
                STEPS[dice.choice(list(STEPS))](dice.choice(parts))
        except (OutOfStockError, NotAllowedNowError) as error:
            refused[type(error).__name__] += 1
        sold: Counter[str] = Counter()
        for state, quantity in StallOrder.objects.values_list("state", "order__lines__quantity"):
            sold[state] += quantity
        record = StockRecord.objects.get()
        assert (record.num_allocated or 0) == sum(sold[state] for state in HELD)
        assert record.num_in_stock == START - sum(sold[state] for state in GONE)
        assert 0 <= record.net_stock_level <= START
        product.refresh_from_db()
        assert product.sold_count == sum(sold[state] for state in HELD | GONE)
    assert refused["NotAllowedNowError"] > 0


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(in_stock=st.integers(0, 50), allocated=st.none() | st.integers(0, 50), wanted=st.integers(1, 60))
def test_allocating_takes_all_or_nothing(in_stock: int, allocated: int | None, wanted: int) -> None:
    record = StockRecord.objects.first()
    if record is None:
        make_product(stall=make_stall())
        record = StockRecord.objects.get()
    StockRecord.objects.update(num_in_stock=in_stock, num_allocated=allocated)
    is_taken = allocate_stock(stockrecord_id=record.pk, quantity=wanted)
    record.refresh_from_db()
    assert is_taken == (in_stock - (allocated or 0) >= wanted)
    assert record.num_allocated == ((allocated or 0) + wanted if is_taken else allocated)
    assert record.num_in_stock == in_stock


def test_no_move_of_stock_goes_below_nothing() -> None:
    make_product(stall=make_stall(), stock=2)
    record = StockRecord.objects.get()
    release_stock(stockrecord_id=record.pk, quantity=5)
    consume_stock(stockrecord_id=record.pk, quantity=5)
    record.refresh_from_db()
    assert (record.num_in_stock, record.num_allocated) == (0, 0)
    put_back_stock(stockrecord_id=record.pk, quantity=3)
    record.refresh_from_db()
    assert (record.num_in_stock, record.num_allocated) == (3, 0)


def test_unknown_stock_sells_nothing() -> None:
    make_product(stall=make_stall())
    StockRecord.objects.update(num_in_stock=None)
    assert allocate_stock(stockrecord_id=StockRecord.objects.get().pk, quantity=1) is False
    assert allocate_stock(stockrecord_id=10**12, quantity=1) is False
