"""Telling officers that a request to take goods down is running late: once at each mark of its clock."""

from django.contrib.auth.models import Permission
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from marketplace.accounts.models import User
from marketplace.notifications.services import NewMessage, queue_messages
from marketplace.oversight.clocks import clocks_in_force, read_clock
from marketplace.oversight.models import TakeDown
from marketplace.oversight.selectors import waiting_take_downs
from marketplace.oversight.takedowns import PERMISSION


def remind_of_clocks() -> int:
    """Write one message to every officer for each mark that has passed since; return how many requests were due."""
    clock = clocks_in_force().get("take-down")
    now = timezone.now()
    told = 0
    for take_down in waiting_take_downs():
        reading = read_clock(clock, take_down.received_at, now=now)
        if reading is None or reading.warned_hours <= take_down.warned_hours:
            continue
        with transaction.atomic():
            # One conditional UPDATE: two workers do not remind twice.
            moved = TakeDown.objects.filter(pk=take_down.pk, warned_hours__lt=reading.warned_hours).update(
                warned_hours=reading.warned_hours
            )
            if moved:
                queue_messages(
                    _letters(
                        take_down, reading.warned_hours, is_overdue=now >= reading.due_at, words=reading.words
                    )
                )
                told += 1
    return told


def _letters(take_down: TakeDown, hours: int, *, is_overdue: bool, words: str) -> list[NewMessage]:
    return [
        NewMessage(
            key=f"take_down_clock:{take_down.pk}:{hours}:{officer.pk}",
            kind="take_down_clock",
            recipient=officer.email,
            context={
                "title": take_down.listing.title,
                "stall_name": take_down.listing.stall.name,
                "hours": hours,
                "is_overdue": is_overdue,
                "left": words,
                "path": reverse("oversight_office:take_down", kwargs={"pk": take_down.pk}),
            },
        )
        for officer in _officers()
    ]


def _officers() -> list[User]:
    """Return who may decide, by group or by hand."""
    app_label, _dot, codename = PERMISSION.partition(".")
    named = {"codename": codename, "content_type__app_label": app_label}
    right = Permission.objects.filter(**named)
    may = Q(groups__permissions__in=right) | Q(user_permissions__in=right)
    return list(User.objects.filter(may, is_active=True).distinct().order_by("pk"))
