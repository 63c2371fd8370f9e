"""Rows of the index for cards. What is visible is decided here once more (law 1)."""

from collections.abc import Iterable
from typing import Final

from django.db.models import QuerySet

from search.models import ProductEntry
from search.types import Row

_DESCRIPTION: Final = "description"
_COLUMNS: Final = tuple(name for name in Row.__dataclass_fields__ if name != _DESCRIPTION)


def read_rows(product_ids: Iterable[int]) -> list[Row]:
    """Return the rows of these products, in the order of the keys; what is not on display is left out.

    Their descriptions come along, for the snippets of what was asked for.
    """
    keys = list(product_ids)
    visible = ProductEntry.objects.filter(product__is_public=True, pk__in=keys)
    listed = visible.values_list(*_COLUMNS, "product__description")
    found = {values[0]: Row(*values) for values in listed}
    return [found[key] for key in keys if key in found]


def rows_of(entries: QuerySet[ProductEntry]) -> list[Row]:
    """Return the rows of these entries whose product is still public: the index may lag by a moment."""
    listed = entries.values_list(*_COLUMNS, "product__is_public")
    return [Row(*values[:-1]) for values in listed if values[-1]]
