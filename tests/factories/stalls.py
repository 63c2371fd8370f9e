"""Stalls for tests. ``StallFactory()`` is an active co-operative in xã Hướng Phùng with rates for all zones."""

from typing import Any

import factory
from factory.django import DjangoModelFactory
from oscar.core.loading import get_model

from marketplace.places.models import Province, Ward
from marketplace.stalls.enums import ShippingWay, ShippingZone, StallKind
from marketplace.stalls.models import ShippingRate, Stall, StallMember


def any_ward() -> Ward:
    """A commune of the floor's own province."""
    # Asked twice for every product of the suite: one question where it is there.
    found = Ward.objects.select_related("province").filter(code="19441").first()
    if found is not None:
        return found
    province, _ = Province.objects.get_or_create(
        code="44", defaults={"name": "tỉnh Quảng Trị", "short_name": "Quảng Trị"}
    )
    return Ward.objects.create(
        code="19441", name="xã Hướng Phùng", short_name="Hướng Phùng", province=province
    )


class PartnerFactory(DjangoModelFactory[Any]):
    class Meta:
        model = get_model("partner", "Partner")

    name = factory.Sequence(lambda n: f"Gian hàng {n}")
    code = factory.Sequence(lambda n: f"gian-hang-{n}")


class StallFactory(DjangoModelFactory[Stall]):
    class Meta:
        model = Stall
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"HTX Đồi Sương {n}")
    slug = factory.Sequence(lambda n: f"htx-doi-suong-{n}")
    partner = factory.SubFactory(
        PartnerFactory, name=factory.SelfAttribute("..name"), code=factory.SelfAttribute("..slug")
    )
    kind = StallKind.COOPERATIVE
    representative = "Hồ Văn Thành"
    tax_code = "3299000001"
    registration_no = "44HTX00001"
    street = "Thôn Xa Ry"
    ward = factory.LazyFunction(any_ward)
    phone = "0900044001"
    email = factory.LazyAttribute(lambda stall: f"{stall.slug}@example.vn")
    bank_bin = "970415"
    bank_number = "004400000001"
    bank_holder = "HTX DOI SUONG"
    tagline = "Rang từng mẻ nhỏ"
    story = "Sáng nào sương cũng xuống tới hàng rào."
    selling_since = 2019

    @factory.post_generation
    def rates(self: Any, create: bool, extracted: Any, **_: Any) -> None:  # noqa: FBT001 - factory_boy's signature
        """Delivery everywhere, unless ``rates=[]`` asks for none."""
        if not create or extracted is not None:
            return
        ShippingRate.objects.bulk_create(
            ShippingRate(stall=self, way=ShippingWay.DELIVERY, zone=zone, charge=charge)
            for zone, charge in zip(ShippingZone.values, (18_000, 26_000, 36_000), strict=True)
        )


class StallMemberFactory(DjangoModelFactory[StallMember]):
    class Meta:
        model = StallMember

    stall = factory.SubFactory(StallFactory)
