"""What the officers' templates need."""

from collections.abc import Mapping
from typing import Any

from django import template

from marketplace.listings.labels.rules import label_rows
from marketplace.listings.models import Listing
from marketplace.listings.review.checks import label_data_of

register = template.Library()


@register.filter
def at(mapping: Mapping[str, Any], key: str) -> Any:
    """Return ``mapping[key]``, or nothing."""
    return mapping.get(key, "")


@register.filter
def label_rows_of(listing: Listing) -> list[tuple[str, str]]:
    """Return the listing's label, line by line."""
    return label_rows(listing.label_group, label_data_of(listing))
