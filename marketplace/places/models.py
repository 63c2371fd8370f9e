"""Provinces and communes as they stand since July 2025: two tiers, no district.

The official codes are natural keys. They change with every reform, so they are never primary keys.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Province(models.Model):
    """A province or a city under the central government."""

    code = models.CharField(_("mã"), max_length=2, unique=True)
    name = models.CharField(_("tên"), max_length=80, help_text=_("Có cả cấp: «tỉnh Quảng Trị»."))
    short_name = models.CharField(_("tên gọi"), max_length=80)

    class Meta:
        verbose_name = _("tỉnh, thành phố")
        verbose_name_plural = _("tỉnh, thành phố")
        ordering = ("short_name",)

    def __str__(self) -> str:
        return self.name


class Ward(models.Model):
    """A commune, ward or special zone."""

    code = models.CharField(_("mã"), max_length=5, unique=True)
    name = models.CharField(_("tên"), max_length=120, help_text=_("Có cả cấp: «xã Cam Lộ»."))
    short_name = models.CharField(_("tên gọi"), max_length=120)
    province = models.ForeignKey(
        Province, on_delete=models.PROTECT, related_name="wards", verbose_name=_("tỉnh")
    )

    class Meta:
        verbose_name = _("xã, phường")
        verbose_name_plural = _("xã, phường")
        ordering = ("province", "short_name")
        constraints = (models.UniqueConstraint(fields=("province", "name"), name="ward_name_in_province"),)

    def __str__(self) -> str:
        return self.name
