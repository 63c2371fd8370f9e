"""The door for many: large floors for measuring, imports of data that was approved elsewhere.

Writes the same rows as ``publishing`` with a few statements for a thousand listings, under the same
locks and checks, so that the same invariants hold. Each listing has one variant.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from django.core.files.storage import storages
from django.db import transaction
from django.db.models import CharField, F, OuterRef, Subquery
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext as _
from oscar.core.loading import get_model
from oscar.core.utils import slugify
from wagtail.models import Revision

from marketplace.core.batches import in_batches
from marketplace.core.files.imaging import encode_copies
from marketplace.listings.errors import ListingProblemError
from marketplace.listings.models import Listing, ListingPicture, ListingVariant, Offer
from marketplace.listings.pictures.cleaning import StoredPicture, copy_to_shelf
from marketplace.listings.review.checks import find_content_problems
from marketplace.listings.shelf.publishing import shelf_fields, variant_fields
from marketplace.listings.shelf.stall_state import check_selling
from marketplace.shop.catalogue.models import Product, ProductImage
from marketplace.shop.catalogue.renditions import store_copies
from marketplace.shop.catalogue.selectors import goods_class
from marketplace.shop.catalogue.shelf_files import queue_files
from marketplace.shop.catalogue.signals import shelf_changed
from marketplace.shop.partner.models import StockRecord
from marketplace.stalls.models import Stall

ProductCategory = get_model("catalogue", "ProductCategory")

BATCH: Final = 1000


@dataclass(frozen=True, slots=True)
class ShelfPicture:
    """A picture that is in private and in public storage, with its copies. Rows may share one."""

    private_name: str
    public_name: str
    digest: str
    width: int
    height: int
    widths: tuple[int, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class BulkListing:
    """One listing with one variant, approved already."""

    stall_id: int
    category_id: int
    sku: str
    title: str
    description: str
    label_group: str
    label_data: Mapping[str, Any]
    unit: str
    price: int
    stock: int
    pictures: Sequence[ShelfPicture]
    price_was: int | None = None
    net_quantity: Decimal | None = None
    net_unit: str = ""
    weight_g: int | None = None
    origin_ward_id: int | None = None
    published_at: datetime | None = None
    ocop_stars: int = 0
    ocop_set: int | None = None
    ocop_decision_no: str = ""
    ocop_authority: str = ""
    ocop_issued_on: date | None = None
    ocop_expires_on: date | None = None


def put_on_shelf_once(picture: StoredPicture) -> ShelfPicture:
    """Copy a clean picture to public storage and make its copies, for any number of listings."""
    with storages["private"].open(picture.name) as file:
        copies = encode_copies(file.read())
    public = copy_to_shelf(picture.name, picture.digest)
    widths = tuple(store_copies(public, copies))
    return ShelfPicture(picture.name, public, picture.digest, picture.width, picture.height, widths)


def publish_in_bulk(rows: Iterable[BulkListing], *, batch: int = BATCH) -> Iterator[int]:
    """Publish ``rows`` and yield the number done after each batch, which is one transaction."""
    for chunk in in_batches(rows, batch):
        _publish_batch(chunk)
        yield len(chunk)


@transaction.atomic
def _publish_batch(rows: Sequence[BulkListing]) -> None:
    stalls = _lock_stalls({row.stall_id for row in rows})
    now = timezone.now()
    listings = _write_listings(rows, now)
    revisions = _write_revisions(listings, now)
    products = _write_products(rows, listings, revisions, now)
    StockRecord.objects.bulk_create(
        StockRecord(
            product=product,
            partner_id=stalls[row.stall_id].partner_id,
            partner_sku=row.sku,
            price=row.price,
            price_was=row.price_was,
            num_in_stock=row.stock,
        )
        for row, product in zip(rows, products, strict=True)
    )
    _tie(listings)
    queue_files(picture.public_name for row in rows for picture in row.pictures)
    shelf_changed.send(sender=Product, product_ids=[product.pk for product in products])


def _lock_stalls(keys: set[int]) -> dict[int, Stall]:
    """Return the stalls, locked in the order of their keys, so that two publishers cannot block each other."""
    locked = Stall.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk")
    stalls = {stall.pk: stall for stall in locked}
    for stall in stalls.values():
        check_selling(
            stall,
            closed=_("Gian hàng đã đóng, không đưa hàng lên kệ được nữa."),
            suspended=_("Gian hàng đang tạm dừng, chưa đưa hàng lên kệ được."),
        )
    return stalls


def _write_listings(rows: Sequence[BulkListing], now: datetime) -> list[Listing]:
    listings = [_listing(row, now) for row in rows]
    for listing in listings:
        problems = list(find_content_problems(listing))
        if problems:
            raise ListingProblemError(f"{listing.sku}: {problems[0].message}", problems)
    Listing.objects.bulk_create(listings)
    variants, pictures, offers = [], [], []
    for row, listing in zip(rows, listings, strict=True):
        for child in (*listing.variants.all(), *listing.pictures.all()):
            child.listing_id = listing.pk
        variants += listing.variants.all()
        pictures += listing.pictures.all()
        offers.append(
            Offer(listing=listing, sku=row.sku, price=row.price, price_was=row.price_was, stock=row.stock)
        )
    ListingVariant.objects.bulk_create(variants)
    ListingPicture.objects.bulk_create(pictures)
    Offer.objects.bulk_create(offers)
    return listings


def _listing(row: BulkListing, now: datetime) -> Listing:
    listing = Listing(
        stall_id=row.stall_id,
        sku=row.sku,
        title=row.title,
        category_id=row.category_id,
        description=row.description,
        origin_ward_id=row.origin_ward_id,
        label_group=row.label_group,
        label_data=dict(row.label_data),
        ocop_stars=row.ocop_stars,
        ocop_set=row.ocop_set,
        ocop_decision_no=row.ocop_decision_no,
        ocop_authority=row.ocop_authority,
        ocop_issued_on=row.ocop_issued_on,
        ocop_expires_on=row.ocop_expires_on,
        live=True,
        first_published_at=row.published_at or now,
        last_published_at=row.published_at or now,
    )
    listing.variants = [
        ListingVariant(
            sku=row.sku,
            unit=row.unit,
            net_quantity=row.net_quantity,
            net_unit=row.net_unit,
            weight_g=row.weight_g,
        )
    ]
    listing.pictures = [
        ListingPicture(
            file=picture.private_name,
            width=picture.width,
            height=picture.height,
            digest=picture.digest,
            position=position,
        )
        for position, picture in enumerate(row.pictures)
    ]
    listing.papers = []  # said here, or the revision would ask the database for the papers of each
    return listing


def _write_revisions(listings: Sequence[Listing], now: datetime) -> list[Revision]:
    content_type = Listing.get_content_type()
    revisions: list[Revision] = Revision.objects.bulk_create(
        Revision(
            content_type=content_type,
            base_content_type=content_type,
            object_id=str(listing.pk),
            object_str=listing.title,
            created_at=now,
            content=listing.serializable_data(),
        )
        for listing in listings
    )
    return revisions


def _write_products(
    rows: Sequence[BulkListing], listings: Sequence[Listing], revisions: Sequence[Revision], now: datetime
) -> list[Product]:
    product_class = goods_class()
    products = [
        Product(
            structure=Product.STANDALONE,
            product_class=product_class,
            # The key makes it unique without asking for each of a thousand titles.
            slug=f"{slugify(row.title)[:200] or 'hang-hoa'}-{listing.pk}",
            stall_id=row.stall_id,
            approved_revision=revision,
            is_public=True,
            published_at=row.published_at or now,
            **shelf_fields(listing),
            **variant_fields(listing.variants.all()[0]),
        )
        for row, listing, revision in zip(rows, listings, revisions, strict=True)
    ]
    Product.objects.bulk_create(products)
    together = list(zip(rows, products, strict=True))
    ProductCategory.objects.bulk_create(
        ProductCategory(product=product, category_id=row.category_id) for row, product in together
    )
    ProductImage.objects.bulk_create(
        ProductImage(
            product=product,
            original=picture.public_name,
            digest=picture.digest,
            width=picture.width,
            height=picture.height,
            widths=list(picture.widths),
            display_order=position,
        )
        for row, product in together
        for position, picture in enumerate(row.pictures)
    )
    return products


def _tie(listings: Sequence[Listing]) -> None:
    """Point the listings at their revision and product: one statement each, whatever the batch."""
    mine = Listing.objects.filter(pk__in=[listing.pk for listing in listings])
    revision = Revision.objects.filter(
        content_type=Listing.get_content_type(), object_id=Cast(OuterRef("pk"), CharField())
    ).values("pk")[:1]
    mine.update(latest_revision=Subquery(revision))
    product = Product.objects.filter(approved_revision=OuterRef("latest_revision")).values("pk")[:1]
    mine.update(live_revision=F("latest_revision"), product=Subquery(product))
