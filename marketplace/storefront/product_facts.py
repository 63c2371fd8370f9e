"""What a product's page says, in two halves.

What an approval fixed, with what stands around it, is put together once and kept for seconds. Whether
the product is on sale, its price and its stock are read for every page: two short queries.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import Prefetch
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from marketplace.core.caching.keeping import Kept
from marketplace.core.caching.kept_pages import current_mark
from marketplace.core.files.pictures import Picture
from marketplace.core.money import format_vnd, to_dong
from marketplace.listings.labels.rules import label_rows, quantity_in_words
from marketplace.shop.catalogue.models import Category, Product, ProductImage
from marketplace.shop.catalogue.restrictions import NONE, Restriction, restriction_of
from marketplace.shop.partner.models import StockRecord
from marketplace.stalls.enums import StallStatus
from marketplace.stalls.shipping.options import lowest_delivery_charge
from marketplace.storefront.reviews import ProductReview, Review, shown_reviews
from search.models import ProductEntry
from search.selectors import StallCard, related_cards, stall_card
from search.types import Card

RELATED = 4
REVIEWS_SHOWN = 10
FEW = 5
SUMMARY_WORDS = 24
MOST_KEPT = 2000
_PER_100 = {"g": Decimal(100), "ml": Decimal(100), "kg": Decimal("0.1"), "l": Decimal("0.1")}


@dataclass(frozen=True, slots=True)
class ProductState:
    """What may have changed since a moment ago."""

    pk: int
    is_on_sale: bool
    revision_id: int | None
    rating: float | None
    review_count: int
    sold_count: int
    # The last day off of the stall, while it takes some.
    away_until: date | None = None


@dataclass(frozen=True, slots=True)
class Way:
    """One way to buy the product, as approved."""

    product_id: int
    name: str
    unit: str
    net_quantity: Decimal | None
    net_unit: str


@dataclass(frozen=True, slots=True)
class Variant:
    """One way to buy the product, with price and stock of now. Prices are đồng."""

    product_id: int
    name: str
    unit: str
    price: int
    price_was: int | None
    price_per_100: str
    stock: int
    stock_text: str
    selected: bool

    @property
    def in_stock(self) -> bool:
        """Whether at least one can be bought."""
        return self.stock > 0


@dataclass(frozen=True, slots=True)
class ProductFacts:
    """What was approved, under the names that the template knows, and what stands around it."""

    pk: int
    title: str
    slug: str
    description: str
    summary: str
    published_at: datetime | None
    ocop_stars: int
    ocop_decision_no: str
    ocop_authority: str
    ocop_issued_on: date | None
    ocop_expires_on: date | None
    ways: tuple[Way, ...]
    pictures: tuple[Picture, ...]
    stall: StallCard
    origin: str
    label_rows: tuple[tuple[str, str], ...]
    breadcrumbs: tuple[tuple[str, str], ...]
    related: tuple[Card, ...]
    reviews: tuple[Review, ...]
    delivery_from: int | None
    url: str
    restriction: Restriction = NONE


_kept: Kept[ProductFacts] = Kept(MOST_KEPT)


def read_state(slug: str) -> ProductState | None:
    """Return the state of the product that has the page ``slug``, on sale or not."""
    rows = Product.objects.filter(slug=slug).exclude(structure=Product.CHILD)
    row = rows.values_list(
        "pk",
        "is_public",
        "approved_revision_id",
        "rating",
        "review_count",
        "sold_count",
        "stall__status",
        "stall__away_from",
        "stall__away_until",
    ).first()
    if row is None:
        return None
    pk, is_public, revision_id, rating, review_count, sold_count, status, first_off, last_off = row
    is_on_sale = is_public and status == StallStatus.ACTIVE
    is_away = first_off is not None and first_off <= timezone.localdate() <= last_off
    return ProductState(
        pk, is_on_sale, revision_id, rating, review_count, sold_count, last_off if is_away else None
    )


def read_facts(state: ProductState) -> ProductFacts:
    """Return the facts of a product on sale, kept for ``FLOOR_KEEP_SECONDS``.

    A new approval and a new review show at once, because both are part of the key; so do related goods
    that left the shelf and whatever else pages are forgotten for. Certificates end with their day.
    """
    moment = (timezone.localdate(), current_mark())
    key = (state.pk, state.revision_id, state.rating, state.review_count, get_language(), *moment)
    return _kept.get(key, lambda: _build(state), seconds=settings.FLOOR_KEEP_SECONDS)


def read_variants(facts: ProductFacts, *, is_away: bool = False) -> list[Variant]:
    """Return the ways to buy with the price and stock of now; the first that is in stock is selected.

    While the stall takes days off there is nothing to buy, whatever lies in its store.
    """
    # By the keys that are known: asked for by parent, PostgreSQL would read every record there is.
    known = [way.product_id for way in facts.ways]
    on_sale = StockRecord.objects.filter(product__in=known, product__is_public=True, price__isnull=False)
    rows = on_sale.values_list("product_id", "price", "price_was", "num_in_stock", "num_allocated")
    # Struck-through prices are a promotion: a rule that forbids it hides those that were written before it.
    is_promoted = not facts.restriction.no_promotion
    records = {
        key: (
            to_dong(price),
            price_was if is_promoted else None,
            0 if is_away else max(0, (in_stock or 0) - (allocated or 0)),
        )
        for key, price, price_was, in_stock, allocated in rows
    }
    ways = [way for way in facts.ways if way.product_id in records]
    chosen = next((way for way in ways if records[way.product_id][2]), ways[0] if ways else None)
    return [draw_variant(way, *records[way.product_id], is_selected=way is chosen) for way in ways]


def draw_variant(way: Way, price: int, price_was: int | None, stock: int, *, is_selected: bool) -> Variant:
    """Return one way to buy as the page shows it."""
    return Variant(
        product_id=way.product_id,
        name=way.name or way.unit,
        unit=way.unit,
        price=price,
        price_was=price_was if price_was and price_was > price else None,
        price_per_100=_price_per_100(price, way),
        stock=stock,
        stock_text=_stock_text(stock, way.unit),
        selected=is_selected,
    )


def _stock_text(stock: int, unit: str) -> str:
    measure = (unit.split() or [_("món")])[0]
    if 0 < stock <= FEW:
        return _("Chỉ còn %(count)d %(unit)s") % {"count": stock, "unit": measure}
    return _("Còn %(count)d %(unit)s") % {"count": stock, "unit": measure}


def _price_per_100(price: int, way: Way) -> str:
    """Return what 100 g or 100 ml cost, where the amount makes that worth saying."""
    factor = _PER_100.get(way.net_unit)
    if factor is None or not way.net_quantity or way.net_quantity == factor:
        return ""
    measure = "100 g" if way.net_unit in {"g", "kg"} else "100 ml"
    return f"{format_vnd(price * factor / way.net_quantity)} / {measure}"


def _build(state: ProductState) -> ProductFacts:
    product: Product = (
        Product.objects.select_related("stall__ward__province", "origin_ward__province")
        .prefetch_related(
            Prefetch("children", Product.objects.filter(is_public=True).order_by("position", "pk")),
            Prefetch("images", ProductImage.objects.order_by("display_order")),
            "categories",
        )
        .get(pk=state.pk)
    )
    stall: Any = product.stall  # the state says that it sells
    ways = _ways(product)
    category = next(iter(product.categories.all()), None)
    aisle = aisle_of(category)
    ward = product.origin_ward or stall.ward
    quantity = quantity_in_words(
        (way.net_quantity, way.net_unit) for way in ways if way.net_quantity and way.net_unit
    )
    return ProductFacts(
        pk=product.pk,
        title=product.title,
        slug=product.slug,
        description=product.description,
        summary=Truncator(strip_tags(product.description)).words(SUMMARY_WORDS),
        published_at=product.published_at,
        ocop_stars=product.valid_ocop_stars,
        ocop_decision_no=product.ocop_decision_no,
        ocop_authority=product.ocop_authority,
        ocop_issued_on=product.ocop_issued_on,
        ocop_expires_on=product.ocop_expires_on,
        ways=ways,
        pictures=tuple(image.picture(image.caption or product.title) for image in product.images.all()),
        stall=stall_card(stall, ProductEntry.objects.filter(stall_slug=stall.slug).count()),
        origin=f"{ward.name}, {ward.province.name}",
        label_rows=tuple(label_rows(product.label_group, product.label_data, quantity=quantity)),
        breadcrumbs=breadcrumbs_of(product.title, aisle, category),
        related=tuple(
            related_cards(
                product_id=product.pk,
                category_slug=category.slug if category else "",
                aisle_slug=aisle.slug if aisle else "",
                count=RELATED,
            )
        ),
        reviews=shown_reviews(ProductReview.objects.filter(product=product), count=REVIEWS_SHOWN)
        if state.review_count
        else (),
        delivery_from=lowest_delivery_charge(stall=stall),
        url=product.get_absolute_url(),
        restriction=restriction_of(product.label_group, product.label_data),
    )


def _ways(product: Product) -> tuple[Way, ...]:
    sellable = product.children.all() if product.is_parent else [product]
    return tuple(
        # A product that is sold in one way has no name for that way.
        Way(one.pk, one.title if product.is_parent else "", one.unit, one.net_quantity, one.net_unit)
        for one in sellable
    )


def aisle_of(category: Category | None) -> Category | None:
    """Return the aisle in which a category stands."""
    if category is None or category.depth == 1:
        return category
    aisle: Category | None = Category.objects.filter(path=category.path[: Category.steplen]).first()
    return aisle


def breadcrumbs_of(
    title: str, aisle: Category | None, category: Category | None
) -> tuple[tuple[str, str], ...]:
    """Return the way from the aisle to the product's page."""
    steps = [aisle] if category is None or category == aisle else [aisle, category]
    shelves = [(_category_name(step), step.get_absolute_url()) for step in steps if step is not None]
    return (*shelves, (title, ""))


def _category_name(category: Category) -> str:
    return (category.name_en if get_language() == "en" else "") or category.name
