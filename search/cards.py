"""Cards of goods in the language of the page, made from rows of the index."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from functools import lru_cache

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from marketplace.core.files.pictures import Picture
from marketplace.shop.catalogue.models import build_picture
from search.rows import read_rows
from search.types import Card, Hit, Row

NEW_DAYS = 7
_PLACE = "zzz-slug-zzz"


def cards_of(product_ids: list[int]) -> list[Card]:
    """Return the cards of these products in this order; one that left the shelf is left out."""
    return build_cards(read_rows(product_ids))


def build_cards(rows: Iterable[Row], hits: Mapping[int, Hit] | None = None) -> list[Card]:
    """Return cards with addresses in the language of the page; ``hits`` are what was found of them."""
    found = hits or {}
    language = get_language() or "vi"
    product_at, stall_at = _addresses(language)
    new_since = timezone.now() - timedelta(days=NEW_DAYS)
    return [
        Card(
            product_id=row.product_id,
            title=row.title,
            url=product_at.replace(_PLACE, row.slug),
            picture=_picture(row),
            price=row.price,
            price_was=row.price_was,
            unit=row.unit,
            stall_name=row.stall_name,
            stall_url=stall_at.replace(_PLACE, row.stall_slug),
            ward_name=row.ward_name,
            ocop_stars=row.ocop_stars,
            is_new=row.published_at >= new_since,
            in_stock=row.in_stock,
            has_variants=row.has_variants,
            rating=row.rating,
            review_count=row.review_count,
            hit=found.get(row.product_id),
        )
        for row in rows
    ]


def _picture(row: Row) -> Picture | None:
    if not row.picture_name:
        return None
    return build_picture(row.picture_name, row.picture_widths, row.picture_width, row.picture_height)


@lru_cache(maxsize=4)
def _addresses(language: str) -> tuple[str, str]:  # noqa: ARG001 - reverse() reads the active language
    """Return the two patterns of addresses: reversing 48 of them for each list would cost as much as the list."""
    return (
        reverse("catalogue:detail", kwargs={"product_slug": _PLACE}),
        reverse("storefront:stall", kwargs={"slug": _PLACE}),
    )
