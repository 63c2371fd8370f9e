"""An import and the listings in it. Every step is a row, so a killed worker loses nothing (law 8).

What the stall sent lies in private storage until it has been read; what it says lies here. An item is one
listing with all its lines, and is carried out in one transaction that also marks it.
"""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.desk.exchange.enums import ItemKind, JobState, Outcome


class ImportJob(models.Model):
    """One table that somebody of a stall has sent."""

    stall = models.ForeignKey("stalls.Stall", on_delete=models.CASCADE, related_name="imports")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("người gửi"),
    )
    state = models.CharField(
        _("trạng thái"), max_length=12, choices=JobState.choices, default=JobState.CHECKING
    )
    language = models.CharField(_("ngôn ngữ"), max_length=8, default="vi")
    file_name = models.CharField(_("tên tệp"), max_length=120)
    table_file = models.CharField(_("tệp bảng"), max_length=200, blank=True)
    zip_file = models.CharField(_("tệp ảnh"), max_length=200, blank=True)
    problem = models.TextField(_("vì sao không nhận"), blank=True)
    notes = models.JSONField(_("ghi chú"), default=list, blank=True)
    columns = models.JSONField(_("các cột"), default=list, blank=True)
    # What each picture's name stands for: its clean copy in private storage, or a sentence.
    pictures = models.JSONField(_("ảnh"), default=dict, blank=True)
    line_count = models.PositiveIntegerField(_("số dòng"), default=0)
    total = models.PositiveIntegerField(_("số việc"), default=0)
    done = models.PositiveIntegerField(_("đã xong"), default=0)
    is_submitting = models.BooleanField(_("gửi duyệt luôn"), default=False)
    created_at = models.DateTimeField(_("gửi lúc"), auto_now_add=True)
    confirmed_at = models.DateTimeField(_("xác nhận lúc"), null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("người xác nhận"),
    )
    finished_at = models.DateTimeField(_("xong lúc"), null=True, blank=True)
    # The worker that is at it, and when it was last heard of.
    worker = models.CharField(_("máy đang làm"), max_length=36, blank=True)
    seen_at = models.DateTimeField(_("thấy lúc"), null=True, blank=True)

    class Meta:
        verbose_name = _("lần nhập hàng")
        verbose_name_plural = _("các lần nhập hàng")
        ordering = ("-created_at", "-pk")
        indexes = (models.Index(fields=("state", "seen_at"), name="imports_under_way"),)

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_running(self) -> bool:
        """Whether a worker has, or will have, something to do for it."""
        return self.state in {JobState.CHECKING, JobState.APPLYING}


class ImportItem(models.Model):
    """One listing of a table with all its lines, what would change, and what became of it."""

    job = models.ForeignKey(ImportJob, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveIntegerField(_("thứ tự"))
    sku = models.CharField(_("mã hàng"), max_length=200, blank=True)
    title = models.CharField(_("tên hàng"), max_length=200, blank=True)
    # [[number, {column: text}], …] as they were read; a text that was too long is cut and refused.
    lines = models.JSONField(_("các dòng"), default=list)
    kind = models.CharField(_("sẽ làm gì"), max_length=12, choices=ItemKind.choices)
    # [[number, column, before, after], …]
    changes = models.JSONField(_("thay đổi"), default=list, blank=True)
    # [[number, column, sentence], …]
    problems = models.JSONField(_("lý do"), default=list, blank=True)
    outcome = models.CharField(_("kết quả"), max_length=12, choices=Outcome.choices, blank=True)
    note = models.TextField(_("lời nhắn"), blank=True)
    listing = models.ForeignKey(
        "listings.Listing", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    applied_at = models.DateTimeField(_("ghi lúc"), null=True, blank=True)

    class Meta:
        verbose_name = _("mặt hàng trong bảng")
        verbose_name_plural = _("các mặt hàng trong bảng")
        ordering = ("position",)
        constraints = (
            models.UniqueConstraint(fields=("job", "position"), name="one_item_per_place_of_import"),
        )
        indexes = (models.Index(fields=("job", "kind", "applied_at"), name="items_to_apply"),)

    def __str__(self) -> str:
        return self.sku
