"""What stands around a listing and is no part of its revisions: remarks, prices of the past, work in hand."""

from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from marketplace.core.rules import Rule
from marketplace.listings.enums import DecisionKind
from marketplace.listings.labels.shipped import known_fields


class ReviewDecision(models.Model):
    """What an officer decided at one stage: Wagtail's task calls a refusal and asked changes both «rejected».

    Who and when stand on the task, remarks on fields are rows of their own. ``reasons`` are pairs of code and
    text as it read that day; ``on_display`` tells whether the goods were on the shelf when it was decided.
    """

    task_state = models.OneToOneField(
        "wagtailcore.TaskState",
        on_delete=models.CASCADE,
        related_name="decision",
        verbose_name=_("lần duyệt"),
    )
    kind = models.CharField(_("quyết định"), max_length=8, choices=DecisionKind.choices)
    reasons = models.JSONField(_("lý do có sẵn"), default=list, blank=True)
    words = models.TextField(_("lời của cán bộ"), blank=True)
    on_display = models.BooleanField(_("lúc đó đang trên kệ"), default=False)

    class Meta:
        verbose_name = _("quyết định duyệt")
        verbose_name_plural = _("các quyết định duyệt")

    def __str__(self) -> str:
        return f"{self.task_state_id}: {self.get_kind_display()}"


class ListingRemark(models.Model):
    """What an officer says about one field of a submitted revision. Wagtail's comments are for pages only.

    ``field`` is a name of the listing's form: ``title``, ``pictures``, ``variants``, ``papers``, a field
    of the OCOP certificate, or a key of the label. Submitting again resolves what was open.
    """

    listing = models.ForeignKey("listings.Listing", on_delete=models.CASCADE, related_name="remarks")
    task_state = models.ForeignKey("wagtailcore.TaskState", on_delete=models.CASCADE, related_name="+")
    field = models.CharField(_("mục"), max_length=40)
    text = models.TextField(_("lời nhắn"), max_length=1000)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("người ghi"),
    )
    at = models.DateTimeField(_("ghi lúc"), auto_now_add=True)
    resolved_at = models.DateTimeField(_("xong lúc"), null=True, blank=True)

    class Meta:
        verbose_name = _("lời nhắn ở mục")
        verbose_name_plural = _("lời nhắn ở mục")
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.field}: {self.text}"


class PriceChange(models.Model):
    """One change of a price, kept for good. A flagged one waits for an officer's look; it is in force all the same."""

    listing = models.ForeignKey("listings.Listing", on_delete=models.CASCADE, related_name="price_changes")
    sku = models.CharField(_("mã"), max_length=40)
    before = models.PositiveIntegerField(_("giá trước (đồng)"))
    after = models.PositiveIntegerField(_("giá sau (đồng)"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("người đổi"),
    )
    at = models.DateTimeField(_("đổi lúc"), auto_now_add=True, db_index=True)
    # Where small steps together made a large one: the price before the first of them.
    since = models.PositiveIntegerField(_("giá trước các lần đổi (đồng)"), null=True, blank=True)
    is_flagged = models.BooleanField(_("đổi nhiều"), default=False)
    looked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("cán bộ đã xem"),
    )
    looked_at = models.DateTimeField(_("xem lúc"), null=True, blank=True)

    class Meta:
        verbose_name = _("lần đổi giá")
        verbose_name_plural = _("các lần đổi giá")
        ordering = ("-at", "-pk")
        indexes = (models.Index(fields=("listing", "sku"), name="price_change_of_variant"),)

    def __str__(self) -> str:
        return f"{self.sku}: {self.before} → {self.after}"

    @property
    def start(self) -> int:
        """The price, in đồng, from which the change counts."""
        return self.before if self.since is None else self.since

    @property
    def percent(self) -> int:
        """By how much the price moved, in whole per cent of where it began; a fall is negative."""
        return round((self.after - self.start) * 100 / self.start) if self.start else 0


