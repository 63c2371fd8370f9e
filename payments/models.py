"""What was asked of a payment provider, and what became of it."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Attempt(models.Model):
    """One try to be paid ``amount`` đồng for ``reference`` by one provider.

    For cash on delivery ``state`` goes created, pending (the stall confirmed), captured
    (the cash was collected) or failed (refused, cancelled, returned).
    """

    class State(models.TextChoices):
        """Where the attempt stands."""

        CREATED = "created", _("đã lập")
        PENDING = "pending", _("đang chờ")
        CAPTURED = "captured", _("đã trả")
        FAILED = "failed", _("không thành")
        EXPIRED = "expired", _("quá hạn")
        REVIEW = "review", _("cần xem lại")

    key = models.CharField(_("khóa"), max_length=80, unique=True)
    reference = models.CharField(_("mã tham chiếu"), max_length=64, db_index=True)
    provider = models.CharField(_("cách trả"), max_length=20)
    amount = models.PositiveBigIntegerField(_("số tiền (đồng)"))
    state = models.CharField(_("trạng thái"), max_length=10, choices=State.choices, default=State.CREATED)
    provider_reference = models.CharField(_("mã bên thu"), max_length=120, blank=True)
    created_at = models.DateTimeField(_("lập lúc"), default=timezone.now)
    changed_at = models.DateTimeField(_("đổi lúc"), default=timezone.now)

    class Meta:
        verbose_name = _("lần thanh toán")
        verbose_name_plural = _("lần thanh toán")
        constraints = (
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="attempt_amount_positive"),
        )

    def __str__(self) -> str:
        return f"{self.provider} {self.reference}"
