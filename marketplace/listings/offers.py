"""Price and stock change at once, without review (law 2): on the shelf if the variant is there, else on its offer."""

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from marketplace.listings.errors import ListingProblemError
from marketplace.listings.models import Listing, Offer
from marketplace.shop.catalogue.models import Product
from marketplace.shop.catalogue.signals import shelf_changed
from marketplace.shop.partner.models import StockRecord


@transaction.atomic
def change_price(*, listing: Listing, sku: str, price: int, price_was: int | None = None) -> None:
    """Ask ``price`` đồng from now on; a former price is shown struck through."""
    if price <= 0:
        raise ListingProblemError(_("Giá cần lớn hơn 0 đồng."))
    if price_was is not None and price_was <= price:
        raise ListingProblemError(_("Giá cũ phải cao hơn giá đang bán."))
    _write(
        listing,
        sku,
        on_shelf={"price": price, "price_was": price_was},
        waiting={"price": price, "price_was": price_was},
    )


@transaction.atomic
def change_stock(*, listing: Listing, sku: str, stock: int) -> None:
    """Say that ``stock`` pieces lie in the stall, those that orders have reserved among them."""
    if stock < 0:
        raise ListingProblemError(_("Số còn lại không thể âm."))
    _write(listing, sku, on_shelf={"num_in_stock": stock}, waiting={"stock": stock})


def _write(
    listing: Listing, sku: str, *, on_shelf: dict[str, int | None], waiting: dict[str, int | None]
) -> None:
    product_id = Listing.objects.values_list("product_id", flat=True).get(pk=listing.pk)
    mine = Q(product=product_id) | Q(product__parent=product_id)
    if product_id is not None and StockRecord.objects.filter(mine, partner_sku=sku).update(**on_shelf):
        shelf_changed.send(sender=Product, product_ids=[product_id])
    elif not Offer.objects.filter(listing=listing, sku=sku).update(**waiting):
        raise ListingProblemError(_("Không có quy cách «%s».") % sku)
