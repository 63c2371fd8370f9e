"""The basket as a page shows it: parts by stall, what changed since goods were chosen, and what it comes to.

The number of queries does not depend on the number of lines or stalls.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

from marketplace.core.files.pictures import Picture
from marketplace.core.money import format_vnd, to_dong
from marketplace.shop.basket.models import Basket
from marketplace.shop.basket.quantity import MAX_QUANTITY, count_word
from marketplace.shop.catalogue.models import Product
from marketplace.shop.partner.availability import away_words
from marketplace.shop.partner.strategy import is_on_shelf
from marketplace.stalls.models import Stall
from marketplace.stalls.shipping.options import ShippingOption, shipping_options

# From here down it is fair to say that little is left.
FEW = 5
_NO_ERRORS: Mapping[int, tuple[str, str]] = {}


class LineState(StrEnum):
    """Whether a line can be ordered as it stands."""

    READY = "ready"
    SHORT = "short"
    SOLD_OUT = "sold_out"
    GONE = "gone"
    AWAY = "away"


@dataclass(frozen=True, slots=True)
class LineView:
    """One line of the basket. Amounts are đồng; ``notices`` are sentences about what changed.

    ``typed`` and ``error`` are what could not be taken over of a form, and why.
    """

    pk: int
    product: Any
    title: str
    variant: str
    unit: str
    url: str
    picture: Picture | None
    quantity: int
    price: int
    price_before: int | None
    available: int
    state: LineState
    notices: tuple[str, ...]
    typed: str = ""
    error: str = ""

    @property
    def total(self) -> int:
        """Return what the line comes to."""
        return self.price * self.quantity

    @property
    def counts(self) -> bool:
        """Whether the line is part of the sums: it is still for sale."""
        return self.state in {LineState.READY, LineState.SHORT}

    @property
    def is_ready(self) -> bool:
        """Whether the line can be ordered as it stands."""
        return self.state == LineState.READY

    @property
    def most(self) -> int:
        """Return the largest quantity that may be asked for."""
        return max(1, min(MAX_QUANTITY, self.available))

    @property
    def has_news(self) -> bool:
        """Whether something changed since the shopper chose it."""
        return self.price_before is not None or not self.is_ready


@dataclass(frozen=True, slots=True)
class PartView:
    """What one stall will pack: its lines, its ways of delivery and the one that is chosen."""

    stall: Stall
    lines: tuple[LineView, ...]
    goods_total: int
    options: tuple[ShippingOption, ...]
    chosen: ShippingOption | None

    @property
    def shipping_charge(self) -> int:
        """Return what the chosen way costs."""
        return self.chosen.charge if self.chosen else 0

    @property
    def total(self) -> int:
        """Return goods and delivery."""
        return self.goods_total + self.shipping_charge

    @property
    def has_goods(self) -> bool:
        """Whether anything of this stall can still be ordered."""
        return any(line.counts for line in self.lines)

    @property
    def is_ready(self) -> bool:
        """Whether this part can be ordered as it stands."""
        return self.chosen is not None and all(line.is_ready for line in self.lines)

    @property
    def is_verified(self) -> bool:
        """Whether the department checked who sells here."""
        return self.stall.verified_on is not None


@dataclass(frozen=True, slots=True)
class BasketView:
    """All parts of a basket, in the order in which their first goods were chosen."""

    parts: tuple[PartView, ...]
    province_code: str

    @property
    def lines(self) -> tuple[LineView, ...]:
        """Return the lines of all parts."""
        return tuple(line for part in self.parts for line in part.lines)

    @property
    def line_count(self) -> int:
        """Return how many different goods can be ordered."""
        return sum(line.counts for line in self.lines)

    @property
    def part_count(self) -> int:
        """Return how many stalls will send something."""
        return sum(part.has_goods for part in self.parts)

    @property
    def goods_total(self) -> int:
        """Return the price of all goods."""
        return sum(part.goods_total for part in self.parts)

    @property
    def shipping_total(self) -> int:
        """Return what all stalls ask for delivery."""
        return sum(part.shipping_charge for part in self.parts)

    @property
    def total(self) -> int:
        """Return what the shopper will pay."""
        return self.goods_total + self.shipping_total

    @property
    def knows_delivery(self) -> bool:
        """Whether every stall brings its goods to where they are wanted, so that the sum is the whole sum."""
        return all(part.chosen is not None for part in self.parts if part.has_goods)

    @property
    def is_empty(self) -> bool:
        """Whether there is no line at all."""
        return not self.parts

    @property
    def is_ready(self) -> bool:
        """Whether all of it can be ordered as it stands."""
        return bool(self.parts) and all(part.is_ready for part in self.parts)

    @property
    def news(self) -> tuple[LineView, ...]:
        """Return the lines about which the shopper has to hear something."""
        return tuple(line for line in self.lines if line.has_news)


def count_lines(*, basket: Basket) -> int:
    """Return how many different goods the basket holds; at most one query."""
    return 0 if basket.pk is None else basket.lines.count()


def find_shown_product(key: int) -> Product | None:
    """Return the product or size with this key if a page shows it, its parent read along."""
    shown: Product | None = Product.objects.select_related("parent").filter(pk=key, is_public=True).first()
    return shown


def view_basket(
    *,
    basket: Basket,
    province_code: str,
    ways: Mapping[int, str],
    errors: Mapping[int, tuple[str, str]] = _NO_ERRORS,
) -> BasketView:
    """Return the basket as it stands now, its delivery as asked for where a stall offers that way.

    ``errors`` are what was typed and why it was refused, by line.
    """
    groups: dict[int, tuple[Stall, list[LineView]]] = {}
    for line in basket.all_lines():
        stall = line.product.stall or line.stockrecord.partner.stall
        groups.setdefault(stall.pk, (stall, []))[1].append(_line_view(line, *errors.get(line.pk, ("", ""))))
    goods = {key: sum(line.total for line in lines if line.counts) for key, (_stall, lines) in groups.items()}
    options = (
        shipping_options(stalls=groups, province_code=province_code, goods_totals=goods) if groups else {}
    )
    parts = (
        _part_view(stall, lines, goods[key], options[key], ways.get(key))
        for key, (stall, lines) in groups.items()
    )
    return BasketView(parts=tuple(parts), province_code=province_code)


def _part_view(
    stall: Stall, lines: list[LineView], goods_total: int, options: list[ShippingOption], way: str | None
) -> PartView:
    if not any(line.counts for line in lines):
        options = []  # nothing to send, nothing to pay
    chosen = next((option for option in options if option.way == way), options[0] if options else None)
    return PartView(
        stall=stall, lines=tuple(lines), goods_total=goods_total, options=tuple(options), chosen=chosen
    )


def _line_view(line: Any, typed: str, error: str) -> LineView:
    product = line.product
    record = line.stockrecord
    shown = product.parent if product.is_child else product
    price = to_dong(record.price or 0)
    before = to_dong(line.price_incl_tax) if line.price_incl_tax is not None else price
    available = max(0, record.net_stock_level)
    if record.price is None or not is_on_shelf(product):
        state = LineState.GONE
    elif product.stall.is_away():
        state = LineState.AWAY
    elif available == 0:
        state = LineState.SOLD_OUT
    else:
        state = LineState.SHORT if available < line.quantity else LineState.READY
    is_repriced = state != LineState.GONE and before != price
    picture = next(iter([*product.images.all(), *(shown.images.all() if product.is_child else ())]), None)
    return LineView(
        pk=line.pk,
        product=product,
        title=shown.title,
        variant=_variant_name(product, shown),
        unit=product.unit,
        url=shown.get_absolute_url(),
        # A picture of goods that left the shelf has no address any more.
        picture=picture.picture() if picture and shown.is_public else None,
        quantity=line.quantity,
        price=price,
        price_before=before if is_repriced else None,
        available=available,
        state=state,
        typed=typed,
        error=error,
        notices=_notices(
            state, line.quantity, available, product.unit, (before, price) if is_repriced else None
        )
        if state != LineState.AWAY
        else (away_words(product.stall.away_until),),
    )


def _variant_name(product: Any, shown: Any) -> str:
    """Return what tells a child from its siblings, unless its unit says the same."""
    name = product.title if product.is_child else ""
    return "" if name.casefold() in {shown.title.casefold(), product.unit.casefold()} else name


def _notices(
    state: LineState, quantity: int, available: int, unit: str, repriced: tuple[int, int] | None
) -> tuple[str, ...]:
    facts = {"left": available, "unit": count_word(unit), "wanted": quantity}
    notices = []
    if state == LineState.GONE:
        notices.append(
            _("Món này không còn bày bán nên không tính vào đơn. Bạn bỏ khỏi giỏ để đặt các món khác.")
        )
    elif state == LineState.SOLD_OUT:
        notices.append(_("Món này vừa hết hàng nên không tính vào đơn. Bạn bỏ khỏi giỏ để đặt các món khác."))
    elif state == LineState.SHORT:
        notices.append(_("Chỉ còn %(left)d %(unit)s, giỏ đang có %(wanted)d. Bạn bớt số lượng nhé.") % facts)
    elif available <= FEW:
        notices.append(_("Chỉ còn %(left)d %(unit)s. Đặt sớm để giữ phần.") % facts)
    if repriced:
        before, price = repriced
        words = (
            _("Giá tăng từ %(before)s lên %(now)s kể từ khi bạn cho vào giỏ.")
            if price > before
            else _("Giá giảm từ %(before)s xuống %(now)s kể từ khi bạn cho vào giỏ.")
        )
        notices.append(words % {"before": format_vnd(before), "now": format_vnd(price)})
    return tuple(notices)
