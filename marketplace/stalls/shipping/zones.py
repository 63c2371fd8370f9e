"""In which zone a province lies, and what the zones are called: the department's rows, the shipped file where none stands.

The index keeps which zones a stall goes to, never provinces, so it stays right when provinces change their zone.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml
from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import get_language

from marketplace.accounts.roles import edit_rights, let_officers
from marketplace.core.caching.standing import StandingRules
from marketplace.places.models import Province
from marketplace.places.selectors import provinces
from marketplace.stalls.enums import ShippingWay, ShippingZone
from marketplace.stalls.models import DeliveryZone, ShippingRate
from marketplace.stalls.selectors import active_stalls

_DATA: Final = Path(__file__).parent.parent / "data" / "zones.yaml"


@dataclass(frozen=True, slots=True)
class ZoneFacts:
    """What one zone is called, and the codes of the provinces that are named for it: of the near zone alone."""

    name: str
    name_en: str = ""
    provinces: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Zones:
    """The three zones as they stand. Asked for once where many provinces are looked up."""

    facts: Mapping[ShippingZone, ZoneFacts]

    def zone_of(self, province_code: str) -> ShippingZone:
        """Return how far a province lies from the floor's own; what is no province is far."""
        if province_code == settings.PROVINCE_CODE:
            return ShippingZone.PROVINCE
        if province_code in self.facts[ShippingZone.REGION].provinces:
            return ShippingZone.REGION
        return ShippingZone.NATION

    def name_of(self, zone: ShippingZone) -> str:
        """Return what the zone is called in the language of the page, as it stands behind «Giao»."""
        facts = self.facts[zone]
        return (facts.name_en if get_language() == "en" else "") or facts.name


@dataclass(frozen=True, slots=True)
class Reach:
    """How many selling stalls bring goods to each zone, and how many go to one of the two far zones alone."""

    to: Mapping[ShippingZone, int]
    region_alone: int
    nation_alone: int


def zone_for(province_code: str) -> ShippingZone:
    """Return how far ``province_code`` lies from the floor's own province."""
    return current_zones().zone_of(province_code)


def current_zones() -> Zones:
    """Return the zones as they stand."""
    return _standing.get()


def forget_zones() -> None:
    """Ask anew: a row changed."""
    _standing.changed()


def reach_of_stalls() -> Reach:
    """Return how far the stalls that sell go, in one query."""
    goes = {
        f"to_{zone}": Exists(
            ShippingRate.objects.filter(stall=OuterRef("pk"), way=ShippingWay.DELIVERY, zone=zone)
        )
        for zone in ShippingZone
    }
    counts = (
        active_stalls()
        .alias(**goes)
        .aggregate(
            **{zone.value: Count("pk", filter=Q(**{f"to_{zone}": True})) for zone in ShippingZone},
            region_alone=Count("pk", filter=Q(to_region=True, to_nation=False)),
            nation_alone=Count("pk", filter=Q(to_region=False, to_nation=True)),
        )
    )
    return Reach(
        {zone: counts[zone.value] for zone in ShippingZone}, counts["region_alone"], counts["nation_alone"]
    )


def provinces_of_zones() -> dict[ShippingZone, list[Province]]:
    """Return every province under the zone in which it lies, by the alphabet."""
    zones = current_zones()
    found: dict[ShippingZone, list[Province]] = {zone: [] for zone in ShippingZone}
    for one in provinces():
        found[zones.zone_of(one.code)].append(one)
    return found


def load_zones(apps: Any) -> None:
    """Write a row for each zone that has none, and let officers change them. Idempotent.

    Takes the registry of models as an argument, so that a migration and a test build the same thing.
    """
    model = apps.get_model("stalls", "DeliveryZone")
    known = apps.get_model("places", "Province").objects
    for zone, facts in _shipped().items():
        row, is_new = model.objects.get_or_create(
            zone=zone.value, defaults={"name": facts.name, "name_en": facts.name_en}
        )
        if is_new and facts.provinces:
            row.provinces.set(known.filter(code__in=facts.provinces))
    let_officers(apps, edit_rights("stalls", "deliveryzone", "vùng giao hàng", ("change", "view")))


def read_rows() -> Iterable[DeliveryZone]:
    """Return the department's rows, each with its provinces."""
    return DeliveryZone.objects.prefetch_related("provinces")


def _read() -> Zones:
    rows = {
        ShippingZone(row.zone): ZoneFacts(
            row.name, row.name_en, frozenset(one.code for one in row.provinces.all())
        )
        for row in read_rows()
    }
    return Zones({**_shipped(), **rows})


_standing: Final = StandingRules("zones", _read)


def _shipped() -> dict[ShippingZone, ZoneFacts]:
    """Return the zones of the file, the near one being the part of the country around the floor's province."""
    data = _file()
    home = settings.PROVINCE_CODE
    around = next((one for one in data["regions"] if home in one["provinces"]), data["elsewhere"])
    near = frozenset(around["provinces"]) - {home}
    return {
        ShippingZone.PROVINCE: ZoneFacts(**data["province"]),
        ShippingZone.REGION: ZoneFacts(around["name"], around["name_en"], near),
        ShippingZone.NATION: ZoneFacts(**data["nation"]),
    }


@cache
def _file() -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load(_DATA.read_text(encoding="utf-8"))
    return data
