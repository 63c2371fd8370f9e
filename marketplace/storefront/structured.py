"""What machines read of a page: schema.org data, told in the same facts that people see."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urljoin

from django.conf import settings

from marketplace.storefront.product_facts import ProductFacts, Variant


@dataclass(frozen=True, slots=True)
class Seen:
    """Everything that a product's page says: two pages that say the same are the same page.

    The template remembers what it drew for one of these (``{% pure %}``).
    """

    facts: ProductFacts
    variants: tuple[Variant, ...]
    away_until: date | None
    rating: float | None
    review_count: int
    sold_count: int

    @property
    def json_ld(self) -> dict[str, Any]:
        """Return the page for machines."""
        selected = next(variant for variant in self.variants if variant.selected)
        return product_json_ld(self.facts, selected, rating=self.rating, review_count=self.review_count)


def product_json_ld(
    facts: ProductFacts, selected: Variant, *, rating: float | None, review_count: int
) -> dict[str, Any]:
    """Return schema.org's Product for the variant that the page shows first."""
    state = "InStock" if selected.in_stock else "OutOfStock"
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Product",
        "name": facts.title,
        "description": facts.description,
        "image": [urljoin(settings.SITE_URL, picture.src) for picture in facts.pictures],
        "offers": {
            "@type": "Offer",
            "price": selected.price,
            "priceCurrency": "VND",
            "availability": f"https://schema.org/{state}",
            "url": urljoin(settings.SITE_URL, facts.url),
            "seller": {"@type": "Organization", "name": facts.stall.name},
        },
    }
    if review_count and rating:
        data["aggregateRating"] = {
            "@type": "AggregateRating",
            "ratingValue": round(rating, 1),
            "reviewCount": review_count,
        }
    return data
