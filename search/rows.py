"""Rows of the index for cards. What is visible is decided here once more (law 1)."""

from collections.abc import Iterable
from typing import Final

from django.db.models import QuerySet

from search.models import ProductEntry
from search.types import Row

ROW_COLUMNS: Final = tuple(Row.__dataclass_fields__)


def read_rows(product_ids: Iterable[int]) -> list[Row]:
    """Return the rows of these products, in the order of the keys; what is not on display is left out."""
    keys = list(product_ids)
    visible = ProductEntry.objects.filter(product__is_public=True)
    found = {row.product_id: row for row in rows_of(visible.filter(pk__in=keys))}
    return [found[key] for key in keys if key in found]


def rows_of(entries: QuerySet[ProductEntry]) -> list[Row]:
    """Return the rows of these entries whose product is still public: the index may lag by a moment."""
    listed = entries.values_list(*ROW_COLUMNS, "product__is_public")
    return [Row(*values[:-1]) for values in listed if values[-1]]
