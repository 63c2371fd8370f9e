"""The basket: whole đồng, one strategy, and its lines with all that a page shows in a fixed number of queries."""

from decimal import Decimal
from typing import Any

from oscar.apps.basket.abstract_models import AbstractBasket

from marketplace.core.money import to_dong
from marketplace.shop.partner.strategy import FloorStrategy


class Basket(AbstractBasket):
    """Oscar's basket; its columns are Oscar's own."""

    _lines: Any

    class Meta(AbstractBasket.Meta):
        abstract = False

    def _get_strategy(self) -> Any:
        # There is one strategy and it asks for nobody, so a basket need not wait for a request to have it.
        if not self.has_strategy:
            self._set_strategy(FloorStrategy())
        return self._strategy

    strategy = property(_get_strategy, AbstractBasket._set_strategy)  # noqa: SLF001 - Oscar's own setter

    def all_lines(self) -> Any:
        """Return the lines, loaded once, in four queries whatever their number."""
        if self.pk is None:
            return self.lines.model.objects.none()
        if self._lines is None:
            self._lines = (
                self.lines.select_related(
                    "stockrecord",
                    "product__product_class",
                    "product__parent__product_class",
                    "product__stall__ward__province",
                )
                .prefetch_related("attributes", "product__images", "product__parent__images")
                .order_by("pk")
            )
        return self._lines

    @property
    def num_lines(self) -> int:
        """Return the number of lines without asking for it apart from them."""
        return len(self.all_lines())

    def _get_total(self, model_property: str) -> Decimal:
        """Return a total in whole đồng: there is no smaller coin, even after a discount by percent."""
        return Decimal(to_dong(super()._get_total(model_property)))


from oscar.apps.basket.models import *  # noqa: E402, F403 - Oscar registers the models we did not fork
