"""The one door to the shelf: nothing else writes ``Product``, its children, its pictures or a new stockrecord.

Law 1: what is on sale was approved. Everything here happens in the transaction of the approval, with
the stall's row locked, so that an exception undoes the approval too.
Law 2: price and stock are read from the offers once, for a variant that has no stockrecord yet; an
existing stockrecord is never written.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from oscar.core.utils import slugify
from wagtail.models import Revision

from marketplace.core.queueing import queue
from marketplace.listings.errors import ListingProblemError
from marketplace.listings.models import Listing, ListingPicture, ListingVariant, Offer
from marketplace.listings.ocop import OCOP_FIELDS
from marketplace.listings.pictures.cleaning import copy_to_shelf, shelf_name
from marketplace.listings.review.checks import check_listing, label_data_of
from marketplace.listings.shelf.stall_state import check_selling
from marketplace.shop.catalogue.models import Product, ProductImage
from marketplace.shop.catalogue.selectors import goods_class
from marketplace.shop.catalogue.shelf_files import queue_files, queue_pictures_of
from marketplace.shop.catalogue.signals import shelf_changed
from marketplace.shop.catalogue.tasks import render_pictures, settle_pictures
from marketplace.shop.partner.models import StockRecord
from marketplace.stalls.models import Stall
from marketplace.stalls.services import lock_stall

_SAME_ON_SHELF = (
    "title",
    "description",
    "label_group",
    "origin_ward_id",
    *OCOP_FIELDS,
)
_SAME_OF_VARIANT = ("sku", "unit", "net_quantity", "net_unit", "weight_g")
_NO_VARIANT = {"sku": "", "unit": "", "net_quantity": None, "net_unit": "", "weight_g": None}


@dataclass(frozen=True, slots=True)
class Approved:
    """What was approved: the revision, the listing as it says, and the stall, whose row is locked."""

    revision: Revision
    listing: Listing
    stall: Stall
    variants: tuple[ListingVariant, ...]


@transaction.atomic
def publish_revision(*, revision: Revision) -> Product:
    """Write what ``revision`` says onto the shelf and return the product that has the page.

    Raises StallInactiveError or ListingProblemError, and then nothing is written.
    """
    listing: Listing = revision.as_object()
    stall = lock_stall(listing.stall_id)
    check_selling(
        stall,
        closed=_("Gian hàng đã đóng, không đưa hàng lên kệ được nữa."),
        suspended=_("Gian hàng đang tạm dừng, chưa đưa hàng lên kệ được."),
    )
    check_listing(listing)
    approved = Approved(revision, listing, stall, tuple(listing.variants.all()))
    product = _write_product(approved)
    if product.structure == Product.PARENT:
        for position, variant in enumerate(approved.variants):
            _write_child(approved, product, variant, position)
        _hide_other_children(product, [variant.sku for variant in approved.variants])
    else:
        _ensure_stockrecord(approved, product, approved.variants[0].sku)
    _write_pictures(product, list(listing.pictures.all()))
    shelf_changed.send(sender=Product, product_ids=[product.pk])
    queue(render_pictures, product.pk)
    return product


@transaction.atomic
def withdraw_from_shelf(*, listing: Listing) -> None:
    """Take the listing's product off the shelf; it stays for the orders that name it."""
    if listing.product_id is None:
        return
    lock_stall(listing.stall_id)
    hidden = Product.objects.filter(pk=listing.product_id).update(is_public=False)
    Product.objects.filter(parent=listing.product_id).update(is_public=False)
    if hidden:
        shelf_changed.send(sender=Product, product_ids=[listing.product_id])
        _move_pictures_of([listing.product_id])


def clear_shelf_of(*, stall: Stall) -> list[int]:
    """Take all goods of a stall off the shelf in one update. The caller holds the stall's row."""
    pages = Product.objects.filter(stall=stall, is_public=True).exclude(structure=Product.CHILD)
    product_ids = list(pages.order_by("pk").values_list("pk", flat=True))
    Product.objects.filter(stall=stall, is_public=True).update(is_public=False)
    shelf_changed.send(sender=Product, product_ids=product_ids)
    _move_pictures_of(product_ids)
    return product_ids


def restore_shelf_of(*, stall: Stall) -> list[int]:
    """Put back what is still approved: live listings, with the variants of their approved revision.

    A live listing's own rows are its approved content, so nothing had to be remembered.
    """
    live = Listing.objects.filter(stall=stall, live=True, archived_at=None, product__isnull=False)
    product_ids = list(live.order_by("product_id").values_list("product_id", flat=True))
    Product.objects.filter(pk__in=product_ids).update(is_public=True)
    approved = dict[int, list[str]]()
    for product_id, sku in ListingVariant.objects.filter(listing__in=live).values_list(
        "listing__product_id", "sku"
    ):
        approved.setdefault(product_id, []).append(sku)
    children = Product.objects.filter(parent__in=product_ids).values_list("pk", "parent_id", "sku")
    shown = [pk for pk, parent_id, sku in children if sku in approved.get(parent_id, ())]
    Product.objects.filter(pk__in=shown).update(is_public=True)
    shelf_changed.send(sender=Product, product_ids=product_ids)
    _move_pictures_of(product_ids)
    return product_ids


