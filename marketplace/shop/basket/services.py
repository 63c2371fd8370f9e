"""What changes a basket. Each locks the basket's row first, so that no line slips into an order being bound."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from oscar.core.loading import get_model

from marketplace.core.money import to_dong
from marketplace.shop.basket.errors import (
    AgeQuestionError,
    BasketClosedError,
    BasketFullError,
    ChooseVariantError,
    NotForSaleError,
)
from marketplace.shop.basket.models import Basket
from marketplace.shop.basket.quantity import (
    MAX_LINES,
    MAX_QUANTITY,
    check_quantity,
    count_word,
    too_many,
)
from marketplace.shop.catalogue.models import Product
from marketplace.shop.catalogue.restrictions import restriction_of_product
from marketplace.shop.partner.availability import away_words
from marketplace.shop.partner.strategy import CURRENCY, is_on_shelf

Line = get_model("basket", "Line")

# Keys are signed 64-bit integers on both databases; a larger number names no row.
_LARGEST_KEY = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Addition:
    """What became of adding: the line's new quantity, and whether that is less than was asked for."""

    title: str
    quantity: int
    is_capped: bool
    message: str


@transaction.atomic
def add_to_basket(*, basket: Basket, product_id: int, quantity: int, is_of_age: bool = False) -> Addition:
    """Put ``quantity`` more of a product in the basket, at most what is left of it.

    ``is_of_age`` is the answer that goods with an age ask for; goods already in the basket were answered for.
    A basket that was never stored is stored. Raises a :class:`BasketError` with a sentence.
    """
    check_quantity(quantity)
    product, record = _find_product(product_id)
    left = record.net_stock_level
    unit = count_word(product.unit)
    title = (product.parent or product).title
    if left <= 0:
        raise NotForSaleError(_("%(title)s vừa hết hàng.") % {"title": title})

    if basket.pk is None:
        basket.save()
    lines = {line.product_id: line for line in _lock(basket).lines.all()}
    line = lines.get(product.pk)
    if line is None and not is_of_age:
        _ask_age(product)
    if line is None and len(lines) >= MAX_LINES:
        raise BasketFullError(
            _("Giỏ đã có %(most)d món, nhiều nhất cho một lần đặt. Bạn đặt đợt này trước rồi thêm tiếp.")
            % {"most": MAX_LINES}
        )
    held = line.quantity if line else 0
    wanted = held + quantity
    if wanted > MAX_QUANTITY:
        raise too_many()
    if held >= left:
        raise NotForSaleError(
            _("Gian hàng chỉ còn %(left)d %(unit)s và giỏ của bạn đã giữ đủ.") % {"left": left, "unit": unit}
        )
    new = min(wanted, left)
    if line is None:
        _add_line(basket, product, record, new)
    else:
        Line.objects.filter(pk=line.pk).update(quantity=new, date_updated=timezone.now())
    basket.reset_offer_applications()

    if new < wanted:
        words = _("Chỉ còn %(left)d %(unit)s, đã cho tất cả vào giỏ: %(title)s.")
        message = words % {"left": left, "unit": unit, "title": title}
    else:
        message = _("Đã cho vào giỏ: %(title)s.") % {"title": title}
    return Addition(title=title, quantity=new, is_capped=new < wanted, message=message)


@transaction.atomic
def change_basket(*, basket: Basket, quantities: Mapping[int, int], removed: Iterable[int] = ()) -> None:
    """Set the quantities of lines and take lines out. A key of another basket's line changes nothing."""
    if basket.pk is None:
        return
    gone = set(removed)
    for line in _lock(basket).lines.all():
        if line.pk in gone:
            line.delete()
        elif line.pk in quantities and line.quantity != quantities[line.pk]:
            quantity = check_quantity(quantities[line.pk])
            Line.objects.filter(pk=line.pk).update(quantity=quantity, date_updated=timezone.now())
    basket.reset_offer_applications()


@transaction.atomic
def accept_prices(*, basket: Basket, prices: Mapping[int, int]) -> None:
    """Note that the shopper was told these unit prices (đồng by line), so that only newer changes are news."""
    if basket.pk is None:
        return
    for line in _lock(basket).lines.all():
        price = prices.get(line.pk)
        if price is not None and line.price_incl_tax != price:
            Line.objects.filter(pk=line.pk).update(price_incl_tax=price, price_excl_tax=price)
    basket.reset_offer_applications()


