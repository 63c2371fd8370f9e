"""A stall is reminded of an order that waited a day: once, and not of what it has seen to."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from marketplace.fulfilment.models import StallOrder
from marketplace.fulfilment.reminders import remind_of_waiting_parts
from marketplace.fulfilment.tasks import remind_stalls
from marketplace.notifications.models import Message
from marketplace.notifications.rendering import render_message
from tests.factories.orders import make_order, move_part, part_of

pytestmark = pytest.mark.django_db


def part_of_age(hours: float, state: str = "new") -> StallOrder:
    part = move_part(part_of(make_order()), state)
    StallOrder.objects.filter(pk=part.pk).update(created_at=timezone.now() - timedelta(hours=hours))
    return part


def reminders() -> list[str]:
    return list(Message.objects.filter(kind="stall_part_waits").values_list("recipient", flat=True))


def test_part_that_waited_a_day_is_told_of_once() -> None:
    part = part_of_age(24.1)
    assert remind_of_waiting_parts() == 1
    assert remind_of_waiting_parts() == 0
    remind_stalls()
    assert reminders() == [part.stall.email]
    part.refresh_from_db()
    assert part.reminded_at is not None


@pytest.mark.parametrize(("seconds", "count"), [(-1, 0), (0, 1), (1, 1)])
def test_reminder_is_due_exactly_when_a_day_is_over(seconds: int, count: int) -> None:
    ordered = datetime.fromisoformat("2026-11-20T23:59:30+07:00")
    part = part_of(make_order())
    StallOrder.objects.filter(pk=part.pk).update(created_at=ordered)
    with time_machine.travel(ordered + timedelta(hours=24, seconds=seconds), tick=False):
        assert remind_of_waiting_parts() == count
        assert remind_of_waiting_parts() == 0
    assert reminders() == [part.stall.email] * count
    if count:
        assert Message.objects.get(kind="stall_part_waits").context["hours"] == 24


@pytest.mark.parametrize(("hours", "state"), [(23.9, "new"), (30, "confirmed"), (30, "cancelled")])
def test_part_that_needs_no_reminder_gets_none(hours: float, state: str) -> None:
    part_of_age(hours, state)
    assert remind_of_waiting_parts() == 0
    assert reminders() == []


def test_reminder_leads_to_the_order_at_the_desk() -> None:
    part = part_of_age(25)
    remind_of_waiting_parts()
    words = render_message(Message.objects.get(kind="stall_part_waits"))
    assert words.subject == f"Đơn {part.number} chờ xác nhận đã 25 giờ"
    assert f"/kenh-ban-hang/don-hang/{part.number}/" in words.text
    assert f"/kenh-ban-hang/don-hang/{part.number}/" in words.html
