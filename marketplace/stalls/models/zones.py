"""How far goods go, in the department's words: which provinces count as near, and what each zone is called."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.stalls.enums import ShippingZone


class DeliveryZone(models.Model):
    """One zone of stalls' rates; every floor has the three of the code, no more and no fewer.

    ``provinces`` are of the near zone alone: the own province is what the floor is for, and the last zone
    is whatever is left. So no province can lie in two zones, or in none.
    """

    zone = models.CharField(
        _("loại vùng"), max_length=10, choices=ShippingZone.choices, unique=True, editable=False
    )
    name = models.CharField(
        _("tên vùng"),
        max_length=60,
        help_text=_("Đứng sau chữ «Giao» ở bảng phí của gian hàng, như «Giao miền Trung»."),
    )
    name_en = models.CharField(
        _("tên tiếng Anh"),
        max_length=60,
        blank=True,
        help_text=_("Để trống thì trang tiếng Anh dùng tên trên."),
    )
    provinces = models.ManyToManyField(
        "places.Province", verbose_name=_("tỉnh, thành phố"), blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("vùng giao hàng")
        verbose_name_plural = _("vùng giao hàng")
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.name
