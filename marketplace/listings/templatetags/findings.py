"""What pages of findings need: the words in the language of the page."""

from django import template

from marketplace.listings.labels.shipped import known_fields
from marketplace.listings.screening.sayings import name_place, say

register = template.Library()
register.filter("said", say)
register.filter("place", name_place)


@register.filter
def has_official_name(field: str) -> bool:
    """Whether a field is a line of the label, which has its official name in every language."""
    return field in known_fields()
