"""A few real units, so that no test needs the whole country (the suite runs without migrations)."""

import factory
from factory.django import DjangoModelFactory

from marketplace.places.models import Province, Ward

PROVINCES = {
    "44": ("tỉnh Quảng Trị", "Quảng Trị"),
    "46": ("thành phố Huế", "Huế"),
    "79": ("thành phố Hồ Chí Minh", "Hồ Chí Minh"),
}
WARDS = {
    "19333": ("44", "phường Đông Hà", "Đông Hà"),
    "19429": ("44", "xã Khe Sanh", "Khe Sanh"),
    "19441": ("44", "xã Hướng Phùng", "Hướng Phùng"),
    "19597": ("44", "xã Cam Lộ", "Cam Lộ"),
    "19742": ("44", "đặc khu Cồn Cỏ", "Cồn Cỏ"),
    "19786": ("46", "phường Thuận Hóa", "Thuận Hóa"),
    "26740": ("79", "phường Sài Gòn", "Sài Gòn"),
}


class ProvinceFactory(DjangoModelFactory[Province]):
    class Meta:
        model = Province
        django_get_or_create = ("code",)

    code = "44"
    name = factory.LazyAttribute(lambda made: PROVINCES.get(made.code, (f"tỉnh {made.code}", ""))[0])
    short_name = factory.LazyAttribute(lambda made: PROVINCES.get(made.code, ("", made.code))[1])


class WardFactory(DjangoModelFactory[Ward]):
    """A commune of the list above by its code; another code makes one that does not exist."""

    class Meta:
        model = Ward
        django_get_or_create = ("code",)

    code = "19333"
    name = factory.LazyAttribute(lambda made: WARDS.get(made.code, ("", f"xã {made.code}", ""))[1])
    short_name = factory.LazyAttribute(lambda made: WARDS.get(made.code, ("", "", made.code))[2])
    province = factory.LazyAttribute(
        lambda made: ProvinceFactory.create(code=WARDS.get(made.code, ("44", "", ""))[0])
    )


def load_few_places() -> dict[str, Ward]:
    """Make the units above and return the communes by code."""
    return {code: WardFactory.create(code=code) for code in WARDS}
