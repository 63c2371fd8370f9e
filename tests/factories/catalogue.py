"""Categories and goods on the shelf. ``published_product`` goes through the door, as everything does."""

from itertools import count
from typing import Any

from factory.django import DjangoModelFactory

from marketplace.shop.catalogue.models import Category, Product
from marketplace.stalls.models import Stall
from tests.factories.listings import listing_draft, price_of

_numbers = count(1)


class CategoryFactory(DjangoModelFactory[Category]):
    """A category at the top, or below ``parent``."""

    class Meta:
        model = Category

    @classmethod
    def _create(cls, model_class: type[Category], *_args: Any, **fields: Any) -> Category:
        number = next(_numbers)
        parent = fields.pop("parent", None)
        fields.setdefault("name", f"Cà phê rang {number}")
        fields.setdefault("slug", f"ca-phe-rang-{number}")
        made = parent.add_child(**fields) if parent else model_class.add_root(**fields)
        category: Category = Category.objects.get(pk=made.pk)
        return category


def published_product(
    *,
    stall: Stall | None = None,
    price: int = 98_000,
    stock: int = 12,
    variants: int = 1,
    category: Category | None = None,
    **content: Any,
) -> Product:
    """Return the product that has the page: standalone, or the parent of ``variants`` children.

    Each further variant costs ``price`` once more. ``content`` is what ``listing_draft`` takes:
    title, description, price_was, ocop_stars, origin_ward, …
    """
    listing = listing_draft(
        stall=stall,
        category=category,
        variants=[price_of(price * (number + 1), stock) for number in range(variants)],
        **content,
    )
    listing.latest_revision.publish()
    product: Product = Product.objects.select_related("stall").get(listing=listing)
    return product


def buyable(product: Product) -> list[Product]:
    """Return what a shopper can put in the basket: the product itself, or its public children."""
    if product.structure == Product.PARENT:
        return list(product.children.filter(is_public=True).order_by("position"))
    return [product]
