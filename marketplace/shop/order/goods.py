"""What a basket holds at the moment of ordering, read once, and whether it may still be ordered.

Prices are read from the stockrecords, never from a form; what the shopper saw is compared with them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from oscar.core.loading import get_model

from marketplace.core.money import format_vnd, to_dong
from marketplace.shop.catalogue.models import Product
from marketplace.shop.catalogue.restrictions import restriction_of_product
from marketplace.shop.order.placing import BasketChangedError, OutOfStockError, Shortage
from marketplace.shop.partner.availability import away_words
from marketplace.shop.partner.models import StockRecord
from marketplace.shop.partner.strategy import is_on_shelf
from marketplace.stalls.models import Stall

BasketLine = get_model("basket", "Line")


@dataclass(frozen=True, slots=True)
class Goods:
    """One line to be ordered, at today's price in đồng."""

    line_id: int
    product: Product
    stockrecord: StockRecord
    stall: Stall
    title: str
    unit: str
    quantity: int
    price: int
    seen_price: int | None

    @property
    def amount(self) -> int:
        """Return what the line costs."""
        return self.price * self.quantity

    @property
    def stockrecord_id(self) -> int:
        """Return the key by which stock is taken, in ascending order."""
        return int(self.stockrecord.pk)


def read_goods(*, basket_id: int) -> list[Goods]:
    """Return the lines of a basket with all that an order keeps of them, in one query."""
    lines = (
        BasketLine.objects.filter(basket_id=basket_id, quantity__gt=0)
        .select_related("stockrecord", "product", "product__parent", "product__stall")
        .order_by("pk")
    )
    return [_goods(line) for line in lines]


def _goods(line: Any) -> Goods:
    product: Product = line.product
    if product.stall is None or line.stockrecord.price is None:
        raise BasketChangedError(_("«%(title)s» không còn bán.") % {"title": product.get_title()})
    return Goods(
        line_id=line.pk,
        product=product,
        stockrecord=line.stockrecord,
        stall=product.stall,
        title=(product.parent or product).title,
        unit=product.unit,
        quantity=line.quantity,
        price=to_dong(line.stockrecord.price),
        seen_price=None if line.price_incl_tax is None else to_dong(line.price_incl_tax),
    )


def check_goods(goods: list[Goods]) -> None:
    """Refuse goods that are gone, repriced or short, each with a sentence."""
    if not goods:
        raise BasketChangedError(_("Giỏ không còn món nào để đặt."))
    for item in goods:
        if not is_on_shelf(item.product):
            raise BasketChangedError(
                _("«%(title)s» vừa ngừng bán. Bạn xem lại giỏ nhé.") % {"title": item.title}
            )
        if item.stall.is_away():
            raise BasketChangedError(
                _("«%(title)s» chưa đặt được: %(words)s")
                % {"title": item.title, "words": away_words(item.stall.away_until)}
            )
        if item.seen_price is not None and item.seen_price != item.price:
            raise BasketChangedError(
                _("Giá «%(title)s» vừa đổi từ %(before)s sang %(now)s. Bạn xem lại giỏ nhé.")
                % {
                    "title": item.title,
                    "before": format_vnd(item.seen_price),
                    "now": format_vnd(item.price),
                }
            )
    short = [item for item in goods if item.stockrecord.net_stock_level < item.quantity]
    if short:
        raise out_of_stock(short)


def out_of_stock(short: Iterable[Goods]) -> OutOfStockError:
    """Return the error that says what is left of each short line."""
    shortages = [
        Shortage(line_id=item.line_id, title=item.title, available=max(item.stockrecord.net_stock_level, 0))
        for item in short
    ]
    told = ", ".join(_shortage_sentence(shortage) for shortage in shortages)
    return OutOfStockError(
        _("Không còn đủ hàng: %(goods)s. Bạn sửa lại giỏ rồi đặt tiếp nhé.") % {"goods": told}, shortages
    )


def _shortage_sentence(shortage: Shortage) -> str:
    if shortage.available:
        return _("«%(title)s» chỉ còn %(count)d") % {"title": shortage.title, "count": shortage.available}
    return _("«%(title)s» đã hết") % {"title": shortage.title}


def is_cashless_only(goods: Iterable[Goods]) -> bool:
    """Return whether the law forbids cash for any of these goods."""
    return any(restriction_of_product(item.product).cashless for item in goods)


def least_age(goods: Iterable[Goods]) -> int:
    """Return how old a buyer of these goods has to be; 0 asks nobody."""
    return max((restriction_of_product(item.product).age for item in goods), default=0)
