"""How stalls keep their word: what is judged, what is not, and of how few nothing is said."""

from datetime import timedelta

import pytest
from django.utils import timezone
from oscar.core.loading import get_model

from marketplace.fulfilment.enums import ActorRole, StallOrderState
from marketplace.fulfilment.figures import DAYS, count_figures, delivered_by_all
from marketplace.fulfilment.models import StallFigures, StallOrder, StallOrderEvent
from marketplace.stalls.enums import ShippingWay
from marketplace.stalls.models import Stall
from tests.factories.orders import make_stall

pytestmark = pytest.mark.django_db

Order = get_model("order", "Order")
State = StallOrderState


def part(
    stall: Stall,
    state: str,
    *,
    days_ago: float,
    arrived_after: float = 0,
    confirmed_after: float | None = None,
    way: str = ShippingWay.DELIVERY,
) -> StallOrder:
    """Store a part that was promised within two days; times are days before now, and days after the order."""
    number = f"{stall.pk}-{StallOrder.objects.count()}"
    # The middle of a day: what is added in half days cannot slip over midnight.
    noon = timezone.localtime().replace(hour=12, minute=0, second=0, microsecond=0)
    placed = noon - timedelta(days=days_ago)
    made = StallOrder.objects.create(
        order=Order.objects.create(
            number=number, total_incl_tax=1, total_excl_tax=1, shipping_incl_tax=0, shipping_excl_tax=0
        ),
        stall=stall,
        number=number,
        reference=number,
        state=state,
        goods_total=1,
        shipping_charge=0,
        shipping_way=way,
        days_max=2,
        created_at=placed,
        changed_at=placed + timedelta(days=arrived_after),
    )
    if confirmed_after is not None:
        StallOrderEvent.objects.create(
            stall_order=made,
            state=State.CONFIRMED,
            at=placed + timedelta(days=confirmed_after),
            role=ActorRole.STALL,
        )
    return made


def counted(stall: Stall) -> tuple[int, ...]:
    return StallFigures.objects.values_list("delivered", "due", "in_time", "waited", "answered").get(
        stall=stall
    )


def test_figures_judge_what_was_promised_and_leave_out_what_was_called_off() -> None:
    stall = make_stall()
    part(
        stall, State.DELIVERED, days_ago=9, arrived_after=2.25, confirmed_after=0.5
    )  # the evening of the last day
    part(
        stall, State.DELIVERED, days_ago=9, arrived_after=2.75, confirmed_after=1.5
    )  # past midnight, and late to say yes
    part(stall, State.SHIPPED, days_ago=9, arrived_after=1, confirmed_after=0.5)  # never came
    part(stall, State.NEW, days_ago=9)  # nobody said anything
    part(stall, State.CANCELLED, days_ago=9)
    part(stall, State.RETURNED, days_ago=9, arrived_after=2, confirmed_after=0.5)
    part(stall, State.DELIVERED, days_ago=9, arrived_after=8, confirmed_after=0.5, way=ShippingWay.PICKUP)
    part(stall, State.CONFIRMED, days_ago=1.5, confirmed_after=0.5)  # its days are not over
    part(stall, State.NEW, days_ago=0)
    part(stall, State.DELIVERED, days_ago=DAYS + 1, arrived_after=1, confirmed_after=0.5)  # long ago
    assert count_figures() == 1
    # delivered, due, in time; waited a day, answered within it
    assert counted(stall) == (3, 4, 1, 7, 5)


@pytest.mark.parametrize(("days_ago", "due"), [(2, 0), (3, 1)])
def test_promise_is_judged_once_its_last_day_is_over(days_ago: int, due: int) -> None:
    stall = make_stall()
    part(stall, State.SHIPPED, days_ago=days_ago)
    count_figures()
    assert counted(stall)[1:3] == (due, 0)


def test_figures_are_counted_anew_and_of_each_stall_apart() -> None:
    mine, other = make_stall(), make_stall()
    late = part(mine, State.NEW, days_ago=9)
    part(other, State.DELIVERED, days_ago=9, arrived_after=1, confirmed_after=0.5)
    assert count_figures() == 2
    assert (counted(mine), counted(other)) == ((0, 1, 0, 1, 0), (1, 1, 1, 1, 1))
    assert delivered_by_all() == 1
    StallOrder.objects.filter(pk=late.pk).update(created_at=timezone.now() - timedelta(days=DAYS + 1))
    assert count_figures() == 1
    assert [row.stall_id for row in StallFigures.objects.all()] == [other.pk]


@pytest.mark.parametrize(("judged", "kept", "said"), [(4, 4, None), (5, 5, 100), (7, 6, 85)])
def test_share_is_rounded_down_and_not_said_of_a_few(judged: int, kept: int, said: int | None) -> None:
    figures = StallFigures(delivered=judged, due=judged, in_time=kept, waited=judged, answered=kept)
    assert (figures.in_time_percent, figures.answered_percent) == (said, said)
    assert figures.is_shown == (judged >= StallFigures.FEWEST)
