"""What stands around a listing and is no part of its revisions: remarks, prices of the past, work in hand."""

from typing import Any, ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting


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

    @property
    def is_resolved(self) -> bool:
        """Whether the stall has submitted again since."""
        return self.resolved_at is not None


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
    def percent(self) -> int:
        """By how much the price moved, in whole per cent of the one before; a fall is negative."""
        return round((self.after - self.before) * 100 / self.before) if self.before else 0


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
