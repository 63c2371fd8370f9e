"""Oscar's order writing with what the floor needs: numbers nobody can guess, stock nobody can oversell.

Lines are written in bulk, so that the number of queries hardly grows with them.
"""

import re
import secrets
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from oscar.apps.order.exceptions import UnableToPlaceOrder
from oscar.apps.order.utils import OrderCreator as OscarOrderCreator
from oscar.core.loading import get_model

from marketplace.shop.order.goods import Goods
from marketplace.shop.partner.stock import allocate_stock

Line = get_model("order", "Line")
LineAttribute = get_model("order", "LineAttribute")
LinePrice = get_model("order", "LinePrice")

# Crockford's base 32: no I, L, O or U, so that a number survives being read out on the phone.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})
_NUMBER = re.compile(r"[A-Z0-9]{2}-[0-9A-Z]{4}-[0-9A-Z]{4}")
# The unit that a line was sold in, kept as it was on the day of the order.
UNIT_ATTRIBUTE = "unit"


class OrderNumberGenerator:
    """Makes numbers like ``QT-7K4M-92XY``: forty random bits, so that none leads to the next."""

    def order_number(self, basket: Any = None) -> str:  # noqa: ARG002 - Oscar's signature
        """Return a new number; the column's unique constraint guards the rest."""
        prefix = getattr(settings, "ORDER_NUMBER_PREFIX", "QT")
        digits = "".join(secrets.choice(ALPHABET) for _digit in range(8))
        return f"{prefix}-{digits[:4]}-{digits[4:]}"


def is_order_number(text: str) -> bool:
    """Return whether ``text`` has the shape of an order number."""
    return _NUMBER.fullmatch(text) is not None


def read_order_number(text: str) -> str:
    """Return the number that somebody typed or read out, in the form in which it is stored."""
    bare = re.sub(r"[^0-9A-Z]", "", text.upper())
    prefix, digits = bare[:2], bare[2:].translate(_LOOKALIKES)
    return f"{prefix}-{digits[:4]}-{digits[4:]}"


class OrderCreator(OscarOrderCreator):
    """Writes lines in bulk, and takes stock only where there is some."""

    def update_stock_records(self, line: Any) -> None:
        """Set the stock of ``line`` aside in one conditional UPDATE (law 3), or refuse the order."""
        if not allocate_stock(stockrecord_id=line.stockrecord_id, quantity=line.quantity):
            raise UnableToPlaceOrder(_("Không còn đủ hàng."))

    def create_goods_lines(self, order: Any, goods: Sequence[Goods], *, status: str) -> None:
        """Write the lines of ``order``, their prices and the units they were sold in: three statements."""
        lines = Line.objects.bulk_create([self._line(order, item, status) for item in goods])
        LinePrice.objects.bulk_create(
            LinePrice(
                order=order,
                line=line,
                quantity=line.quantity,
                price_incl_tax=line.unit_price_incl_tax,
                price_excl_tax=line.unit_price_excl_tax,
            )
            for line in lines
        )
        LineAttribute.objects.bulk_create(
            LineAttribute(line=line, type=UNIT_ATTRIBUTE, value=item.unit)
            for line, item in zip(lines, goods, strict=True)
            if item.unit
        )

    def _line(self, order: Any, item: Goods, status: str) -> Any:
        price, amount = Decimal(item.price), Decimal(item.amount)
        return Line(
            order=order,
            partner_id=item.stall.partner_id,
            partner_name=item.stall.name,
            partner_sku=item.stockrecord.partner_sku,
            stockrecord=item.stockrecord,
            product=item.product,
            title=item.title,
            upc=item.product.upc,
            quantity=item.quantity,
            num_allocated=item.quantity,
            status=status,
            unit_price_incl_tax=price,
            unit_price_excl_tax=price,
            line_price_incl_tax=amount,
            line_price_excl_tax=amount,
            line_price_before_discounts_incl_tax=amount,
            line_price_before_discounts_excl_tax=amount,
        )
