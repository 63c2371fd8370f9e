"""Price and availability. A price is in đồng, holds its tax, and comes from the one stockrecord of a product.

Nothing here asks who is looking: the price is the same for everyone, so a shared page may show it (law 9).
"""

from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from oscar.apps.partner import strategy
from oscar.apps.partner.prices import TaxInclusiveFixedPrice
from oscar.apps.partner.prices import Unavailable as NoPrice

from marketplace.core.money import to_dong
from marketplace.shop.partner.availability import Available, Away, Base, StockRequired, Unavailable

if TYPE_CHECKING:
    from marketplace.shop.partner.models import StockRecord

CURRENCY = "VND"


class FloorStrategy(strategy.UseFirstStockRecord, strategy.Structured):
    """The one strategy of the floor."""

    # Prices are entered with tax; the part that is tax is told apart once rates are known by goods.
    tax_rate: ClassVar[Decimal] = Decimal(0)

    def __init__(self, request: Any = None) -> None:
        # Oscar would read request.user here, which no shared page may do.
        self.request = request
        self.user = None

    def fetch_for_line(self, line: Any, stockrecord: Any = None) -> Any:
        """Answer for a basket line from the stockrecord that came with it, without a query."""
        return self.fetch_for_product(line.product, stockrecord)

    def pricing_policy(self, product: Any, stockrecord: "StockRecord | None") -> Any:
        """Return the price with tax, and how much of it is tax."""
        if stockrecord is None or stockrecord.price is None:
            return NoPrice()
        price = Decimal(to_dong(stockrecord.price))
        tax = self.tax_within(product, price)
        return TaxInclusiveFixedPrice(currency=CURRENCY, excl_tax=price - tax, tax=tax)

    def parent_pricing_policy(self, product: Any, children_stock: list[tuple[Any, Any]]) -> Any:
        """Return the lowest price among the children: a list says "from"."""
        priced = [
            record for _child, record in children_stock if record is not None and record.price is not None
        ]
        return self.pricing_policy(product, min(priced, key=lambda record: record.price, default=None))

    def availability_policy(self, product: Any, stockrecord: "StockRecord | None") -> Base:
        """Return whether the product stands on the shelf, and how many are left to sell."""
        if stockrecord is None or stockrecord.price is None or not is_on_shelf(product):
            return Unavailable()
        if product.stall.is_away():
            return Away(product.stall.away_until)
        return StockRequired(stockrecord.net_stock_level)

    def parent_availability_policy(
        self,
        product: Any,  # noqa: ARG002 - Oscar's signature
        children_stock: list[tuple[Any, Any]],
    ) -> Base:
        """Return whether any child can be bought."""
        if any(
            self.availability_policy(child, record).is_available_to_buy for child, record in children_stock
        ):
            return Available()
        return Unavailable()

    def tax_within(self, product: Any, price: Decimal) -> Decimal:  # noqa: ARG002 - rates will differ by product
        """Return the tax that ``price`` holds, in whole đồng."""
        return price - to_dong(price / (1 + self.tax_rate))


class Selector:
    """Hands out the strategy, which is the same for everyone."""

    def strategy(self, request: Any = None, user: Any = None, **_kwargs: Any) -> FloorStrategy:  # noqa: ARG002 - Oscar's signature
        """Return the floor's strategy."""
        return FloorStrategy(request)


def is_on_shelf(product: Any) -> bool:
    """Return whether ``product`` may be sold: approved and public, its parent too, and its stall active.

    A trigger keeps public products away from inactive stalls; asking the stall again costs nothing
    where it was selected with the product.
    """
    if not product.is_public or product.is_parent or product.stall is None or not product.stall.is_active:
        return False
    return not product.is_child or bool(product.parent.is_public)
