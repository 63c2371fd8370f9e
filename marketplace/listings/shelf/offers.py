"""Price and stock change at once, without review (law 2): on the shelf if the variant is there, else on its offer.

A form says which value it was filled in from (``seen``). What changed meanwhile is not overwritten: the
person is told the value of now. A price on the shelf leaves a row of history, flagged when it moved
by more than the department's share.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from marketplace.accounts.models import User
from marketplace.core.errors import FloorError
from marketplace.core.money import format_vnd, to_dong
from marketplace.listings.errors import ListingProblemError
from marketplace.listings.models import Listing, ListingSettings, Offer, PriceChange
from marketplace.listings.shelf.stall_state import check_open, lock_open_stall
from marketplace.shop.catalogue.models import Product
from marketplace.shop.catalogue.restrictions import restriction_of
from marketplace.shop.catalogue.selectors import family_of
from marketplace.shop.catalogue.signals import shelf_changed
from marketplace.shop.partner.models import StockRecord

# Oscar's column holds ten digits before the comma; nobody sells a piece of goods for more than a billion.
MAX_PRICE = 1_000_000_000
MAX_STOCK = 1_000_000
# For so long small steps of a price count together: nobody slips a large change past the officers.
STEPS_COUNT_FOR = timedelta(days=7)
_ALLOCATED = Coalesce(F("num_allocated"), Value(0))


class StaleValueError(FloorError):
    """Somebody, or an order, was faster. ``now`` is the value that stands."""

    def __init__(self, message: str, *, now: int) -> None:
        super().__init__(message)
        self.now = now


@transaction.atomic
def change_price(
    *,
    listing: Listing,
    sku: str,
    price: int,
    price_was: int | None = None,
    seen: int | None = None,
    by: User | None = None,
) -> None:
    """Ask ``price`` đồng from now on; a former price is shown struck through.

    Raises StaleValueError if the price is no longer ``seen``.
    """
    if not 0 < price <= MAX_PRICE:
        raise ListingProblemError(_("Giá cần lớn hơn 0 và không quá một tỷ đồng."))
    if price_was is not None and not price < price_was <= MAX_PRICE:
        raise ListingProblemError(_("Giá cũ phải cao hơn giá đang bán."))
    if price_was is not None and restriction_of(listing.label_group, listing.label_data).no_promotion:
        raise ListingProblemError(_("Loại hàng này không được giảm giá, quảng bá. Bỏ trống giá cũ."))
    record = _shelf_rows(listing, sku).select_for_update(of=("self",)).first()
    if record is None:
        _change_offer(listing, sku, {"price": price, "price_was": price_was}, field="price", seen=seen)
        return
    before = to_dong(record.price or 0)
    _check_seen(before, seen, _("Giá vừa được đổi thành %s.") % format_vnd(before))
    StockRecord.objects.filter(pk=record.pk).update(
        price=price, price_was=price_was, date_updated=timezone.now()
    )
    if before != price:
        _note_change(PriceChange(listing=listing, sku=sku, before=before, after=price, by=by))
    _tell_shelf(listing)


@transaction.atomic
def change_stock(*, listing: Listing, sku: str, stock: int) -> None:
    """Say that ``stock`` pieces lie in the stall, those that orders have reserved among them."""
    _check_stock(stock)
    if _shelf_rows(listing, sku).update(num_in_stock=stock, date_updated=timezone.now()):
        _tell_shelf(listing)
    else:
        _change_offer(listing, sku, {"stock": stock}, field="stock", seen=None)


@transaction.atomic
def set_available(*, listing: Listing, sku: str, available: int, seen: int | None = None) -> None:
    """Say that ``available`` pieces can still be sold; what orders have reserved comes on top.

    One conditional UPDATE: an order that was placed since the form was drawn is never sold twice.
    Raises StaleValueError if the number is no longer ``seen``.
    """
    _check_stock(available)
    rows = _shelf_rows(listing, sku)
    guarded = rows
    if seen:
        guarded = rows.filter(num_in_stock=_ALLOCATED + seen)
    elif seen is not None:  # nothing to sell: no stock yet, or fewer pieces than orders wait for
        guarded = rows.filter(Q(num_in_stock=None) | Q(num_in_stock__lte=_ALLOCATED))
    if guarded.update(num_in_stock=_ALLOCATED + available, date_updated=timezone.now()):
        _tell_shelf(listing)
        return
    record = rows.first()
    if record is None:
        _change_offer(listing, sku, {"stock": available}, field="stock", seen=seen)
        return
    now = max(0, record.net_stock_level)
    raise StaleValueError(_("Vừa có thay đổi, hiện còn %s. Xem lại rồi ghi số mới.") % now, now=now)


def price_history(*, listing: Listing) -> QuerySet[PriceChange]:
    """Return every change of a listing's prices, the newest first."""
    return PriceChange.objects.filter(listing=listing).select_related("by")


