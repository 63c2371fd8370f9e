"""Oscar's partner and stockrecord, with the former price that a shopper sees struck through."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from oscar.apps.partner.abstract_models import AbstractStockRecord


class StockRecord(AbstractStockRecord):
    """Price and stock of one product. Both change at once, without review (law 2)."""

    price_was = models.PositiveIntegerField(_("giá cũ (đồng)"), null=True, blank=True)

    class Meta(AbstractStockRecord.Meta):
        constraints = (models.UniqueConstraint(fields=("product",), name="one_stockrecord_per_product"),)


from oscar.apps.partner.models import *  # noqa: E402, F403 - Oscar registers the models we did not fork
