"""What a stall sold and was paid, by day, product and commune. Days are days in Vietnam.

Sold is what was ordered and not given up: a part that was cancelled or came back counts nowhere. Money
is what attempts say: collected, or still to come.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.translation import gettext as _
from oscar.core.loading import get_model

from marketplace.core.money import to_dong
from marketplace.fulfilment.enums import StallOrderState
from marketplace.fulfilment.models import StallOrder
from marketplace.stalls.models import Stall
from payments.models import Attempt

Line = get_model("order", "Line")
_ENDED: Final = (StallOrderState.CANCELLED, StallOrderState.RETURNED)
_MOST_ROWS: Final = 200


@dataclass(frozen=True, slots=True)
class DaySales:
    """One day; a day without an order is a day with nothing, not a gap."""

    day: dt.date
    orders: int
    amount: int


@dataclass(frozen=True, slots=True)
class Share:
    """A product or a commune and what it brought."""

    name: str
    count: int
    amount: int


@dataclass(frozen=True, slots=True)
class Money:
    """What the stall was paid in a month, and what is still to come."""

    collected: int
    due: int


def sold_parts(stall: Stall, first: dt.date, last: dt.date) -> QuerySet[StallOrder]:
    """Return the parts of these days that were not given up."""
    zone = timezone.get_current_timezone()
    return StallOrder.objects.filter(
        stall=stall,
        created_at__gte=dt.datetime.combine(first, dt.time.min, zone),
        created_at__lt=dt.datetime.combine(last + dt.timedelta(days=1), dt.time.min, zone),
    ).exclude(state__in=_ENDED)


def sales_by_day(stall: Stall, first: dt.date, last: dt.date) -> list[DaySales]:
    """Return every day from ``first`` to ``last``."""
    found = (
        sold_parts(stall, first, last)
        .annotate(day=TruncDate("created_at"))
        .values("day")
        .annotate(orders=Count("pk"), amount=Sum(F("goods_total") + F("shipping_charge")))
        .order_by("day")
    )
    known = {row["day"]: DaySales(row["day"], row["orders"], row["amount"]) for row in found}
    days = (first + dt.timedelta(days=number) for number in range((last - first).days + 1))
    return [known.get(day, DaySales(day, 0, 0)) for day in days]


def sales_by_product(stall: Stall, first: dt.date, last: dt.date) -> list[Share]:
    """Return what each product brought, the most first, under the name it was sold by."""
    orders = sold_parts(stall, first, last).values("order")
    rows: Any = (
        Line.objects.filter(order__in=orders, partner=stall.partner_id)
        .values("title")
        .annotate(pieces=Sum("quantity"), amount=Sum("line_price_incl_tax"))
        .order_by("-amount", "title")[:_MOST_ROWS]
    )
    return [Share(row["title"], row["pieces"], to_dong(row["amount"])) for row in rows]


def sales_by_commune(stall: Stall, first: dt.date, last: dt.date) -> list[Share]:
    """Return where the goods went, the most first; what is fetched at the stall is one place."""
    rows = (
        sold_parts(stall, first, last)
        .values("shipping_way", "destination__name", "destination__province__short_name")
        .annotate(orders=Count("pk"), amount=Sum(F("goods_total") + F("shipping_charge")))
        .order_by("-amount", "destination__name")[:_MOST_ROWS]
    )
    return [Share(_place(row), row["orders"], row["amount"]) for row in rows]


def money_of(stall: Stall, *, since: dt.date) -> Money:
    """Return what was collected since a day and what all open parts still owe, in one query."""
    zone = timezone.get_current_timezone()
    start = dt.datetime.combine(since, dt.time.min, zone)
    states = Attempt.State
    sums = Attempt.objects.filter(
        reference__in=StallOrder.objects.filter(stall=stall).values("reference")
    ).aggregate(
        collected=Sum("amount", filter=Q(state=states.CAPTURED, changed_at__gte=start)),
        due=Sum("amount", filter=Q(state__in=(states.CREATED, states.PENDING))),
    )
    return Money(collected=sums["collected"] or 0, due=sums["due"] or 0)


def total(shares: Iterable[DaySales | Share]) -> int:
    """Return the sum in đồng."""
    return sum(share.amount for share in shares)


def _place(row: Mapping[str, Any]) -> str:
    if row["shipping_way"] == "pickup":
        return _("Đến lấy tại gian hàng")
    name, province = row["destination__name"], row["destination__province__short_name"]
    return f"{name}, {province}" if name else _("Không rõ nơi nhận")
