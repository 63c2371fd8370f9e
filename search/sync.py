"""Keeping the copy of the shelf fresh. What is visible is one queryset, :func:`visible_products`.

Whoever indexes holds the one ``IndexState`` row: two workers take turns, so an older state of a
product can never be written over a newer one.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from marketplace.core.money import to_dong
from marketplace.shop.catalogue.models import Category, Product, ProductImage
from marketplace.shop.partner.models import StockRecord
from marketplace.stalls.enums import StallStatus
from search.engines.database import bump_version
from search.models import IndexState, IndexTask, ProductEntry
from search.text import fold, padded

BATCH = 500
MOST_ATTEMPTS = 8
_KEY = "product"
_COLUMNS = [field.name for field in ProductEntry._meta.concrete_fields if field.name != _KEY]
# A change of one of these moves no count beside a list.
_UNCOUNTED = {"sold_count", "rating", "review_count", "picture_widths", "picture_width", "picture_height"}


def visible_products() -> QuerySet[Product]:
    """Return the product pages that a shopper may see: public, with a stall that sells."""
    return Product.objects.filter(is_public=True, stall__status=StallStatus.ACTIVE).exclude(structure="child")


def index_products(product_ids: Iterable[int]) -> None:
    """Bring the entries of these products in line with the shelf; what left it leaves the index."""
    for keys in _batches(sorted(set(product_ids)), BATCH):
        with transaction.atomic():
            _take_turn()
            _index(keys)


def index_waiting() -> int:
    """Index what the queue holds, oldest first, and return how many rows it took."""
    taken = 0
    while rows := list(_waiting()[:BATCH]):
        with transaction.atomic():
            _take_turn()
            _index(sorted({row.product_id for row in rows}))
            IndexTask.objects.filter(pk__in=[row.pk for row in rows]).delete()
        taken += len(rows)
    return taken


def note_failure(error: Exception) -> None:
    """Count a failed try of the rows at the head of the queue; after some they are left to a person."""
    for row in _waiting()[:BATCH]:
        IndexTask.objects.filter(pk=row.pk).update(attempts=row.attempts + 1, error=str(error)[:300])


def reindex(tick: Any = None) -> int:
    """Make every entry anew and drop the rest; return how many there are."""
    keys = visible_products().order_by("pk").values_list("pk", flat=True)
    total = 0
    for batch in _batches(keys.iterator(chunk_size=BATCH), BATCH):
        index_products(batch)
        total += len(batch)
        if tick is not None:
            tick(len(batch))
    gone = ProductEntry.objects.exclude(pk__in=visible_products().values("pk"))
    with transaction.atomic():
        _take_turn()
        gone.delete()
        bump_version()
    return total


def find_differences() -> tuple[list[int], list[int]]:
    """Return (missing, extra): products without an entry, entries without a visible product."""
    missing = visible_products().filter(search_entry=None).order_by("pk").values_list("pk", flat=True)
    extra = ProductEntry.objects.exclude(pk__in=visible_products().values("pk")).order_by("pk")
    return list(missing), list(extra.values_list("pk", flat=True))


def find_stale() -> list[int]:
    """Return the products whose entry no longer says what the shelf says."""
    stale: list[int] = []
    keys = ProductEntry.objects.order_by("pk").values_list("pk", flat=True)
    for batch in _batches(keys.iterator(chunk_size=BATCH), BATCH):
        fresh = {entry.pk: entry for entry in _entries(batch)}
        for kept in ProductEntry.objects.filter(pk__in=batch):
            if kept.pk in fresh and _facts(kept) != _facts(fresh[kept.pk]):
                stale.append(kept.pk)
    return stale


def _waiting() -> QuerySet[IndexTask]:
    return IndexTask.objects.filter(attempts__lt=MOST_ATTEMPTS).order_by("pk")


def _take_turn() -> None:
    if not IndexState.objects.select_for_update().filter(pk=1):
        IndexState.objects.get_or_create(pk=1)
        IndexState.objects.select_for_update().get(pk=1)


def _index(keys: Sequence[int]) -> None:
    fresh = _entries(keys)
    old = {entry.pk: entry for entry in ProductEntry.objects.filter(pk__in=keys)}
    changed = [entry for entry in fresh if entry.pk not in old or _facts(entry) != _facts(old[entry.pk])]
    gone = set(old) - {entry.pk for entry in fresh}
    ProductEntry.objects.bulk_create(
        changed, update_conflicts=True, unique_fields=[_KEY], update_fields=_COLUMNS
    )
    ProductEntry.objects.filter(pk__in=gone).delete()
    if gone or any(entry.pk not in old or _counted(entry) != _counted(old[entry.pk]) for entry in changed):
        bump_version()


def _facts(entry: ProductEntry) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in _COLUMNS}


def _counted(entry: ProductEntry) -> dict[str, Any]:
    return {name: value for name, value in _facts(entry).items() if name not in _UNCOUNTED}


def _entries(keys: Sequence[int]) -> list[ProductEntry]:
    """Return fresh entries of the visible products among ``keys``, in a fixed number of queries."""
    records = Prefetch("stockrecords", StockRecord.objects.order_by("pk"))
    children = Prefetch(
        "children", Product.objects.filter(is_public=True).order_by("pk").prefetch_related(records)
    )
    products = (
        visible_products()
        .filter(pk__in=keys)
        .select_related("stall__ward", "origin_ward")
        .prefetch_related(
            records,
            children,
            Prefetch("images", ProductImage.objects.order_by("display_order")),
            Prefetch("categories", Category.objects.all()),
        )
        .order_by("pk")
    )
    aisles = dict(Category.objects.filter(depth=1).values_list("path", "slug"))
    built = (_entry(product, aisles) for product in products)
    return [entry for entry in built if entry is not None]


def _entry(product: Product, aisles: dict[str, str]) -> ProductEntry | None:
    sellable = list(product.children.all()) if product.is_parent else [product]
    offers = [
        (one, record) for one in sellable for record in one.stockrecords.all()[:1] if record.price is not None
    ]
    category = next(iter(product.categories.all()), None)
    if not offers or category is None:
        return None
    in_stock = [offer for offer in offers if offer[1].net_stock_level > 0]
    cheapest, record = min(in_stock or offers, key=lambda offer: (offer[1].price, offer[0].pk))
    image = next(iter(product.images.all()), None)
    ward = product.origin_ward or product.stall.ward
    aisle = aisles.get(category.path[: Category.steplen], category.slug)
    exact = padded(product.title, product.stall.name, ward.name, category.name)
    ocop = _valid_stars(product)
    return ProductEntry(
        product_id=product.pk,
        title=product.title,
        slug=product.slug,
        title_folded=fold(padded(product.title)),
        words_exact=exact,
        words_folded=fold(exact) + (" ocop " if ocop else ""),
        category_slug=category.slug,
        aisle_slug=aisle,
        stall_slug=product.stall.slug,
        stall_name=product.stall.name,
        ward_code=ward.code,
        ward_name=ward.name,
        price=to_dong(record.price),
        price_was=record.price_was,
        unit=cheapest.unit,
        has_variants=len(offers) > 1,
        in_stock=bool(in_stock),
        ocop_stars=ocop,
        rating=product.rating,
        review_count=product.review_count,
        sold_count=product.sold_count,
        published_at=product.published_at or product.date_created,
        picture_name=image.original.name if image else "",
        picture_widths=list(image.widths) if image else [],
        picture_width=image.width if image else 0,
        picture_height=image.height if image else 0,
    )


def _valid_stars(product: Product) -> int:
    """Return the stars of a certificate that has not run out."""
    expires = product.ocop_expires_on
    return 0 if expires is not None and expires < timezone.localdate() else product.ocop_stars


def _batches(keys: Iterable[int], size: int) -> Iterator[list[int]]:
    source = iter(keys)
    while batch := list(islice(source, size)):
        yield batch
