"""Cards of goods in the language of the page, made from rows of the index."""

from datetime import timedelta
from functools import lru_cache

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from marketplace.core.pictures import Picture
from marketplace.shop.catalogue.models import build_picture
from search.engines.database import read_hits
from search.types import Card, Hit

NEW_DAYS = 7
_PLACE = "zzz-slug-zzz"


def cards_of(product_ids: list[int]) -> list[Card]:
    """Return the cards of these products in this order; one that left the shelf is left out."""
    return build_cards(read_hits(product_ids))


def build_cards(hits: list[Hit]) -> list[Card]:
    """Return cards with addresses in the language of the page."""
    language = get_language() or "vi"
    product_at, stall_at = _addresses(language)
    new_since = timezone.now() - timedelta(days=NEW_DAYS)
    return [
        Card(
            product_id=hit.product_id,
            title=hit.title,
            url=product_at.replace(_PLACE, hit.slug),
            picture=_picture(hit),
            price=hit.price,
            price_was=hit.price_was,
            unit=hit.unit,
            stall_name=hit.stall_name,
            stall_url=stall_at.replace(_PLACE, hit.stall_slug),
            ward_name=hit.ward_name,
            ocop_stars=hit.ocop_stars,
            is_new=hit.published_at >= new_since,
            in_stock=hit.in_stock,
            has_variants=hit.has_variants,
            rating=hit.rating,
            review_count=hit.review_count,
        )
        for hit in hits
    ]


def _picture(hit: Hit) -> Picture | None:
    if not hit.picture_name:
        return None
    return build_picture(hit.picture_name, hit.picture_widths, hit.picture_width, hit.picture_height)


@lru_cache(maxsize=4)
def _addresses(language: str) -> tuple[str, str]:  # noqa: ARG001 - reverse() reads the active language
    """Return the two patterns of addresses: reversing 48 of them for each list would cost as much as the list."""
    return (
        reverse("catalogue:detail", kwargs={"product_slug": _PLACE}),
        reverse("storefront:stall", kwargs={"slug": _PLACE}),
    )
