"""A stall says where it sends its goods, for how much, and where they may be fetched.

The whole page is saved at once: a zone that is left out is a zone that the stall no longer goes to.
Orders keep the charge and the days that they were placed with.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from marketplace.core.text import clean_text
from marketplace.stalls.enums import ShippingWay, ShippingZone
from marketplace.stalls.models import ShippingRate, Stall
from marketplace.stalls.services import lock_stall


@dataclass(frozen=True, kw_only=True, slots=True)
class Rate:
    """One way to one zone. Amounts are đồng; collecting at the stall is written under the own province."""

    way: ShippingWay
    zone: ShippingZone
    charge: int
    days_min: int
    days_max: int
    free_from: int | None = None
    pickup_place: str = ""
    pickup_hours: str = ""


@transaction.atomic
def save_rates(*, stall: Stall, rates: Sequence[Rate]) -> None:
    """Make ``rates`` all that the stall offers."""
    lock_stall(stall.pk)
    kept = []
    for rate in rates:
        row, _made = ShippingRate.objects.update_or_create(
            stall=stall,
            way=rate.way,
            zone=rate.zone,
            defaults={
                "charge": rate.charge,
                "free_from": rate.free_from,
                "days_min": rate.days_min,
                "days_max": rate.days_max,
                "pickup_place": clean_text(rate.pickup_place),
                "pickup_hours": clean_text(rate.pickup_hours),
            },
        )
        kept.append(row.pk)
    ShippingRate.objects.filter(stall=stall).exclude(pk__in=kept).delete()