def flagged_changes() -> QuerySet[PriceChange]:
    """Return the large changes of prices that no officer has looked at, the oldest first."""
    return (
        PriceChange.objects.filter(is_flagged=True, looked_at=None)
        .select_related("listing__stall", "by")
        .order_by("at", "pk")
    )


@transaction.atomic
def note_price_seen(*, change: PriceChange, officer: User) -> bool:
    """Note that an officer looked at a large change. Returns whether it was still open."""
    open_rows = PriceChange.objects.filter(pk=change.pk, looked_at=None)
    if not open_rows.update(looked_at=timezone.now(), looked_by=officer.pk):
        return False
    data = {
        "comment": f"{change.sku}: {format_vnd(change.before)} → {format_vnd(change.after)}",
        "before": {"looked": False},
        "after": {"looked": True},
    }
    log(instance=change.listing, action="listings.price_seen", user=officer, data=data)
    return True


def _note_change(change: PriceChange) -> None:
    """Keep a change, flagged if it is large, or if it makes a large one with those of the days before."""
    if _is_large(change.before, change.after):
        change.is_flagged = True
    else:
        start = _price_before_steps(change)
        if _is_large(start, change.after):
            change.is_flagged, change.since = True, start
    change.save()


def _is_large(before: int, after: int) -> bool:
    # The exact share counts: 30.4 per cent is shown as 30, and is more than 30.
    share: int = ListingSettings.load().price_flag_percent
    return abs(after - before) * 100 > share * before


def _price_before_steps(change: PriceChange) -> int:
    """Return the price before the first change of the last days, or after the last one that officers were told of."""
    earlier = PriceChange.objects.filter(
        listing=change.listing, sku=change.sku, at__gt=timezone.now() - STEPS_COUNT_FOR
    )
    start = None
    for before, after, is_flagged in earlier.order_by("pk").values_list("before", "after", "is_flagged"):
        if is_flagged:
            start = after
        elif start is None:
            start = before
    return change.before if start is None else start


def _shelf_rows(listing: Listing, sku: str) -> QuerySet[StockRecord]:
    """Return the variant's stockrecord, if it is on the shelf. Raises StallClosedError."""
    keys = _shelf_keys(listing, sku)
    if not keys:
        # The first approval reads the offer once. One that is under way holds the stall's row: without waiting for
        # it, a price written here would be in the offer and never on the shelf.
        lock_open_stall(listing.stall_id)
        keys = _shelf_keys(listing, sku)
    rows: QuerySet[StockRecord] = StockRecord.objects.filter(pk__in=keys)
    return rows


def _shelf_keys(listing: Listing, sku: str) -> list[int]:
    stood = Listing.objects.select_related("stall").only("product_id", "stall__status").get(pk=listing.pk)
    # Looked at, not locked: whoever sells the piece holds the stockrecord, and asks for the stall after it.
    check_open(stood.stall)
    if stood.product_id is None:
        return []
    # By key, because an UPDATE with a joined condition reads it in a subquery, and so would its guard.
    records = StockRecord.objects.filter(product__in=family_of([stood.product_id]), partner_sku=sku)
    return list(records.values_list("pk", flat=True))


def _change_offer(
    listing: Listing, sku: str, values: dict[str, int | None], *, field: str, seen: int | None
) -> None:
    offers = Offer.objects.filter(listing=listing, sku=sku)
    guarded = offers if seen is None else offers.filter(**{field: seen})
    if guarded.update(**values):
        return
    offer = offers.first()
    if offer is None:
        raise ListingProblemError(_("Không có quy cách «%s».") % sku)
    now = int(getattr(offer, field))
    raise StaleValueError(_("Vừa có người đổi, hiện là %s. Xem lại rồi ghi số mới.") % now, now=now)


def _check_seen(now: int, seen: int | None, words: str) -> None:
    if seen is not None and seen != now:
        raise StaleValueError(words, now=now)


def _check_stock(stock: int) -> None:
    if not 0 <= stock <= MAX_STOCK:
        raise ListingProblemError(_("Số còn lại từ 0 tới một triệu."))


def _tell_shelf(listing: Listing) -> None:
    product_id = Listing.objects.values_list("product_id", flat=True).get(pk=listing.pk)
    shelf_changed.send(sender=Product, product_ids=[product_id])
