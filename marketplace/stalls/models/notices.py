"""Notices before a suspension, where the article asks for some days between the two."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class SuspensionNotice(models.Model):
    """What a stall was told beforehand. Nothing happens by itself when its day comes: an officer decides."""

    stall = models.ForeignKey(
        "stalls.Stall", on_delete=models.CASCADE, related_name="notices", verbose_name=_("gian hàng")
    )
    basis = models.ForeignKey(
        "stalls.LegalBasis", on_delete=models.PROTECT, related_name="+", verbose_name=_("căn cứ")
    )
    reason = models.TextField(_("lý do"))
    announced_at = models.DateTimeField(_("báo lúc"), default=timezone.now)
    announced_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("người báo"),
    )
    due_on = models.DateField(_("tạm dừng được từ ngày"))
    closed_at = models.DateTimeField(_("xong lúc"), null=True, blank=True)

    objects: ClassVar[models.Manager["SuspensionNotice"]] = models.Manager()

    class Meta:
        verbose_name = _("lần báo trước tạm dừng")
        verbose_name_plural = _("các lần báo trước tạm dừng")
        ordering = ("-announced_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("stall", "basis"), condition=models.Q(closed_at=None), name="one_open_notice"
            ),
        )

    def __str__(self) -> str:
        return f"{self.stall}: {self.basis}"

    @property
    def is_due(self) -> bool:
        """Whether the days have passed."""
        return self.due_on <= timezone.localdate()
