"""The words that a stall's rows use."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class StallKind(models.TextChoices):
    """Who keeps the stall, in the law's four kinds."""

    INDIVIDUAL = "individual", _("Cá nhân")
    HOUSEHOLD = "household", _("Hộ kinh doanh")
    COOPERATIVE = "cooperative", _("Hợp tác xã")
    COMPANY = "company", _("Doanh nghiệp")


class StallStatus(models.TextChoices):
    """Whether the stall may sell."""

    ACTIVE = "active", _("đang bán")
    SUSPENDED = "suspended", _("bị tạm dừng")


class MemberRole(models.TextChoices):
    """What a person may do for a stall."""

    OWNER = "owner", _("chủ gian hàng")
    MANAGER = "manager", _("quản lý")
    PACKER = "packer", _("người đóng hàng")


class ShippingZone(models.TextChoices):
    """How far a parcel goes from the floor's province."""

    PROVINCE = "province", _("trong tỉnh")
    REGION = "region", _("miền Trung")
    NATION = "nation", _("toàn quốc")


class ShippingWay(models.TextChoices):
    """How the goods reach the buyer."""

    DELIVERY = "delivery", _("Giao tận nơi")
    PICKUP = "pickup", _("Đến lấy tại gian hàng")
