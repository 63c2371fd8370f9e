"""What a stall may say of a listing, and how it is written into a draft.

Stall and code belong to the listing, price and stock to its offers; the rest is content and part of a revision.
Papers are written by ``listings.papers.rows``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from marketplace.core.text import clean_text
from marketplace.listings.models import Listing, ListingPicture, ListingVariant, Offer
from marketplace.listings.ocop import OCOP_FIELDS
from marketplace.listings.pictures.cleaning import StoredPicture

CONTENT_FIELDS: Final = frozenset(
    {
        "title",
        "category",
        "description",
        "origin_ward",
        "label_group",
        "label_data",
        *OCOP_FIELDS,
    }
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Variant:
    """One way to buy the listing, with its first price and stock (read once, at its first approval)."""

    sku: str
    unit: str
    price: int
    stock: int = 0
    price_was: int | None = None
    name: str = ""
    net_quantity: Decimal | None = None
    net_unit: str = ""
    weight_g: int | None = None


@dataclass(frozen=True, slots=True)
class Photo:
    """A clean picture and what it shows, in words."""

    picture: StoredPicture
    alt: str = ""


def write_content(listing: Listing, content: Mapping[str, Any]) -> None:
    """Set fields of a draft, their texts cleaned. Raises TypeError for a name that is not content."""
    unknown = set(content) - CONTENT_FIELDS
    if unknown:
        raise TypeError(f"not part of a revision: {', '.join(sorted(unknown))}")
    for name, value in content.items():
        setattr(listing, name, _clean(value))


def variant_rows(variants: Sequence[Variant], *, old: Sequence[ListingVariant] = ()) -> list[ListingVariant]:
    """Return the rows; a variant that was there keeps its key, so that a revision does not double it.

    Raises ValidationError for a value that its column does not take.
    """
    keys = {row.sku: row.pk for row in old}
    rows = [
        ListingVariant(
            pk=keys.get(variant.sku),
            sku=clean_text(variant.sku),
            name=clean_text(variant.name),
            unit=clean_text(variant.unit),
            net_quantity=variant.net_quantity,
            net_unit=variant.net_unit,
            weight_g=variant.weight_g,
            position=position,
        )
        for position, variant in enumerate(variants)
    ]
    for row in rows:
        row.clean_fields(exclude=["listing"])  # Wagtail cleans the listing, not its children
    return rows


def picture_rows(photos: Sequence[Photo], *, old: Sequence[ListingPicture] = ()) -> list[ListingPicture]:
    """Return the rows, each picture once; one that was there keeps its key."""
    keys = {row.digest: row.pk for row in old}
    different = {photo.picture.digest: photo for photo in photos}
    return [
        ListingPicture(
            pk=keys.get(digest),
            file=photo.picture.name,
            width=photo.picture.width,
            height=photo.picture.height,
            digest=digest,
            alt=clean_text(photo.alt),
            position=position,
        )
        for position, (digest, photo) in enumerate(different.items())
    ]


def write_offers(listing: Listing, variants: Sequence[Variant]) -> None:
    """Keep price and stock of each variant until its first approval; the offer of one that is gone goes.

    What is on the shelf already is not touched by it (law 2).
    """
    for variant in variants:
        Offer.objects.update_or_create(
            listing=listing,
            sku=clean_text(variant.sku),
            defaults={"price": variant.price, "price_was": variant.price_was, "stock": variant.stock},
        )
    Offer.objects.filter(listing=listing).exclude(
        sku__in=[clean_text(variant.sku) for variant in variants]
    ).delete()


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, Mapping):
        return {key: _clean(one) for key, one in value.items()}
    return value
