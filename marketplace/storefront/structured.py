"""What machines read of a page: schema.org data, told in the same facts that people see."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from django.conf import settings

from marketplace.core.pictures import Picture
from marketplace.shop.catalogue.models import Product

if TYPE_CHECKING:
    from marketplace.storefront.products import Variant


def product_json_ld(product: Product, selected: "Variant", pictures: Sequence[Picture]) -> dict[str, Any]:
    """Return schema.org's Product for the variant that the page shows first."""
    state = "InStock" if selected.in_stock else "OutOfStock"
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Product",
        "name": product.title,
        "description": product.description,
        "image": [urljoin(settings.SITE_URL, picture.src) for picture in pictures],
        "offers": {
            "@type": "Offer",
            "price": selected.price,
            "priceCurrency": "VND",
            "availability": f"https://schema.org/{state}",
            "url": urljoin(settings.SITE_URL, product.get_absolute_url()),
            "seller": {"@type": "Organization", "name": product.stall.name if product.stall else ""},
        },
    }
    if product.review_count and product.rating:
        data["aggregateRating"] = {
            "@type": "AggregateRating",
            "ratingValue": round(product.rating, 1),
            "reviewCount": product.review_count,
        }
    return data
