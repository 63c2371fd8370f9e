"""What the law and the department ask of a stall, as dated rows with their citation and how sure they are.

The department edits and confirms them in the back office; no rate, deadline, field or paper stands in code.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.core.rules import Basis, Reason, Rule
from marketplace.stalls.enums import Fact, ReasonScope, StallKind


class FactRule(Rule):
    """That a stall of this kind has to state a fact."""

    kind = models.CharField(_("loại gian hàng"), max_length=12, choices=StallKind.choices)
    fact = models.CharField(_("thông tin phải có"), max_length=24, choices=Fact.choices)

    class Meta:
        verbose_name = _("thông tin phải có")
        verbose_name_plural = _("thông tin phải có")
        ordering = ("kind", "pk")
        constraints = (models.UniqueConstraint(fields=("kind", "fact", "valid_from"), name="one_fact_rule"),)

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.get_fact_display()}"


class DocumentRule(Rule):
    """One line of the checklist of papers of a kind of stall."""

    kind = models.CharField(_("loại gian hàng"), max_length=12, choices=StallKind.choices)
    code = models.SlugField(_("mã"), max_length=40)
    name = models.CharField(_("tên giấy tờ"), max_length=160)
    hint = models.CharField(_("lời dặn"), max_length=300, blank=True)
    is_required = models.BooleanField(_("bắt buộc"), default=False)
    asks_expiry = models.BooleanField(_("hỏi ngày hết hạn"), default=False)
    keeps_file = models.BooleanField(
        _("giữ tệp sau khi quyết định"),
        default=True,
        help_text=_("Bỏ dấu với giấy tờ tùy thân: sau quyết định chỉ giữ tên, hạn và dấu vân tay của tệp."),
    )
    position = models.PositiveSmallIntegerField(_("thứ tự"), default=0)

    class Meta:
        verbose_name = _("giấy tờ cần nộp")
        verbose_name_plural = _("giấy tờ cần nộp")
        ordering = ("kind", "position", "pk")
        constraints = (
            models.UniqueConstraint(fields=("kind", "code", "valid_from"), name="one_document_rule"),
        )

    def __str__(self) -> str:
        return self.name


class DecisionReason(Reason):
    """Words that an officer chooses instead of typing them; the stall reads ``text``."""

    scope = models.CharField(_("dùng khi"), max_length=10, choices=ReasonScope.choices)
    text = models.CharField(_("lời gửi gian hàng"), max_length=300)


class LegalBasis(Basis):
    """The article on which a stall is suspended, and how many days before it has to be told."""

    notice_days = models.PositiveSmallIntegerField(_("báo trước (ngày)"), default=0)

    class Meta(Basis.Meta):
        verbose_name = _("căn cứ tạm dừng")
        verbose_name_plural = _("căn cứ tạm dừng")


class Bank(models.Model):
    """A bank as VietQR knows it, by its BIN."""

    bin = models.CharField(_("BIN"), max_length=6, unique=True)
    code = models.CharField(_("tên viết tắt"), max_length=30)
    name = models.CharField(_("tên ngân hàng"), max_length=160)
    is_active = models.BooleanField(_("đang dùng"), default=True)

    class Meta:
        verbose_name = _("ngân hàng")
        verbose_name_plural = _("ngân hàng")
        ordering = ("code",)

    def __str__(self) -> str:
        return f"{self.code} ({self.name})"
