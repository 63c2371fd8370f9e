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


class Capability(models.TextChoices):
    """One thing that somebody may do at the desk of a stall; ``members.MAY`` says which role may."""

    SEE_DESK = "see_desk", _("xem bàn làm việc")
    PACK_ORDERS = "pack_orders", _("xác nhận, đóng gói, giao đơn")
    CANCEL_ORDERS = "cancel_orders", _("hủy đơn, nhận hàng trả")
    SET_STOCK = "set_stock", _("sửa số còn")
    SET_PRICES = "set_prices", _("sửa giá")
    EDIT_LISTINGS = "edit_listings", _("soạn mặt hàng, gửi duyệt")
    SET_DELIVERY = "set_delivery", _("đặt phí giao hàng, ngày nghỉ")
    SEE_MONEY = "see_money", _("xem tiền hàng, thống kê")
    SEE_FACTS = "see_facts", _("xem hồ sơ, giấy tờ")
    EDIT_FACTS = "edit_facts", _("sửa hồ sơ, gửi giấy tờ")
    MANAGE_MEMBERS = "manage_members", _("mời và cho người thôi việc")
    CLOSE_STALL = "close_stall", _("đóng hẳn gian hàng")


class ShippingZone(models.TextChoices):
    """How far a parcel goes from the floor's province."""

    PROVINCE = "province", _("trong tỉnh")
    REGION = "region", _("miền Trung")
    NATION = "nation", _("toàn quốc")


class ShippingWay(models.TextChoices):
    """How the goods reach the buyer."""

    DELIVERY = "delivery", _("Giao tận nơi")
    PICKUP = "pickup", _("Đến lấy tại gian hàng")
