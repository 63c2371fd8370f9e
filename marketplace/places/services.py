"""Loading the official list of provinces and communes, and the one country that they lie in.

Running it again renames and adds, never deletes: addresses and stalls may stand on a unit that
a reform has ended.
"""

import unicodedata
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from oscar.core.loading import get_model
from vietnam_provinces import Province as OfficialProvince
from vietnam_provinces import VietNamDivisionType
from vietnam_provinces import Ward as OfficialWard

from marketplace.places.models import Province, Ward

BATCH = 500
# A city under the central government is written «thành phố», whatever the list adds to that.
_LEVELS = {VietNamDivisionType.THANH_PHO_TRUNG_UONG: "thành phố"}


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many units the official list holds."""

    provinces: int
    wards: int


@transaction.atomic
def load_places(*, province_model: Any = Province, ward_model: Any = Ward) -> Loaded:
    """Write the official list; a migration hands over the models of its time."""
    provinces = []
    for unit in OfficialProvince.iter_all():
        name, short_name = _names(unit.name, unit.division_type)
        provinces.append(province_model(code=f"{unit.code:02d}", name=name, short_name=short_name))
    province_model.objects.bulk_create(
        provinces, update_conflicts=True, unique_fields=["code"], update_fields=["name", "short_name"]
    )
    keys = dict(province_model.objects.values_list("code", "pk"))
    wards = []
    for ward in OfficialWard.iter_all():
        name, short_name = _names(ward.name, ward.division_type)
        province_id = keys[f"{ward.province_code:02d}"]
        wards.append(
            ward_model(code=f"{ward.code:05d}", name=name, short_name=short_name, province_id=province_id)
        )
    ward_model.objects.bulk_create(
        wards,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name", "short_name", "province"],
    )
    return Loaded(provinces=len(provinces), wards=len(wards))


def _names(official: str, division: VietNamDivisionType) -> tuple[str, str]:
    """Return «tỉnh Quảng Trị» and «Quảng Trị»: the list writes the level in capitals, or not at all."""
    level = _LEVELS.get(division, division.value)
    whole = " ".join(unicodedata.normalize("NFC", official).split())
    short = whole[len(level) :].strip() if whole.lower().startswith(f"{level} ") else whole
    return f"{level} {short}", short


def viet_nam() -> Any:
    """Return the one country that the floor delivers to, as Oscar's addresses want it."""
    country, _created = get_model("address", "Country").objects.get_or_create(
        iso_3166_1_a2="VN",
        defaults={
            "iso_3166_1_a3": "VNM",
            "iso_3166_1_numeric": "704",
            "printable_name": "Việt Nam",
            "name": "Việt Nam",
            "is_shipping_country": True,
        },
    )
    return country
