"""The entries that a question's filters let through, and the orders that lists stand in."""

from typing import Any, Final

from django.conf import settings
from django.db.models import QuerySet

from marketplace.shop.catalogue.selectors import menu_tree
from search.models import ProductEntry
from search.types import Filters, Sort

POPULAR: Final = ("-in_stock", "-sold_count", "-published_at", "product_id")
ORDERS: Final[dict[Sort, tuple[str, ...]]] = {
    Sort.RELEVANCE: POPULAR,
    Sort.NEWEST: ("-published_at", "product_id"),
    Sort.PRICE_UP: ("price", "product_id"),
    Sort.PRICE_DOWN: ("-price", "-product_id"),
    Sort.BEST_SELLING: ("-sold_count", "product_id"),
}


def let_through(filters: Filters) -> QuerySet[ProductEntry]:
    """Return the entries that are what the filters ask."""
    return ProductEntry.objects.filter(**_conditions(filters))


def _conditions(filters: Filters) -> dict[str, Any]:
    asked = {
        # One column, so that one index gives the rows in order.
        "aisle_slug" if filters.category and is_aisle(filters.category) else "category_slug": filters.category
        or None,
        "price__gte": filters.price_min,
        "price__lte": filters.price_max,
        "stall_slug__in": filters.stalls or None,
        "ward_code__in": filters.communes or None,
        "ocop_stars__gte": filters.ocop_min,
        "rating__gte": filters.rating_min,
        "in_stock": filters.in_stock or None,
        f"ships_{filters.zone}": True if filters.zone else None,
    }
    return {column: value for column, value in asked.items() if value is not None}


def is_aisle(slug: str) -> bool:
    """Whether a category is an aisle: then all goods of its shelves are meant."""
    return any(aisle.slug == slug for aisle in menu_tree(settings.LANGUAGE_CODE))
