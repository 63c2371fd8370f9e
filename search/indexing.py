"""From the shelf to the index: the one place where a product becomes an entry and a document."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.db.models import Prefetch, QuerySet

from marketplace.core.money import to_dong
from marketplace.shop.catalogue.models import Category, Product, ProductImage
from marketplace.shop.partner.models import StockRecord
from marketplace.stalls.enums import ShippingWay, StallStatus
from marketplace.stalls.models import ShippingRate, Stall
from search.documents import Document, DocumentFacets, DocumentText
from search.engines.values import ZONES
from search.models import ProductEntry
from search.text import normalise


@dataclass(frozen=True, slots=True)
class Indexed:
    """One visible product: the row that cards are made of, and what engines index."""

    entry: ProductEntry
    document: Document


def visible_products() -> QuerySet[Product]:
    """Return the product pages that a shopper may see: public, with a stall that sells."""
    public: QuerySet[Product] = Product.objects.filter(is_public=True, stall__status=StallStatus.ACTIVE)
    return public.exclude(structure=Product.CHILD)


def build_all(keys: Sequence[int]) -> list[Indexed]:
    """Return what is indexed of the visible products among ``keys``, in a fixed number of queries."""
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
            Prefetch("stall__shipping_rates", ShippingRate.objects.filter(way=ShippingWay.DELIVERY)),
        )
        .order_by("pk")
    )
    aisles = {category.path: category for category in Category.objects.filter(depth=1)}
    built = (build(product, aisles) for product in products)
    return [one for one in built if one is not None]


def build(product: Product, aisles: Mapping[str, Category]) -> Indexed | None:
    """Return what is indexed of a product; nothing where it has no price or no category."""
    sellable = list(product.children.all()) if product.is_parent else [product]
    offers = [
        (one, record) for one in sellable for record in one.stockrecords.all()[:1] if record.price is not None
    ]
    category = next(iter(product.categories.all()), None)
    if not offers or category is None:
        return None
    in_stock = [offer for offer in offers if offer[1].net_stock_level > 0]
    cheapest, record = min(in_stock or offers, key=lambda offer: (offer[1].price, offer[0].pk))
    stall = cast("Stall", product.stall)  # a visible product has one
    ward = product.origin_ward or stall.ward
    aisle = aisles.get(category.path[: Category.steplen], category)
    zones = {rate.zone for rate in stall.shipping_rates.all()}
    ocop = product.valid_ocop_stars
    entry = ProductEntry(
        product_id=product.pk,
        title=product.title,
        slug=product.slug,
        category_slug=category.slug,
        aisle_slug=aisle.slug,
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
        **{f"ships_{zone}": zone in zones for zone in ZONES},
        **_picture(product),
    )
    keywords = [stall.name, ward.name, category.name, aisle.name, f"ocop {ocop} sao" if ocop else ""]
    return Indexed(entry, _document(entry, product, keywords, (one.unit for one, _ in offers)))


def _document(
    entry: ProductEntry,
    product: Product,
    keywords: Iterable[str],
    units: Iterable[str],
) -> Document:
    title = normalise(product.title)
    about = normalise(*dict.fromkeys(keywords))
    description = normalise(product.description or "")
    quantities = (*title.units, *normalise(*units).units, *description.units)
    return Document(
        product_id=entry.product_id,
        text=DocumentText(
            title=title.exact,
            title_folded=title.folded,
            keywords=about.exact,
            keywords_folded=about.folded,
            description=description.exact,
            description_folded=description.folded,
            units=tuple(dict.fromkeys(quantities)),
        ),
        facets=facets_of(entry),
    )


def facets_of(entry: ProductEntry) -> DocumentFacets:
    """Return what an entry is filtered and counted by; Elasticsearch's copy is made from the same row."""
    return DocumentFacets(
        categories=tuple(dict.fromkeys((entry.aisle_slug, entry.category_slug))),
        stall=entry.stall_slug,
        commune=entry.ward_code,
        price=entry.price,
        in_stock=entry.in_stock,
        ocop_stars=entry.ocop_stars,
        rating=entry.rating,
        review_count=entry.review_count,
        sold_count=entry.sold_count,
        zones=tuple(zone for zone in ZONES if getattr(entry, f"ships_{zone}")),
        published_at=entry.published_at,
    )


def _picture(product: Product) -> dict[str, Any]:
    image = next(iter(product.images.all()), None)
    if image is None:
        return {}
    return {
        "picture_name": image.original.name,
        "picture_widths": list(image.widths),
        "picture_width": image.width,
        "picture_height": image.height,
    }
