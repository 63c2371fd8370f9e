"""Where the shopper wants the goods: a commune, or the province while the commune is not said yet."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from marketplace.core.caching.keeping import Kept
from marketplace.places.models import Province, Ward
from marketplace.places.selectors import find_ward, provinces, wards_of

PARAMETER = "giao-toi"
_CODE = re.compile(r"[0-9]{2}(?:[0-9]{3})?", re.ASCII)
_MOST_VALUES = 4
KEEP_SECONDS = 3600

_provinces: Kept[list[Province]] = Kept(1)


@dataclass(frozen=True, slots=True)
class Place:
    """A place that exists. ``code`` is its own: of the commune where one is chosen, else of the province."""

    code: str
    province_code: str
    name: str


def read_place(values: Sequence[str]) -> Place | None:
    """Return the place that an address names. A commune of another province than the one beside it is none."""
    codes = [value for value in values[:_MOST_VALUES] if _CODE.fullmatch(value)]
    chosen = {code for code in codes if len(code) == 2}  # noqa: PLR2004 - a province's code has two digits
    for code in codes:
        ward = find_ward(code=code) if code not in chosen else None
        if ward is not None and chosen <= {ward.province.code}:
            return Place(ward.code, ward.province.code, ward.name)
    province = Province.objects.filter(code__in=chosen).first() if chosen else None
    return Place(province.code, province.code, province.short_name) if province else None


def province_of(code: str) -> str:
    """Return the code of the province in which a commune lies, or that a code is itself; nothing for neither."""
    found = Ward.objects.filter(code=code).values_list("province__code", flat=True).first()
    return found or (code if Province.objects.filter(code=code).exists() else "")


def known_provinces() -> list[Province]:
    """Return every province, the floor's own first; a process asks once an hour, for they change by law only."""
    return _provinces.get("all", provinces, seconds=KEEP_SECONDS)


def communes_of(place: Place) -> list[Ward]:
    """Return the communes among which somebody chooses next."""
    return wards_of(province_code=place.province_code)
