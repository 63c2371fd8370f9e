"""How often the stall's goods were looked at, by day and by product: counts, never who looked."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.db.models import QuerySet, Sum

from marketplace.shop.catalogue.view_models import DailyViews
from marketplace.shop.catalogue.viewing import views_between
from marketplace.stalls.models import Stall

_MOST_ROWS: Final = 200


@dataclass(frozen=True, slots=True)
class DayViews:
    """One day; a day on which nobody looked is a day with nothing, not a gap."""

    day: dt.date
    views: int


@dataclass(frozen=True, slots=True)
class ProductViews:
    """A product and how often it was looked at."""

    title: str
    views: int


def views_by_day(stall: Stall, first: dt.date, last: dt.date) -> list[DayViews]:
    """Return every day from ``first`` to ``last``."""
    found = _of(stall, first, last).values("day").annotate(count=Sum("views")).order_by("day")
    known = {row["day"]: row["count"] for row in found}
    days = (first + dt.timedelta(days=number) for number in range((last - first).days + 1))
    return [DayViews(day, known.get(day, 0)) for day in days]


def views_by_product(stall: Stall, first: dt.date, last: dt.date) -> list[ProductViews]:
    """Return what was looked at most first."""
    found = (
        _of(stall, first, last)
        .values("product", "product__title")
        .annotate(count=Sum("views"))
        .order_by("-count", "product__title")[:_MOST_ROWS]
    )
    return [ProductViews(row["product__title"], row["count"]) for row in found]


def _of(stall: Stall, first: dt.date, last: dt.date) -> QuerySet[DailyViews]:
    return views_between(first, last).filter(product__stall=stall)
