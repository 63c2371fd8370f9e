"""Keeping the copy of the shelf fresh. What is visible is one queryset, :func:`visible_products`.

Whoever indexes holds the one ``IndexState`` row: two workers take turns, so an older state of a
product can never be written over a newer one. A product that cannot be indexed is counted in its
queue row and keeps no other product waiting.
"""

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, cast

from django.db import OperationalError, transaction
from django.db.models import F, Prefetch, QuerySet
from django.utils import timezone

from marketplace.core.money import to_dong
from marketplace.shop.catalogue.models import Category, Product, ProductImage
from marketplace.shop.partner.models import StockRecord
from marketplace.stalls.enums import StallStatus
from marketplace.stalls.models import Stall
from search.engines.database import bump_version
from search.models import IndexState, IndexTask, ProductEntry
from search.text import fold, padded

BATCH = 500
MOST_ATTEMPTS = 8
ERROR_LENGTH = 300
_KEY = "product"
_COLUMNS = [field.name for field in ProductEntry._meta.concrete_fields if field.name != _KEY]
# A change of one of these moves no count beside a list.
_UNCOUNTED = {"sold_count", "rating", "review_count", "picture_widths", "picture_width", "picture_height"}


logger = logging.getLogger(__name__)


def visible_products() -> QuerySet[Product]:
    """Return the product pages that a shopper may see: public, with a stall that sells."""
    public: QuerySet[Product] = Product.objects.filter(is_public=True, stall__status=StallStatus.ACTIVE)
    return public.exclude(structure=Product.CHILD)


def queue_products(product_ids: Iterable[int]) -> None:
    """Leave a row for each product, in the transaction that changed it."""
    IndexTask.objects.bulk_create([IndexTask(product_id=key) for key in product_ids], batch_size=1000)


def queue_expired_stars() -> int:
    """Queue the products whose certificate ran out since they were indexed; return how many."""
    starred = ProductEntry.objects.filter(ocop_stars__gt=0, product__ocop_expires_on__lt=timezone.localdate())
    keys = list(starred.order_by("pk").values_list("pk", flat=True))
    queue_products(keys)
    return len(keys)


def index_products(product_ids: Iterable[int]) -> dict[int, str]:
    """Bring the entries of these products in line with the shelf; what left it leaves the index.

    Returns what went wrong, by product. A database that is busy or away is nobody's fault and raises.
    """
    failed: dict[int, str] = {}
    for keys in _batches(sorted(set(product_ids)), BATCH):
        failed |= _index_all_but_bad(keys)
    return failed


def index_waiting() -> int:
    """Index what the queue holds, oldest first, and return how many rows were done.

    What fails stays in the queue with its count of tries; the next run comes to it again.
    """
    done, after = 0, 0
    while rows := list(_waiting().filter(pk__gt=after)[:BATCH]):
        after = rows[-1].pk
        failed = index_products(row.product_id for row in rows)
        finished = [row.pk for row in rows if row.product_id not in failed]
        IndexTask.objects.filter(pk__in=finished).delete()
        for product_id, error in failed.items():
            tried = IndexTask.objects.filter(pk__in=[row.pk for row in rows], product_id=product_id)
            tried.update(attempts=F("attempts") + 1, error=error)
        done += len(finished)
    return done


def dead_tasks() -> QuerySet[IndexTask]:
    """Return the rows that failed so often that a person has to look."""
    return IndexTask.objects.filter(attempts__gte=MOST_ATTEMPTS).order_by("pk")


def reindex(tick: Any = None) -> int:
    """Make every entry anew and drop the rest; return how many there are."""
    keys = visible_products().order_by("pk").values_list("pk", flat=True)
    for batch in _batches(keys.iterator(chunk_size=BATCH), BATCH):
        index_products(batch)
        if tick is not None:
            tick(len(batch))
    with transaction.atomic():
        _take_turn()
        ProductEntry.objects.exclude(pk__in=visible_products().values("pk")).delete()
        bump_version()
    return ProductEntry.objects.count()


@dataclass(frozen=True, slots=True)
class Differences:
    """Products without an entry, entries without a product on display, and entries that say what is no more."""

    missing: tuple[int, ...]
    extra: tuple[int, ...]
    stale: tuple[int, ...]

    @property
    def keys(self) -> tuple[int, ...]:
        """Return every product that differs."""
        return (*self.missing, *self.extra, *self.stale)


def find_differences() -> Differences:
    """Compare every entry with the shelf."""
    missing: list[int] = []
    without = visible_products().filter(search_entry=None).order_by("pk").values_list("pk", flat=True)
    for batch in _batches(list(without), BATCH):
        missing += [entry.pk for entry in _entries(batch)]
    extra: list[int] = []
    stale: list[int] = []
    for batch in _batches(list(ProductEntry.objects.order_by("pk").values_list("pk", flat=True)), BATCH):
        fresh = {entry.pk: entry for entry in _entries(batch)}
        for kept in ProductEntry.objects.filter(pk__in=batch).order_by("pk"):
            if kept.pk not in fresh:
                extra.append(kept.pk)
            elif _facts(kept) != _facts(fresh[kept.pk]):
                stale.append(kept.pk)
    return Differences(tuple(missing), tuple(extra), tuple(stale))


def repair(keys: Iterable[int]) -> None:
    """Index these products, and give what failed too often another chance."""
    dead_tasks().update(attempts=0)
    queue_products(keys)
    index_waiting()


def _waiting() -> QuerySet[IndexTask]:
    return IndexTask.objects.filter(attempts__lt=MOST_ATTEMPTS).order_by("pk")


def _index_all_but_bad(keys: Sequence[int]) -> dict[int, str]:
    """Index together what can be; one bad product must not keep the other 499 from the index."""
    try:
        with transaction.atomic():
            _take_turn()
            _index(keys)
    except OperationalError:
        raise
    except Exception as error:  # whatever is wrong with one product, the others go on
        if len(keys) == 1:
            logger.exception("product %d cannot be indexed", keys[0])
            return {keys[0]: f"{type(error).__name__}: {error}"[:ERROR_LENGTH]}
        middle = len(keys) // 2
        return _index_all_but_bad(keys[:middle]) | _index_all_but_bad(keys[middle:])
    return {}


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
    stall = cast("Stall", product.stall)  # a visible product has one
    ward = product.origin_ward or stall.ward
    aisle = aisles.get(category.path[: Category.steplen], category.slug)
    exact = padded(product.title, stall.name, ward.name, category.name)
    ocop = product.valid_ocop_stars
    return ProductEntry(
        product_id=product.pk,
        title=product.title,
        slug=product.slug,
        title_folded=fold(padded(product.title)),
        words_exact=exact,
        words_folded=fold(exact) + (" ocop " if ocop else ""),
        category_slug=category.slug,
        aisle_slug=aisle,
        stall_slug=stall.slug,
        stall_name=stall.name,
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


def _batches(keys: Iterable[int], size: int) -> Iterator[list[int]]:
    source = iter(keys)
    while batch := list(islice(source, size)):
        yield batch
