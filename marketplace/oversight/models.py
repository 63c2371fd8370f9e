"""Clocks and reasons as dated rows; requests to take goods down; what the public reports."""

import secrets
from typing import Any, ClassVar

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from marketplace.core.rules import Basis, Reason, Rule
from marketplace.oversight.enums import ReasonScope, ReportState, TakeDownSource, TakeDownState

# No vowels, so that no ticket is a word; none that look alike.
_TICKET_LETTERS = "BCDFGHJKMNPQRTVWXYZ23456789"


def new_ticket() -> str:
    """Return a number to say on the telephone; it opens nothing."""
    return "PA-" + "".join(secrets.choice(_TICKET_LETTERS) for _number in range(7))


def new_token() -> str:
    """Return the key of a report's page."""
    return secrets.token_urlsafe(24)


class LegalClock(Rule):
    """How long the department may take, and when it is reminded. A clock acts on nothing by itself."""

    code = models.SlugField(_("mã"), max_length=40)
    name = models.CharField(_("việc"), max_length=160)
    hours = models.PositiveSmallIntegerField(_("thời hạn (giờ)"), validators=[MinValueValidator(1)])
    warn_hours = models.CharField(
        _("nhắc sau (giờ)"), max_length=40, blank=True, help_text=_("Cách nhau bằng dấu phẩy, ví dụ 12, 20.")
    )

    class Meta:
        verbose_name = _("thời hạn")
        verbose_name_plural = _("thời hạn")
        ordering = ("code", "-valid_from", "-pk")

    def __str__(self) -> str:
        return self.name

    @property
    def warnings(self) -> list[int]:
        """The hours after which somebody is reminded, rising."""
        parts = (part.strip() for part in self.warn_hours.split(","))
        return sorted(int(part) for part in parts if part.isdecimal())


class ReviewReason(Reason):
    """Words that an officer, or the public, chooses instead of typing them."""

    scope = models.CharField(_("dùng khi"), max_length=8, choices=ReasonScope.choices)
    text = models.CharField(_("lời"), max_length=240)


class TakeDownBasis(Basis):
    """The article on which goods are taken down."""

    class Meta(Basis.Meta):
        verbose_name = _("căn cứ gỡ hàng")
        verbose_name_plural = _("căn cứ gỡ hàng")


class Report(models.Model):
    """What somebody of the public reports about goods or a stall. Its token opens its page."""

    ticket = models.CharField(_("mã phản ánh"), max_length=16, unique=True, default=new_ticket)
    token = models.CharField(_("khóa"), max_length=40, unique=True, default=new_token)
    listing = models.ForeignKey(
        "listings.Listing",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="reports",
        verbose_name=_("mặt hàng"),
    )
    stall = models.ForeignKey(
        "stalls.Stall", on_delete=models.PROTECT, related_name="reports", verbose_name=_("gian hàng")
    )
    target = models.CharField(_("về"), max_length=160)
    reason = models.ForeignKey(
        ReviewReason, on_delete=models.PROTECT, related_name="reports", verbose_name=_("lý do")
    )
    text = models.TextField(_("kể rõ"), max_length=2000, blank=True)
    picture = models.CharField(_("ảnh"), max_length=200, blank=True)
    picture_digest = models.CharField(_("dấu ảnh"), max_length=64, blank=True)
    email = models.EmailField(_("thư điện tử"), blank=True)
    language = models.CharField(_("ngôn ngữ"), max_length=2, default="vi")
    state = models.CharField(
        _("trạng thái"), max_length=8, choices=ReportState.choices, default=ReportState.WAITING, db_index=True
    )
    received_at = models.DateTimeField(_("nhận lúc"), default=timezone.now, db_index=True)
    answer = models.TextField(_("trả lời"), max_length=2000, blank=True)
    answered_at = models.DateTimeField(_("trả lời lúc"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("người trả lời"),
    )

    objects: ClassVar[models.Manager["Report"]] = models.Manager()

    class Meta:
        verbose_name = _("phản ánh")
        verbose_name_plural = _("phản ánh")
        ordering = ("-received_at", "-pk")
        permissions = (("answer_report", _("Xem và trả lời phản ánh")),)

    def __str__(self) -> str:
        return f"{self.ticket}: {self.target}"


class TakeDown(models.Model):
    """A request to take goods off the shelf, its clock, and what an officer decided. Nothing happens by itself."""

    listing = models.ForeignKey(
        "listings.Listing", on_delete=models.PROTECT, related_name="take_downs", verbose_name=_("mặt hàng")
    )
    source = models.CharField(_("ai yêu cầu"), max_length=10, choices=TakeDownSource.choices)
    report = models.ForeignKey(
        Report,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="take_downs",
        verbose_name=_("phản ánh"),
    )
    basis = models.ForeignKey(
        TakeDownBasis, on_delete=models.PROTECT, related_name="take_downs", verbose_name=_("căn cứ")
    )
    reason = models.TextField(_("lý do"), max_length=1000)
    document_no = models.CharField(_("số văn bản"), max_length=80, blank=True)
    received_at = models.DateTimeField(_("nhận yêu cầu lúc"), db_index=True)
    state = models.CharField(
        _("trạng thái"),
        max_length=8,
        choices=TakeDownState.choices,
        default=TakeDownState.WAITING,
        db_index=True,
    )
    # What was on display when it was taken down: putting it back shows exactly that.
    revision = models.ForeignKey(
        "wagtailcore.Revision", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("người lập"),
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("người quyết định"),
    )
    decided_at = models.DateTimeField(_("quyết định lúc"), null=True, blank=True)
    back_at = models.DateTimeField(_("đưa trở lại lúc"), null=True, blank=True)
    warned_hours = models.PositiveSmallIntegerField(_("đã nhắc ở giờ thứ"), default=0)

    objects: ClassVar[models.Manager["TakeDown"]] = models.Manager()

    class Meta:
        verbose_name = _("yêu cầu gỡ hàng")
        verbose_name_plural = _("yêu cầu gỡ hàng")
        ordering = ("-received_at", "-pk")

    def __str__(self) -> str:
        return f"{self.listing} ({self.get_state_display()})"

    def as_log(self) -> dict[str, Any]:
        """What the log keeps of it."""
        return {"take_down": self.pk, "state": self.state, "basis": str(self.basis), "reason": self.reason}
