"""The words that a stall's rows use."""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class StallKind(models.TextChoices):
    """Who keeps the stall, in the law's four kinds."""

    INDIVIDUAL = "individual", _("Cá nhân")
    HOUSEHOLD = "household", _("Hộ kinh doanh")
    COOPERATIVE = "cooperative", _("Hợp tác xã")
    COMPANY = "company", _("Doanh nghiệp")


class StallStatus(models.TextChoices):
    """Whether the stall may sell."""

    ACTIVE = "active", pgettext_lazy("stall", "đang bán")
    SUSPENDED = "suspended", _("bị tạm dừng")
    CLOSED = "closed", _("đã đóng")


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
    """How far a parcel goes from the floor's province. What shoppers and stalls call it is ``DeliveryZone.name``."""

    PROVINCE = "province", _("tỉnh của sàn")
    REGION = "region", _("các tỉnh gần")
    NATION = "nation", _("các tỉnh còn lại")


class ShippingWay(models.TextChoices):
    """How the goods reach the buyer."""

    DELIVERY = "delivery", _("Giao tận nơi")
    PICKUP = "pickup", _("Đến lấy tại gian hàng")


class DossierPurpose(models.TextChoices):
    """What a dossier asks for."""

    OPENING = "opening", _("mở gian hàng")
    AMENDMENT = "amendment", _("thay đổi hồ sơ")


class DossierState(models.TextChoices):
    """Where a dossier stands. The last two follow its stall."""

    DRAFT = "draft", _("đang soạn")
    SUBMITTED = "submitted", _("chờ Sở xem")
    CHANGES_REQUESTED = "changes_requested", _("cần bổ sung")
    VERIFIED = "verified", _("đã xác minh")
    REJECTED = "rejected", _("bị từ chối")
    SUSPENDED = "suspended", _("gian hàng bị tạm dừng")
    CLOSED = "closed", _("gian hàng đã đóng")


class DocumentState(models.TextChoices):
    """What the department said of a paper."""

    WAITING = "waiting", _("chờ xem")
    ACCEPTED = "accepted", _("đạt")
    REFUSED = "refused", _("cần bản khác")


class IdentityState(models.TextChoices):
    """Whether it is known that the keeper is who the dossier says."""

    OPEN = "open", _("chưa đối chiếu")
    PROVED = "proved", _("đã đối chiếu")
    REFUSED = "refused", _("không khớp")


class Fact(models.TextChoices):
    """What a kind of stall may have to state; every name is a column of the dossier."""

    LEGAL_NAME = "legal_name", _("tên như đã đăng ký")
    REPRESENTATIVE = "representative", _("người đại diện")
    BIRTH_DATE = "birth_date", _("ngày sinh")
    PERSONAL_ID = "personal_id", _("số định danh cá nhân")
    RESIDENCE = "residence", _("nơi cư trú")
    TAX_CODE = "tax_code", _("mã số thuế")
    REGISTRATION_NO = "registration_no", _("số đăng ký")
    REGISTRATION_DATE = "registration_date", _("ngày đăng ký")
    REGISTRATION_AUTHORITY = "registration_authority", _("nơi cấp")
    STREET = "street", _("số nhà, thôn")
    WARD = "ward", _("xã, phường")
    PHONE = "phone", _("điện thoại")
    EMAIL = "email", _("thư điện tử")
    BANK_BIN = "bank_bin", _("ngân hàng")
    BANK_NUMBER = "bank_number", _("số tài khoản")
    BANK_HOLDER = "bank_holder", _("chủ tài khoản")


# What everybody may state, also where no rule asks for it.
OFFERED_TO_ALL: Final = frozenset(
    {
        Fact.LEGAL_NAME,
        Fact.REPRESENTATIVE,
        Fact.TAX_CODE,
        Fact.STREET,
        Fact.WARD,
        Fact.PHONE,
        Fact.EMAIL,
    }
)


class ReasonScope(models.TextChoices):
    """Where an officer is offered a reason."""

    DOCUMENT = "document", _("giấy tờ chưa đạt")
    CHANGES = "changes", _("yêu cầu bổ sung")
    REJECTION = "rejection", _("từ chối hồ sơ")
    SUSPENSION = "suspension", _("tạm dừng gian hàng")
