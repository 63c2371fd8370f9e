"""The desk's first page: what there is to do, then how it goes. A task is a number, a sentence, a button.

A packer is shown orders and stock; words of officers and money are for those who answer for them.
"""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any, Final

from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from marketplace.core.charts import Chart, bar_chart
from marketplace.desk.access import Desk
from marketplace.desk.home_goods import Goods, read_goods
from marketplace.desk.order_selectors import DeskPart, count_tabs, list_parts, read_parts
from marketplace.desk.sales import DaySales, Money, money_of, sales_by_day
from marketplace.notifications.models import Message
from marketplace.shop.partner.models import StockRecord
from marketplace.stalls.dossiers.selectors import papers_to_renew
from marketplace.stalls.enums import Capability
from marketplace.stalls.messages import TO_PERSON, TO_STALL
from marketplace.stalls.models import DossierDocument, Stall, SuspensionNotice

LOW_STOCK: Final = 5
_SHOWN: Final = 5
# How the kinds of letters begin that go to the keeper of a dossier.
ABOUT_DOSSIER: Final = "stall_dossier_"
_DAYS: Final = 7
_WEEKDAYS: Final = (
    _("T2"),
    _("T3"),
    _("T4"),
    _("T5"),
    _("T6"),
    _("T7"),
    _("CN"),
)


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
    goods: Goods
    papers: tuple[DossierDocument, ...]
    notices: tuple[SuspensionNotice, ...]
    letters: tuple[Message, ...]
    sales: Sales | None
    # Nobody can order from a stall that says no way of delivery.
    lacks_delivery: bool = False
    may_list: bool = False

    @property
    def to_pack(self) -> int:
        """Return how many parts wait to be packed."""
        return self.counts["dong-goi"]

    @property
    def works(self) -> int:
        """Return how many things wait for a hand of the stall."""
        orders = sum(self.counts[tab] for tab in ("cho", "dong-goi", "gui"))
        papers = len(self.papers) + len(self.goods.papers)
        return orders + self.running_count + self.goods.mend_count + papers + self.lacks_delivery

    @property
    def is_new(self) -> bool:
        """Whether there is no listing yet, and this person may write the first."""
        return self.may_list and not self.goods.states


def read_home(desk: Desk) -> ToDo:
    """Return the page of this stall and this person, in a fixed number of queries."""
    stall = desk.stall
    new_parts = read_parts(list_parts(stall, tab="cho")[:_SHOWN])
    running = running_out(stall)
    may_list = desk.may(Capability.EDIT_LISTINGS)
    is_open = not stall.is_closed  # a stall that closed for good is asked for nothing
    return ToDo(
        counts=count_tabs(stall),
        new_parts=tuple(new_parts),
        running=tuple(_running(record) for record in running[:_SHOWN]),
        running_count=running.count(),
        goods=_goods(stall) if may_list else Goods(),
        papers=tuple(papers_to_renew(stall)) if desk.may(Capability.SEE_FACTS) else (),
        notices=tuple(stall.notices.filter(closed_at=None).select_related("basis"))
        if desk.may(Capability.SEE_FACTS)
        else (),
        letters=tuple(letters_to(desk)[:_SHOWN]) if may_list else (),
        sales=_sales(stall) if desk.may(Capability.SEE_MONEY) else None,
        lacks_delivery=is_open and desk.may(Capability.SET_DELIVERY) and not stall.shipping_rates.exists(),
        may_list=is_open and may_list,
    )


def _goods(stall: Stall) -> Goods:
    """Return what there is to say of goods; a stall that closed for good mends and renews nothing."""
    goods = read_goods(stall)
    return replace(goods, to_mend=(), mend_count=0, checked=(), papers=()) if stall.is_closed else goods


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


def letters_to(desk: Desk) -> QuerySet[Message]:
    """Return what the floor wrote about the stall: to its address, to the person at the desk, or about its dossier.

    Addresses change, and a letter stays whose it was: one to the stall calls it by name, one to a person says whom.

    A letter about a dossier goes to its keeper alone, and is read by everyone who may see the stall's facts.

    Two stalls may have one address, so the letter says which stall it is about (law 6); one about the application
    that opened the stall was written before there was any, and says that dossier's number. A letter that opens a
    door is never among them.
    """
    about_stall = Q(kind__startswith="stall_") | Q(kind__startswith="listing_")
    user = desk.member.user
    to_here = Q(context__has_key=TO_STALL) | Q(**{f"context__{TO_PERSON}": user.pk})
    to_here |= Q(recipient__iexact=desk.stall.email) | Q(recipient__iexact=user.email)
    about_dossier = Q(kind__startswith=ABOUT_DOSSIER)
    if desk.may(Capability.SEE_FACTS):
        to_here |= about_dossier
    numbers = [dossier.number for dossier in desk.stall.dossiers.all()]
    is_ours = Q(context__stall_key=desk.stall.pk) | Q(about_dossier, context__number__in=numbers)
    return Message.objects.filter(
        about_stall, to_here, is_ours, is_secret=False, state=Message.State.SENT
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
            str(_("Nay")) if day.day == today else str(_WEEKDAYS[day.day.weekday()]),
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
