"""The words of rules and findings."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class RuleKind(models.TextChoices):
    """What a rule's words are about."""

    GOODS = "goods", _("hàng cấm, hàng có điều kiện")
    CLAIM = "claim", _("lời quảng cáo")
    PAPER = "paper", _("lời cần giấy chứng nhận")
    CONTACT = "contact", _("liên hệ ngoài sàn")


class Act(models.TextChoices):
    """What a rule asks for. The check itself never refuses: an officer does."""

    REFUSE = "refuse", _("không được bán, không được nói")
    LICENCE = "licence", _("cần giấy phép, giấy chứng nhận")
    WARN = "warn", _("nên xem")


class Paper(models.TextChoices):
    """The paper that a word asks for."""

    NONE = "", _("không hỏi")
    OCOP = "ocop", _("giấy chứng nhận OCOP")
    CERTIFICATE = "certificate", _("giấy chứng nhận khác")


class FindingKind(models.TextChoices):
    """What the check found."""

    GOODS = "goods", _("Hàng cấm, hàng có điều kiện")
    CLAIM = "claim", _("Lời quảng cáo")
    CONTACT = "contact", _("Liên hệ, đường dẫn trong lời tả")
    TITLE = "title", _("Trùng tên")
    PICTURE = "picture", _("Trùng ảnh")
    SMALL_PICTURE = "small_picture", _("Ảnh nhỏ")
    PRICE = "price", _("Giá lạ")
    PAPER = "paper", _("Giấy chứng nhận")
    FAULT = "fault", _("Chưa soi được")


class Saying(StrEnum):
    """Which sentence of the check a finding says; the sentences stand in ``sayings``."""

    UNMARKED = "unmarked"
    OTHER_GROUP = "other_group"
    CONTACT = "contact"
    OCOP_ENDED = "ocop_ended"
    OCOP_ENDS = "ocop_ends"
    OTHER_STARS = "other_stars"
    PAPER_ENDED = "paper_ended"
    PAPER_ENDS = "paper_ends"
    OWN_TITLE = "own_title"
    FOREIGN_TITLE = "foreign_title"
    SMALL_PICTURE = "small_picture"
    OWN_PICTURE = "own_picture"
    FOREIGN_PICTURE = "foreign_picture"
    LOW_PRICE = "low_price"
    HIGH_PRICE = "high_price"
    FAULT = "fault"


class Severity(models.TextChoices):
    """How hard an officer should look. Neither decides."""

    MUST = "must", _("phải xem")
    SHOULD = "should", _("nên xem")


class CheckState(models.TextChoices):
    """Where a check stands."""

    WAITING = "waiting", _("chưa soi")
    DONE = "done", _("đã soi")
    FAILED = "failed", _("không soi được")
