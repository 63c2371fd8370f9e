"""The words that a listing's rows use."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ListingState(models.TextChoices):
    """Where a listing stands, told from its rows (``selectors.with_state``); nothing stores it."""

    DRAFT = "draft", _("nháp")
    WAITING = "waiting", _("chờ duyệt")
    CHANGES_REQUESTED = "changes_requested", _("cần sửa")
    REFUSED = "refused", _("bị từ chối")
    ON_SALE = "on_sale", _("đang bán")
    TAKEN_DOWN = "taken_down", _("đã gỡ")
    ARCHIVED = "archived", _("cất kho")


class DecisionKind(models.TextChoices):
    """The three answers of an officer to a submitted revision."""

    APPROVE = "approve", _("Đã duyệt")
    CHANGES = "changes", _("Yêu cầu sửa")
    REJECT = "reject", _("Từ chối")


class PaperKind(models.TextChoices):
    """What a paper of a listing proves."""

    OCOP = "ocop", _("Giấy chứng nhận OCOP")
    LICENCE = "licence", _("Giấy phép kinh doanh mặt hàng")
    DECLARATION = "declaration", _("Bản công bố sản phẩm")
    SAFETY = "safety", _("Giấy an toàn thực phẩm")
    STANDARD = "standard", _("VietGAP, hữu cơ, HACCP, GMP")
    ORIGIN = "origin", _("Giấy tờ nguồn gốc")
    TEST = "test", _("Phiếu kiểm nghiệm")
    OTHER = "other", _("Giấy tờ khác")
