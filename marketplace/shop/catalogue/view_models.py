"""How often the page of a product was looked at: one number a day, nothing of who."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class DailyViews(models.Model):
    """The views of one product on one day in Vietnam."""

    product = models.ForeignKey(
        "catalogue.Product", on_delete=models.CASCADE, related_name="daily_views", verbose_name=_("mặt hàng")
    )
    day = models.DateField(_("ngày"))
    views = models.PositiveIntegerField(_("lượt xem"), default=0)

    objects: ClassVar[models.Manager["DailyViews"]] = models.Manager()

    class Meta:
        app_label = "catalogue"
        verbose_name = _("lượt xem trong ngày")
        verbose_name_plural = _("lượt xem trong ngày")
        constraints = (models.UniqueConstraint(fields=("product", "day"), name="one_views_row_a_day"),)
        indexes = (models.Index(fields=("day",), name="views_by_day"),)

    def __str__(self) -> str:
        return f"{self.product_id}, {self.day}: {self.views}"