@transaction.atomic
def merge_baskets(*, into: Basket, other: Basket) -> int:
    """Move the lines of ``other`` into ``into``; of goods in both the larger quantity stays.

    Returns how many lines were moved or raised. A basket that is no longer open has nothing to give.
    """
    # In ascending order of keys, so that two merges cannot wait for each other.
    keys = [other.pk] if into.pk is None else sorted((into.pk, other.pk))
    locked = {
        basket.pk: basket for basket in Basket.objects.select_for_update().filter(pk__in=keys).order_by("pk")
    }
    giver = locked.get(other.pk)
    if giver is None or giver.status != Basket.OPEN:
        return 0
    if into.pk is None:
        into.save()
    held = {line.product_id: line for line in into.lines.all()}
    changed = 0
    for line in giver.lines.all():
        own = held.get(line.product_id)
        if own is None and len(held) < MAX_LINES:
            Line.objects.filter(pk=line.pk).update(basket=into)
            held[line.product_id] = line
            changed += 1
        elif own is not None and line.quantity > own.quantity:
            Line.objects.filter(pk=own.pk).update(quantity=line.quantity, date_updated=timezone.now())
            changed += 1
    Basket.objects.filter(pk=giver.pk).update(status=Basket.MERGED, date_merged=timezone.now())
    into.reset_offer_applications()
    return changed


def _ask_age(product: Product) -> None:
    age = restriction_of_product(product).age
    if age:
        shown = product.parent or product
        raise AgeQuestionError(
            _("%(title)s chỉ bán cho người đủ %(age)d tuổi. Bạn trả lời câu hỏi về tuổi ở trang của món này.")
            % {"title": shown.title, "age": age},
            url=shown.get_absolute_url(),
        )


def _lock(basket: Basket) -> Basket:
    locked: Basket | None = Basket.objects.select_for_update().filter(pk=basket.pk).first()
    if locked is None:
        raise BasketClosedError(_("Giỏ này không còn nữa. Món bạn chọn tiếp sẽ vào giỏ mới."))
    if not locked.can_be_edited:
        raise BasketClosedError(_("Giỏ này đã được đặt. Món bạn chọn tiếp sẽ vào giỏ mới."))
    return locked


def _find_product(product_id: int) -> tuple[Product, Any]:
    if not 0 < product_id <= _LARGEST_KEY:
        raise _not_found()
    product = (
        Product.objects.select_related("parent", "stall")
        .prefetch_related("stockrecords")
        .filter(pk=product_id)
        .first()
    )
    if product is not None and product.is_parent and product.is_public:
        raise ChooseVariantError(
            _("%(title)s có nhiều loại. Mời bạn chọn một loại.") % {"title": product.title},
            url=product.get_absolute_url(),
        )
    record = (
        next(iter(product.stockrecords.all()), None) if product is not None and is_on_shelf(product) else None
    )
    if product is None or record is None or record.price is None:
        raise _not_found()
    if product.stall is not None and product.stall.is_away():
        raise NotForSaleError(away_words(product.stall.away_until))
    return product, record


def _not_found() -> NotForSaleError:
    return NotForSaleError(_("Món này không còn bày bán. Mời bạn xem món khác."))


def _add_line(basket: Basket, product: Product, record: Any, quantity: int) -> None:
    price = to_dong(record.price)
    Line.objects.create(
        basket=basket,
        line_reference=f"{product.pk}_{record.pk}",  # as Oscar writes it for goods without options
        product=product,
        stockrecord=record,
        quantity=quantity,
        price_currency=CURRENCY,
        price_excl_tax=price,
        price_incl_tax=price,
    )


def forget_left_baskets() -> int:
    """Delete baskets of nobody that no cookie opens any more, and return how many; what was ordered stays."""
    cookie = timedelta(seconds=settings.OSCAR_BASKET_COOKIE_LIFETIME)
    left = Basket.objects.filter(
        owner=None, placement=None, date_created__lt=timezone.now() - cookie - timedelta(days=1)
    )
    _rows, deleted = left.delete()
    return int(deleted.get(Basket._meta.label, 0))
