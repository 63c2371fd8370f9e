"""The desk's first page: what there is to do, then how it goes. A task is a number, a sentence, a button.

A packer is shown orders and stock; words of officers and money are for those who answer for them.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import TaskState

from marketplace.core.charts import Chart, bar_chart
from marketplace.desk.access import Desk
from marketplace.desk.order_selectors import DeskPart, count_tabs, list_parts, read_parts
from marketplace.desk.sales import DaySales, Money, money_of, sales_by_day
from marketplace.listings.enums import ListingState
from marketplace.listings.models import Listing
from marketplace.listings.selectors import with_state
from marketplace.notifications.models import Message
from marketplace.shop.partner.models import StockRecord
from marketplace.stalls.enums import Capability
from marketplace.stalls.models import Stall

LOW_STOCK: Final = 5
_SHOWN: Final = 5
_DAYS: Final = 7
_WEEKDAYS: Final = ("T2", "T3", "T4", "T5", "T6", "T7", "CN")


@dataclass(frozen=True, slots=True)
class Running:
    """Goods that will soon be sold out."""

    title: str
    unit: str
    left: int


@dataclass(frozen=True, slots=True)
class Sales:
    """The week's bars and the month's money."""

    days: tuple[DaySales, ...]
    chart: Chart
    today: int
    month: int
    best: DaySales
    money: Money


@dataclass(frozen=True, slots=True)
class ToDo:
    """Everything that the page says."""

    counts: dict[str, int]
    new_parts: tuple[DeskPart, ...]
    running: tuple[Running, ...]
    running_count: int
    asked: tuple[Listing, ...]
    listings: dict[str, int]
    letters: tuple[Message, ...]
    sales: Sales | None

    @property
    def to_pack(self) -> int:
        """Return how many parts wait to be packed."""
        return self.counts["dong-goi"]

    @property
    def works(self) -> int:
        """Return how many things wait for a hand of the stall."""
        orders = sum(self.counts[tab] for tab in ("cho", "dong-goi", "gui"))
        return orders + self.running_count + len(self.asked)


def read_home(desk: Desk) -> ToDo:
    """Return the page of this stall and this person, in a fixed number of queries."""
    stall = desk.stall
    new_parts = read_parts(list_parts(stall, tab="cho")[:_SHOWN])
    running = running_out(stall)
    may_list = desk.may(Capability.EDIT_LISTINGS)
    return ToDo(
        counts=count_tabs(stall),
        new_parts=tuple(new_parts),
        running=tuple(_running(record) for record in running[:_SHOWN]),
        running_count=running.count(),
        asked=tuple(asked_to_change(stall)) if may_list else (),
        listings=count_listings(stall) if may_list else {},
        letters=tuple(letters_to(stall)[:_SHOWN]) if may_list else (),
        sales=_sales(stall) if desk.may(Capability.SEE_MONEY) else None,
    )


def running_out(stall: Stall) -> QuerySet[StockRecord]:
    """Return what is on the shelf and nearly or wholly sold out, the least first."""
    records: QuerySet[StockRecord] = (
        StockRecord.objects.filter(partner=stall.partner_id, product__is_public=True)
        .annotate(
            left=Coalesce(F("num_in_stock"), Value(0)) - Coalesce(F("num_allocated"), Value(0)),
        )
        .filter(left__lte=LOW_STOCK)
        .select_related("product", "product__parent")
        .order_by("left", "pk")
    )
    return records


def asked_to_change(stall: Stall) -> list[Listing]:
    """Return the listings that an officer sent back, each with the words that came with it as ``note``."""
    rows = list(
        with_state(Listing.objects.filter(stall=stall, archived_at=None))
        .filter(state=ListingState.CHANGES_REQUESTED)
        .order_by("pk")[:_SHOWN]
    )
    notes: dict[str, Any] = {}
    decided = TaskState.objects.filter(
        Q(status=TaskState.STATUS_REJECTED),
        workflow_state__content_type__app_label="listings",
        workflow_state__object_id__in=[str(row.pk) for row in rows],
    )
    for task in decided.select_related("finished_by", "workflow_state").order_by("finished_at"):
        notes[task.workflow_state.object_id] = task
    for row in rows:
        row.note = notes.get(str(row.pk))  # read by the page beside the listing
    return rows


def count_listings(stall: Stall) -> dict[str, int]:
    """Return how many listings stand in each state."""
    counts: dict[str, int] = {}
    for state in with_state(Listing.objects.filter(stall=stall)).values_list("state", flat=True):
        counts[state] = counts.get(state, 0) + 1
    return counts


def letters_to(stall: Stall) -> QuerySet[Message]:
    """Return what the floor wrote to the stall. A letter that opens a door is never among them."""
    return Message.objects.filter(
        recipient__iexact=stall.email, is_secret=False, state=Message.State.SENT, kind__startswith="stall_"
    ).order_by("-created_at", "-pk")


def _running(record: StockRecord) -> Running:
    product: Any = record.product
    title = product.title or product.parent.title
    return Running(title=title, unit=product.unit, left=max(record.left, 0))


def _sales(stall: Stall) -> Sales:
    today = timezone.localdate()
    first = min(today.replace(day=1), today - dt.timedelta(days=_DAYS - 1))
    all_days = sales_by_day(stall, first, today)
    week = all_days[-_DAYS:]
    points = [
        (
            str(_("Nay")) if day.day == today else _WEEKDAYS[day.day.weekday()],
            day.amount,
            f"{day.amount / 1_000_000:.1f}".replace(".", ",") if day.amount else "",
        )
        for day in week
    ]
    return Sales(
        days=tuple(week),
        chart=bar_chart(points),
        today=week[-1].amount,
        month=sum(day.amount for day in all_days if day.day.month == today.month),
        best=max(week, key=lambda day: day.amount),
        money=money_of(stall, since=today.replace(day=1)),
    )
