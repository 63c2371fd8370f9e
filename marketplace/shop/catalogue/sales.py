"""How many of a product were sold: a figure for sorting, kept on the product that has the page."""

from collections import Counter
from collections.abc import Iterable, Mapping

from django.db.models import F, Value
from django.db.models.functions import Greatest

from marketplace.shop.catalogue.models import Product
from marketplace.shop.catalogue.signals import shelf_changed


def page_product_id(product: Product) -> int:
    """Return the key of the product whose page shows ``product``: its parent, or itself."""
    return int(product.parent_id or product.pk)


def count_sold(quantities: Mapping[int, int]) -> None:
    """Add to the sold counts of parents and standalone products; what came back counts negative.

    Rows are taken in ascending order, so that two orders cannot wait for each other.
    """
    for product_id in sorted(quantities):
        Product.objects.filter(pk=product_id).update(
            sold_count=Greatest(F("sold_count") + quantities[product_id], Value(0))
        )


def count_of(sold: Iterable[tuple[Product, int]]) -> Counter[int]:
    """Return how many of each product with a page ``sold`` holds."""
    counts: Counter[int] = Counter()
    for product, quantity in sold:
        counts[page_product_id(product)] += quantity
    return counts


def tell_shelf(product_ids: Iterable[int]) -> None:
    """Tell whoever keeps a copy of the shelf that stock or sales of these products changed."""
    shelf_changed.send(sender=Product, product_ids=sorted(product_ids), is_sale=True)