def shelf_fields(listing: Listing) -> dict[str, Any]:
    """Return the fields that a product takes over from the approved listing."""
    return {name: getattr(listing, name) for name in _SAME_ON_SHELF} | {"label_data": label_data_of(listing)}


def variant_fields(variant: ListingVariant) -> dict[str, Any]:
    """Return the fields that the product to buy takes over from its variant."""
    return {name: getattr(variant, name) for name in _SAME_OF_VARIANT}


def _write_product(approved: Approved) -> Product:
    listing = approved.listing
    product = Product.objects.filter(pk=listing.product_id).first() if listing.product_id else None
    if product is None:
        product = Product(
            structure=Product.STANDALONE, product_class=goods_class(), published_at=timezone.now()
        )
    if _needs_children(product, approved.variants):
        _become_parent(product)
    own = _NO_VARIANT if product.structure == Product.PARENT else variant_fields(approved.variants[0])
    for name, value in (shelf_fields(listing) | own).items():
        setattr(product, name, value)
    product.stall = approved.stall
    product.approved_revision = approved.revision
    product.is_public = True
    _save_with_slug(product, listing)
    product.categories.set([listing.category_id])
    if listing.product_id != product.pk:
        Listing.objects.filter(pk=listing.pk).update(product=product)
    return product


def _needs_children(product: Product, variants: Sequence[ListingVariant]) -> bool:
    """Say whether one row is not enough: several variants, or another one than has been sold so far.

    What has children once keeps them: their stockrecords and the orders on them stay where they are.
    """
    if product.structure == Product.PARENT or len(variants) > 1:
        return True
    return product.pk is not None and product.sku != variants[0].sku


def _become_parent(product: Product) -> None:
    """Hand the stockrecord, untouched, to a child that takes over what was sold until now."""
    was_standalone = product.structure == Product.STANDALONE
    product.structure = Product.PARENT
    if product.pk is None or not was_standalone:
        return
    child = Product(
        structure=Product.CHILD,
        parent=product,
        stall_id=product.stall_id,
        approved_revision_id=product.approved_revision_id,
        is_public=False,
        published_at=product.published_at,
        **{name: getattr(product, name) for name in _SAME_OF_VARIANT},
    )
    child.title = product.unit
    child.save()
    StockRecord.objects.filter(product=product).update(product=child)


def _save_with_slug(product: Product, listing: Listing) -> None:
    """Save the product; its address is made of the first title and never changes again."""
    if product.slug:
        product.save()
        return
    base = slugify(listing.title)[:200] or "hang-hoa"
    taken = Product.objects.exclude(structure=Product.CHILD).filter(slug=base).exists()
    product.slug = f"{base}-{listing.pk}" if taken else base
    try:
        with transaction.atomic():
            product.save()
    except IntegrityError:
        if taken:
            raise
        # Another stall published the same title a moment ago.
        product.slug = f"{base}-{listing.pk}"
        product.save()


def _write_child(approved: Approved, parent: Product, variant: ListingVariant, position: int) -> None:
    child = Product.objects.filter(parent=parent, sku=variant.sku).first()
    if child is None:
        child = Product(structure=Product.CHILD, parent=parent, published_at=timezone.now())
    for name, value in variant_fields(variant).items():
        setattr(child, name, value)
    child.title = variant.name or variant.unit
    child.position = position
    child.stall = approved.stall
    child.approved_revision = approved.revision
    child.is_public = True
    child.save()
    _ensure_stockrecord(approved, child, variant.sku)


def _hide_other_children(parent: Product, skus: Sequence[str]) -> None:
    """Hide variants that the revision no longer has. They are kept: orders may name them."""
    gone = Product.objects.filter(parent=parent).exclude(sku__in=skus)
    gone.filter(is_public=True).update(is_public=False)


def _ensure_stockrecord(approved: Approved, product: Product, sku: str) -> None:
    if StockRecord.objects.filter(product=product).exists():
        return
    offer = Offer.objects.filter(listing=approved.listing, sku=sku).first()
    if offer is None:
        raise ListingProblemError(_("Quy cách «%s» chưa có giá.") % sku)
    StockRecord.objects.create(
        product=product,
        partner_id=approved.stall.partner_id,
        partner_sku=sku,
        price=offer.price,
        price_was=offer.price_was,
        num_in_stock=offer.stock,
    )


def _write_pictures(product: Product, pictures: Sequence[ListingPicture]) -> None:
    """Make the product show exactly the approved pictures; those it had keep their copies."""
    old = {image.digest: image for image in ProductImage.objects.filter(product=product)}
    # First, because the rows keep whoever puts files away from these until all of this is committed.
    queue_files(
        [*(image.original.name for image in old.values()), *(shelf_name(one.digest) for one in pictures)]
    )
    for position, picture in enumerate(pictures):
        image = old.pop(picture.digest, None) or ProductImage(
            product=product,
            original=copy_to_shelf(picture.file.name or "", picture.digest),
            digest=picture.digest,
            width=picture.width,
            height=picture.height,
        )
        image.caption = picture.alt
        image.display_order = position
        image.save()
    for image in old.values():
        image.delete()
    queue(settle_pictures)


def _move_pictures_of(product_ids: Sequence[int]) -> None:
    """Let the pictures of goods that left or returned follow them."""
    queue_pictures_of(product_ids)
    queue(settle_pictures)