class EditingDraft(models.Model):
    """What somebody has typed into a listing's form and not saved, and that they are at it just now."""

    listing = models.ForeignKey("listings.Listing", on_delete=models.CASCADE, related_name="editing")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    base_revision = models.BigIntegerField(_("bản gốc"), default=0)
    data = models.JSONField(_("đã gõ"), default=dict, blank=True)
    saved_at = models.DateTimeField(_("giữ lúc"), null=True, blank=True)
    seen_at = models.DateTimeField(_("mở lúc"))

    class Meta:
        verbose_name = _("bản đang gõ")
        verbose_name_plural = _("bản đang gõ")
        constraints = (models.UniqueConstraint(fields=("listing", "user"), name="one_draft_in_hand"),)

    def __str__(self) -> str:
        return f"{self.listing_id}: {self.user_id}"


class LabelRule(Rule):
    """What the label of one group of goods has to say from a day on, as the department writes and confirms it.

    ``required`` and ``optional`` name one line of the label each; ``a|b`` is met by either.
    """

    code = models.SlugField(_("mã nhóm"), max_length=24)
    name = models.CharField(_("tên nhóm"), max_length=120)
    required = models.TextField(_("bắt buộc ghi"), help_text=_("Mỗi dòng một mã, «a|b» là một trong hai."))
    optional = models.TextField(_("được ghi"), blank=True, help_text=_("Mỗi dòng một mã."))
    names = models.TextField(
        _("tên riêng của nhóm"),
        blank=True,
        help_text=_("Mỗi dòng «mã: tên», ví dụ «ingredients: Chất liệu»."),
    )
    fixed = models.TextField(_("câu phải ghi nguyên văn"), blank=True, help_text=_("Mỗi dòng «mã: câu»."))

    class Meta:
        verbose_name = _("nhãn của nhóm hàng")
        verbose_name_plural = _("nhãn của các nhóm hàng")
        ordering = ("code", "-valid_from")
        constraints = (models.UniqueConstraint(fields=("code", "valid_from"), name="one_label_rule_a_day"),)

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse a key that no label has: a line nobody could fill in would close the group."""
        super().clean()
        known = known_fields()
        for name in ("required", "optional", "names", "fixed"):
            for line in _lines(getattr(self, name)):
                head = line.partition(":")[0] if name in {"names", "fixed"} else line
                for key in head.split("|"):
                    if key.strip() not in known and key.strip() != "nutrition":
                        raise ValidationError(
                            {
                                name: _("Không có mục «%(key)s». Các mục: %(known)s.")
                                % {"key": key.strip(), "known": ", ".join(known.values())}
                            }
                        )

    def as_group(self) -> dict[str, Any]:
        """Return the group in the words of the shipped file."""
        return {
            "name": self.name,
            "required": _lines(self.required),
            "optional": _lines(self.optional),
            "names": _pairs(self.names),
            "fixed": _pairs(self.fixed),
            "citation": self.citation,
            "grade": self.grade,
        }


class OcopSet(Rule):
    """One set of products of the OCOP programme, under its official name."""

    number = models.PositiveSmallIntegerField(_("số của bộ"), validators=[MinValueValidator(1)])
    sector = models.CharField(_("ngành"), max_length=120)
    name = models.CharField(_("tên bộ sản phẩm"), max_length=200)

    class Meta:
        verbose_name = _("bộ sản phẩm OCOP")
        verbose_name_plural = _("bộ sản phẩm OCOP")
        ordering = ("number", "-valid_from")
        constraints = (models.UniqueConstraint(fields=("number", "valid_from"), name="one_ocop_set_a_day"),)

    def __str__(self) -> str:
        return f"{self.number}. {self.name}"


@register_setting(icon="tag")
class ListingSettings(BaseGenericSetting):
    """What the department sets about listings."""

    price_flag_percent = models.PositiveSmallIntegerField(
        _("báo cán bộ khi giá đổi quá (%)"),
        default=30,
        validators=[MinValueValidator(1), MaxValueValidator(1000)],
        help_text=_("Giá mới có hiệu lực ngay. Lần đổi vượt mức này được đưa vào danh sách để cán bộ xem."),
    )

    panels: ClassVar[list[Any]] = [FieldPanel("price_flag_percent")]

    class Meta:
        verbose_name = _("cách quản lý mặt hàng")
        verbose_name_plural = _("cách quản lý mặt hàng")


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _pairs(text: str) -> dict[str, str]:
    split = (line.partition(":") for line in _lines(text))
    return {key.strip(): value.strip() for key, _colon, value in split}
