"""From the shelf to the index: the one place where a product becomes an entry and a document."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from operator import attrgetter
from typing import Any, Final

from django.utils import timezone

from marketplace.core.money import to_dong
from marketplace.places.former import former_province
from marketplace.shop.catalogue.restrictions import restriction_of
from search.documents import Document, DocumentFacets, DocumentText
from search.engines.packing import pack_place, pack_traits
from search.engines.values import ZONES
from search.indexing.shelf import FirstPicture, Goods, Offer, Row, read_goods
from search.models import ProductEntry
from search.text import fold, normalise
from search.text.tokens import Normalised

# What is written of an entry beside its key.
ENTRY_COLUMNS: Final = tuple(
    field.name for field in ProductEntry._meta.concrete_fields if not field.primary_key
)
# The texts whose words are counted, and all that is written of a text: the same without marks, and the quantities.
WORDED: Final = ("title", "keywords", "description")
TEXT_COLUMNS: Final = (*WORDED, *(f"{name}_folded" for name in WORDED), "units")

# What an entry says, in the order of :data:`ENTRY_COLUMNS`: entries are compared by it.
entry_values: Callable[[ProductEntry], tuple[Any, ...]] = attrgetter(*ENTRY_COLUMNS)


@dataclass(frozen=True, slots=True)
class Indexed:
    """One visible product: the row that cards are made of, and what engines index."""

    entry: ProductEntry
    document: Document


def build_all(keys: Sequence[int]) -> list[Indexed]:
    """Return what is indexed of the visible products among ``keys``, in a fixed number of queries."""
    built = (build(goods) for goods in read_goods(keys))
    return [one for one in built if one is not None]


def build(goods: Goods) -> Indexed | None:
    """Return what is indexed of a product; nothing where it has no price or no category."""
    row, shelf, aisle = goods.row, goods.shelf, goods.aisle
    if not goods.offers or shelf is None or aisle is None:
        return None
    in_stock = [offer for offer in goods.offers if offer.in_stock]
    cheapest = min(in_stock or goods.offers, key=lambda offer: (offer.price, offer.product_id))
    of_origin = row.origin_code is not None
    ward_name = (row.origin_name if of_origin else row.stall_ward_name) or ""
    ocop = _valid_stars(row)
    price = to_dong(cheapest.price)
    ward_code = (row.origin_code if of_origin else row.stall_ward_code) or ""
    entry = ProductEntry(
        product_id=row.product_id,
        title=row.title,
        slug=row.slug,
        category_slug=shelf.slug,
        aisle_slug=aisle.slug,
        stall_slug=row.stall_slug,
        stall_name=row.stall_name,
        ward_code=ward_code,
        ward_name=ward_name,
        price=price,
        price_was=_price_was(row, cheapest),
        unit=cheapest.unit,
        has_variants=len(goods.offers) > 1,
        in_stock=bool(in_stock),
        ocop_stars=ocop,
        rating=row.rating,
        review_count=row.review_count,
        sold_count=row.sold_count,
        published_at=_to_millisecond(row.published_at or row.created_at),
        place=pack_place(aisle.slug, shelf.slug, row.stall_slug, row.stall_name, ward_code, ward_name),
        traits=pack_traits(
            in_stock=bool(in_stock), ocop_stars=ocop, rating=row.rating, zones=goods.zones, price=price
        ),
        **{f"ships_{zone}": zone in goods.zones for zone in ZONES},
        **_picture(goods.picture),
    )
    keywords = [row.stall_name, ward_name, shelf.name, aisle.name, f"ocop {ocop} sao" if ocop else ""]
    document = _document(entry, row, keywords, former_province(ward_code), (one.unit for one in goods.offers))
    return Indexed(entry, document)


def _price_was(row: Row, offer: Offer) -> int | None:
    """Return the price that is struck through: that is a promotion, and some goods may have none."""
    if offer.price_was is None or restriction_of(row.label_group, row.label_data).no_promotion:
        return None
    return offer.price_was


def _to_millisecond(moment: datetime) -> datetime:
    """Return the moment as Elasticsearch keeps it: kept finer, the databases would order goods differently."""
    return moment.replace(microsecond=moment.microsecond // 1_000 * 1_000)


def _valid_stars(row: Row) -> int:
    """Return the stars of a certificate that has not run out, as ``Product.valid_ocop_stars`` does."""
    expires = row.ocop_expires_on
    return 0 if expires is not None and expires < timezone.localdate() else row.ocop_stars


def _document(
    entry: ProductEntry, row: Row, keywords: Iterable[str], region: str, units: Iterable[str]
) -> Document:
    title = normalise(row.title)
    about = _shared(*dict.fromkeys(keywords))
    # Written as one word, which the shipped synonyms lead to: as two, every product would have the first of them. It
    # weighs no more than what a description tells.
    description = normalise(fold(region).replace(" ", ""), row.description or "")
    quantities = (*title.units, *_shared(*units).units, *description.units)
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


@lru_cache(maxsize=8_192)
def _shared(*pieces: str) -> Normalised:
    """Normalise what many goods have in common: stall, commune, category; units."""
    return normalise(*pieces)


def text_values(text: DocumentText) -> tuple[str, ...]:
    """Return what a text says, in the order of :data:`TEXT_COLUMNS`: texts are compared by it."""
    *forms, units = TEXT_COLUMNS
    return (*(getattr(text, name) for name in forms), " ".join(getattr(text, units)))


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
        traits=entry.traits,
        published_at=entry.published_at,
    )


def _picture(picture: FirstPicture | None) -> dict[str, Any]:
    if picture is None:
        return {}
    return {
        "picture_name": picture.name,
        "picture_widths": list(picture.widths),
        "picture_width": picture.width,
        "picture_height": picture.height,
    }
