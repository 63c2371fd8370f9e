"""What a stall types about delivery: one block of fields for each zone, and one for collecting."""

from collections.abc import Iterator
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.core.forms import FloorForm
from marketplace.core.numbers import DongField
from marketplace.places.models import Province
from marketplace.stalls.enums import ShippingWay, ShippingZone
from marketplace.stalls.models import ShippingRate, Stall
from marketplace.stalls.shipping.rates import Rate
from marketplace.stalls.shipping.zones import current_zones, provinces_of_zones

_MOST_DONG: Final = 100_000_000
_MOST_DAYS: Final = 60
# What a zone that the stall goes to has to say.
_ASKED: Final = ("charge", "days_min", "days_max")


def _dong(label: Any) -> DongField:
    return DongField(label=label, required=False, min_value=0, max_value=_MOST_DONG)


def _days(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=0, max_value=_MOST_DAYS)


class DeliveryForm(FloorForm):
    """Every zone that the stall goes to, and whether goods may be fetched."""

    pickup_on = forms.BooleanField(label=gettext_lazy("Khách đến lấy được, không mất phí"), required=False)
    pickup_place = forms.CharField(
        label=gettext_lazy("Nơi đến lấy"),
        required=False,
        max_length=160,
        help_text=gettext_lazy("Để trống là tại địa chỉ gian hàng."),
    )
    pickup_hours = forms.CharField(
        label=gettext_lazy("Giờ đến lấy"),
        required=False,
        max_length=120,
        help_text=gettext_lazy("Ví dụ: 7 giờ đến 17 giờ, trừ Chủ nhật."),
    )
    pickup_days = _days(gettext_lazy("Hàng sẵn sau mấy ngày"))

    def __init__(self, data: Any = None, *, stall: Stall) -> None:
        rates = list(ShippingRate.objects.filter(stall=stall).order_by("pk"))
        super().__init__(data, initial=_initial(rates))
        zones, covered = current_zones(), provinces_of_zones()
        for zone in ShippingZone:
            self.fields[f"{zone}_on"] = forms.BooleanField(
                label=_("Giao %(zone)s") % {"zone": zones.name_of(zone)},
                required=False,
                help_text=_places(zone, covered[zone]),
            )
            self.fields[f"{zone}_charge"] = _dong(_("Phí giao (đồng)"))
            self.fields[f"{zone}_free_from"] = _dong(_("Miễn phí cho đơn từ (đồng)"))
            self.fields[f"{zone}_days_min"] = _days(_("Sớm nhất (ngày)"))
            self.fields[f"{zone}_days_max"] = _days(_("Chậm nhất (ngày)"))
            # Whoever ticks the zone has to fill them in: only the field cannot know it.
            for name in _ASKED:
                self.fields[f"{zone}_{name}"].is_asked_later = True  # type: ignore[attr-defined]  # the template asks

    def zones(self) -> Iterator[tuple[forms.BoundField, list[forms.BoundField]]]:
        """Return each zone's box and the fields under it."""
        for zone in ShippingZone:
            names = ("charge", "free_from", "days_min", "days_max")
            yield self[f"{zone}_on"], [self[f"{zone}_{name}"] for name in names]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for zone in ShippingZone:
            if cleaned.get(f"{zone}_on"):
                self._check_zone(zone, cleaned)
        if not cleaned.get("pickup_on") and not any(cleaned.get(f"{zone}_on") for zone in ShippingZone):
            self.add_error(None, _("Chọn ít nhất một cách giao, nếu không khách chưa đặt được."))
        return cleaned

    def _check_zone(self, zone: ShippingZone, cleaned: dict[str, Any]) -> None:
        for name, words in (
            ("charge", _("Ghi phí giao, miễn phí thì ghi 0.")),
            ("days_min", _("Ghi số ngày sớm nhất khách nhận được.")),
            ("days_max", _("Ghi số ngày chậm nhất khách nhận được.")),
        ):
            field = f"{zone}_{name}"
            if cleaned.get(field) is None and field not in self.errors:
                self.add_error(field, words)
        first, last = cleaned.get(f"{zone}_days_min"), cleaned.get(f"{zone}_days_max")
        if first is not None and last is not None and first > last:
            self.add_error(f"{zone}_days_max", _("Ngày chậm nhất không thể trước ngày sớm nhất."))

    def rates(self) -> list[Rate]:
        """Return what was typed as the stall's rates."""
        cleaned = self.cleaned_data
        rates = [
            Rate(
                way=ShippingWay.DELIVERY,
                zone=zone,
                charge=cleaned[f"{zone}_charge"],
                free_from=cleaned[f"{zone}_free_from"],
                days_min=cleaned[f"{zone}_days_min"],
                days_max=cleaned[f"{zone}_days_max"],
            )
            for zone in ShippingZone
            if cleaned[f"{zone}_on"]
        ]
        if cleaned["pickup_on"]:
            days = cleaned["pickup_days"] or 0
            rates.append(
                Rate(
                    way=ShippingWay.PICKUP,
                    zone=ShippingZone.PROVINCE,
                    charge=0,
                    days_min=days,
                    days_max=days,
                    pickup_place=cleaned["pickup_place"],
                    pickup_hours=cleaned["pickup_hours"],
                )
            )
        return rates


def _places(zone: ShippingZone, covered: list[Province]) -> str:
    """Return what a zone takes in: a long rest is not told one by one."""
    if zone == ShippingZone.NATION:
        return _("Các tỉnh, thành phố còn lại.")
    return ", ".join(one.short_name for one in covered)


def _initial(rates: list[ShippingRate]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for rate in rates:
        if rate.way == ShippingWay.PICKUP:
            values |= {
                "pickup_on": True,
                "pickup_place": rate.pickup_place,
                "pickup_hours": rate.pickup_hours,
                "pickup_days": rate.days_max,
            }
        else:
            values |= {
                f"{rate.zone}_on": True,
                f"{rate.zone}_charge": rate.charge,
                f"{rate.zone}_free_from": rate.free_from,
                f"{rate.zone}_days_min": rate.days_min,
                f"{rate.zone}_days_max": rate.days_max,
            }
    return values
