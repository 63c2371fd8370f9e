"""Reading places, in the order in which people look for them."""

from django.conf import settings

from marketplace.places.models import Province, Ward
from marketplace.places.sorting import alphabetical


def provinces() -> list[Province]:
    """Return every province: the floor's own first, then by the alphabet."""
    return sorted(
        Province.objects.all(),
        key=lambda province: (province.code != settings.PROVINCE_CODE, alphabetical(province.short_name)),
    )


def wards_of(*, province_code: str) -> list[Ward]:
    """Return the communes of a province by the alphabet, or nothing for a code that is none."""
    wards = Ward.objects.filter(province__code=province_code)
    return sorted(wards, key=lambda ward: alphabetical(ward.short_name))


def find_ward(*, code: str) -> Ward | None:
    """Return the commune with this official code, and its province."""
    return Ward.objects.select_related("province").filter(code=code).first()


def find_ward_by_name(*, province_name: str, ward_name: str) -> Ward | None:
    """Return the commune that a written address names."""
    return (
        Ward.objects.select_related("province").filter(province__name=province_name, name=ward_name).first()
    )
