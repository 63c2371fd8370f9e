"""What the floor remembers of a placement: one basket makes one order."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Placement(models.Model):
    """Ties a basket to its one order, and holds the key of the guest's order page."""

    basket = models.OneToOneField("basket.Basket", on_delete=models.PROTECT, related_name="placement")
    order = models.OneToOneField("order.Order", on_delete=models.PROTECT, related_name="placement")
    token = models.CharField(_("khóa trang đơn"), max_length=64, unique=True)
    email_verified = models.BooleanField(_("thư đã xác minh"), default=False)
    contact_name = models.CharField(_("người đặt"), max_length=120)
    contact_phone = models.CharField(_("điện thoại"), max_length=16)
    contact_email = models.EmailField(_("thư điện tử"), blank=True)
    note = models.TextField(_("lời nhắn"), blank=True)
    language = models.CharField(_("ngôn ngữ"), max_length=2, default="vi")
    created_at = models.DateTimeField(_("lúc"), auto_now_add=True)

    class Meta:
        verbose_name = _("lần đặt hàng")
        verbose_name_plural = _("lần đặt hàng")

    def __str__(self) -> str:
        return str(self.order_id)
