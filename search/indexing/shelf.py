"""Reads of the shelf for indexing: plain values in a fixed number of queries, whatever the batch.

A million products pass here. Making a model's object of each row, and of each row beside it, took longer
than everything that is done with them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from django.db.models import F, QuerySet

from marketplace.shop.catalogue.models import Category, Product, ProductImage
from marketplace.shop.partner.models import StockRecord
from marketplace.stalls.enums import ShippingWay, StallStatus
from marketplace.stalls.models import ShippingRate
from search.indexing.keys import listed

_COLUMNS: Final = (
    "pk", "structure", "title", "slug", "description", "unit", "ocop_stars", "ocop_expires_on", "rating",
    "review_count", "sold_count", "published_at", "date_created", "stall_id", "stall__slug", "stall__name",
    "stall__ward__code", "stall__ward__name", "origin_ward__code", "origin_ward__name",
    "label_group", "label_data",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """The product's own row and its stall's, in the order of the columns that are read."""

    product_id: int
    structure: str
    title: str
    slug: str
    description: str | None
    unit: str
    ocop_stars: int
    ocop_expires_on: date | None
    rating: float | None
    review_count: int
    sold_count: int
    published_at: datetime | None
    created_at: datetime
    stall_id: int
    stall_slug: str
    stall_name: str
    stall_ward_code: str
    stall_ward_name: str
    origin_code: str | None
    origin_name: str | None
    label_group: str
    label_data: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Offer:
    """What one variant costs, and whether any of it is left."""

    product_id: int
    unit: str
    price: Decimal
    price_was: int | None
    in_stock: bool


@dataclass(frozen=True, slots=True)
class Shelf:
    """A category: where its goods are found."""

    path: str
    slug: str
    name: str


@dataclass(frozen=True, slots=True)
class FirstPicture:
    """The picture that a card shows."""

    name: str
    widths: list[int]
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Goods:
    """Everything that is indexed of one product page."""

    row: Row
    offers: Sequence[Offer]
    shelf: Shelf | None
    aisle: Shelf | None
    zones: frozenset[str]
    picture: FirstPicture | None


def visible_products() -> QuerySet[Product]:
    """Return the product pages that a shopper may see: public, with a stall that sells."""
    public: QuerySet[Product] = Product.objects.filter(is_public=True, stall__status=StallStatus.ACTIVE)
    return public.exclude(structure=Product.CHILD)


def read_goods(keys: Iterable[int]) -> list[Goods]:
    """Return the visible products among ``keys``, by their keys."""
    visible = visible_products().filter(pk__in=listed(keys)).order_by("pk").values_list(*_COLUMNS)
    rows = [Row(*values) for values in visible]
    pages = [row.product_id for row in rows]
    offers, pictures, shelves = _offers(rows), _pictures(pages), _shelves(pages)
    zones = _zones({row.stall_id for row in rows})
    aisles = {path: Shelf(path, slug, name) for path, slug, name in _categories().filter(depth=1)}
    found = []
    for row in rows:
        shelf, key = shelves.get(row.product_id), row.product_id
        aisle = aisles.get(shelf.path[: Category.steplen], shelf) if shelf else None
        found.append(
            Goods(
                row,
                offers.get(key, ()),
                shelf,
                aisle,
                zones.get(row.stall_id, frozenset()),
                pictures.get(key),
            )
        )
    return found


def _offers(rows: Sequence[Row]) -> dict[int, list[Offer]]:
    """Return what can be bought on each page: the product itself, or its variants that are on display."""
    units = {row.product_id: row.unit for row in rows if row.structure != Product.PARENT}
    parents = [row.product_id for row in rows if row.structure == Product.PARENT]
    page_of = {key: key for key in units}
    if parents:
        children = Product.objects.filter(parent__in=parents, is_public=True)
        for key, parent, unit in children.values_list("pk", "parent_id", "unit"):
            units[key], page_of[key] = unit, parent
    records = StockRecord.objects.filter(product__in=listed(units), price__isnull=False).order_by(
        "product_id"
    )
    found: dict[int, list[Offer]] = {}
    for key, price, was, stock, allocated in records.values_list(
        "product_id", "price", "price_was", "num_in_stock", "num_allocated"
    ):
        left = (stock or 0) - (allocated or 0) > 0
        found.setdefault(page_of[key], []).append(Offer(key, units[key], price, was, left))
    return found


def _pictures(keys: Sequence[int]) -> dict[int, FirstPicture]:
    images = ProductImage.objects.filter(product__in=listed(keys)).order_by(
        "product_id", "display_order", "pk"
    )
    found: dict[int, FirstPicture] = {}
    for key, *values in images.values_list("product_id", "original", "widths", "width", "height"):
        if key not in found:
            found[key] = FirstPicture(*values)
    return found


def _categories() -> "QuerySet[Category, tuple[str, str, str]]":
    named: QuerySet[Category, tuple[str, str, str]] = Category.objects.values_list("path", "slug", "name")
    return named


def _shelves(keys: Sequence[int]) -> dict[int, Shelf]:
    """Return the first category of each product, in the order of the tree."""
    shelves = (
        Category.objects.filter(product__in=listed(keys)).order_by("path").annotate(found_in=F("product"))
    )
    found: dict[int, Shelf] = {}
    known: dict[str, Shelf] = {}
    for key, path, slug, name in shelves.values_list("found_in", "path", "slug", "name"):
        found.setdefault(key, known.setdefault(path, Shelf(path, slug, name)))
    return found


def _zones(stalls: Iterable[int]) -> dict[int, frozenset[str]]:
    """Return the zones that each stall brings goods to."""
    rates = ShippingRate.objects.filter(stall__in=stalls, way=ShippingWay.DELIVERY).order_by()
    found: dict[int, set[str]] = {}
    for stall, zone in rates.values_list("stall_id", "zone"):
        found.setdefault(stall, set()).add(zone)
    return {stall: frozenset(zones) for stall, zones in found.items()}
