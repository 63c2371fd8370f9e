"""What it costs to bring a stall's goods somewhere, and how long it takes.

A stall asks by zone, counted from the floor's own province. Without a rate for a zone a stall does
not go there; collecting at the stall does not depend on where the shopper lives.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db.models import Min, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.stalls.enums import ShippingWay, ShippingZone
from marketplace.stalls.models import ShippingRate, Stall
from marketplace.stalls.shipping.zones import zone_for

# Django's own Vietnamese names are «Thứ 2»; nobody says so.
_WEEKDAYS: Final = (
    gettext_lazy("thứ Hai"),
    gettext_lazy("thứ Ba"),
    gettext_lazy("thứ Tư"),
    gettext_lazy("thứ Năm"),
    gettext_lazy("thứ Sáu"),
    gettext_lazy("thứ Bảy"),
    gettext_lazy("Chủ nhật"),
)


@dataclass(frozen=True, slots=True)
class ShippingOption:
    """One way in which a stall's goods may come. Amounts are đồng.

    ``charge`` is what is asked now, ``full_charge`` what the rate says, and ``missing_for_free``
    how much more the shopper would have to buy to pay nothing (None where no sum helps). ``place``
    and ``hours`` say where and when to collect; without a place it is the stall's address.
    """

    way: ShippingWay
    zone: ShippingZone
    charge: int
    full_charge: int
    days_min: int
    days_max: int
    missing_for_free: int | None = None
    place: str = ""
    hours: str = ""

    @property
    def is_pickup(self) -> bool:
        """Whether the shopper comes to the stall."""
        return self.way == ShippingWay.PICKUP

    @property
    def first_day(self) -> date:
        """Return the earliest day, counted from today in Vietnam."""
        return timezone.localdate() + timedelta(days=self.days_min)

    @property
    def last_day(self) -> date:
        """Return the latest day."""
        return timezone.localdate() + timedelta(days=self.days_max)

    @property
    def window(self) -> str:
        """Return the days as words: «Thứ Tư 25/11 đến thứ Năm 26/11»."""
        return window_words(self.first_day, self.last_day)


def day_words(day: date) -> str:
    """Return «thứ Tư 25/11», which no line may break in the middle."""
    return f"{_WEEKDAYS[day.weekday()]} {day.day}/{day.month}".replace(" ", "\N{NO-BREAK SPACE}")


def days_words(first: date, last: date) -> str:
    """Return «thứ Tư 25/11 đến thứ Năm 26/11» for within a sentence, or one day where both are the same."""
    if last <= first:
        return day_words(first)
    return _("%(first)s đến %(last)s") % {"first": day_words(first), "last": day_words(last)}


def window_words(first: date, last: date) -> str:
    """Return «Thứ Tư 25/11 đến thứ Năm 26/11», or one day where both are the same."""
    words = days_words(first, last)
    return words[:1].upper() + words[1:]


def shipping_options(
    *, stalls: Iterable[Stall | int], province_code: str, goods_totals: Mapping[int, int]
) -> dict[int, list[ShippingOption]]:
    """Return each stall's ways to ``province_code``, delivery first; one query for all stalls.

    A stall that has no way there has an empty list. ``goods_totals`` is đồng by stall key.
    """
    keys = [stall if isinstance(stall, int) else stall.pk for stall in stalls]
    zone = zone_for(province_code)
    reachable = Q(way=ShippingWay.DELIVERY, zone=zone) | Q(way=ShippingWay.PICKUP)
    rates: dict[tuple[int, str], ShippingRate] = {}
    for rate in ShippingRate.objects.filter(reachable, stall__in=keys).order_by("pk"):
        # A stall may have written its pick-up rate once, or once for each zone.
        if (rate.stall_id, rate.way) not in rates or rate.zone == zone:
            rates[rate.stall_id, rate.way] = rate
    return {
        key: [
            _option(rates[key, way], goods_totals.get(key, 0))
            for way in (ShippingWay.DELIVERY, ShippingWay.PICKUP)
            if (key, way) in rates
        ]
        for key in keys
    }


def lowest_delivery_charge(*, stall: Stall) -> int | None:
    """Return the least, in đồng, that this stall asks for bringing goods anywhere; None where it brings none."""
    rates = ShippingRate.objects.filter(stall=stall, way=ShippingWay.DELIVERY)
    lowest: int | None = rates.aggregate(lowest=Min("charge"))["lowest"]
    return lowest


def _option(rate: ShippingRate, goods_total: int) -> ShippingOption:
    is_free = rate.charge == 0 or (rate.free_from is not None and goods_total >= rate.free_from)
    missing = None if is_free or rate.free_from is None else rate.free_from - goods_total
    return ShippingOption(
        way=ShippingWay(rate.way),
        zone=ShippingZone(rate.zone),
        charge=0 if is_free else rate.charge,
        full_charge=rate.charge,
        days_min=rate.days_min,
        days_max=rate.days_max,
        missing_for_free=missing,
        place=rate.pickup_place,
        hours=rate.pickup_hours,
    )
