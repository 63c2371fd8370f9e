"""``{% load cms %}``: pictures of articles."""

from typing import Any

from django import template

from cms.pictures import build_news_picture
from marketplace.core.files.pictures import Picture

register = template.Library()


@register.simple_tag
def news_picture(image: Any, alt: str = "") -> Picture:
    """Return the picture of an article's block with its WebP copies."""
    return build_news_picture(image, alt)
