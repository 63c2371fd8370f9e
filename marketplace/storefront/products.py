"""The product page: what is on sale, from whom, and what buyers said. A shared page (law 9)."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Min, Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from oscar.core.loading import get_model

from marketplace.core.money import format_vnd, to_dong
from marketplace.core.shared import shared_page
from marketplace.listings.labels import label_rows, quantity_in_words
from marketplace.shop.catalogue.models import Category, Product, ProductImage
from marketplace.shop.partner.models import StockRecord
from marketplace.stalls.enums import ShippingWay
from marketplace.stalls.models import ShippingRate
from marketplace.storefront.structured import product_json_ld
from search.models import ProductEntry
from search.selectors import related_cards, stall_card, stall_goods_cards

ProductReview = get_model("reviews", "ProductReview")

RELATED = 4
REVIEWS_SHOWN = 10
FEW = 5
_PER_100 = {"g": Decimal(100), "ml": Decimal(100), "kg": Decimal("0.1"), "l": Decimal("0.1")}


@dataclass(frozen=True, slots=True)
class Variant:
    """One way to buy the product. Prices are đồng."""

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
class Review:
    """What a buyer wrote."""

    name: str
    score: int
    title: str
    body: str
    date: datetime


@require_safe
@shared_page
def detail(request: HttpRequest, product_slug: str) -> HttpResponse:
    """Show a product; one that left the shelf says so and offers what else its stall sells (410)."""
    product = _find(product_slug)
    if not product.is_public or product.stall is None or not product.stall.is_active:
        return _gone(request, product)
    variants = _variants(product)
    if not variants:
        return _gone(request, product)
    selected = next(variant for variant in variants if variant.selected)
    pictures = [image.picture(product.title) for image in product.images.all()]
    category = next(iter(product.categories.all()), None)
    aisle = _aisle_of(category)
    count = ProductEntry.objects.filter(stall_slug=product.stall.slug).count()
    reviews = _reviews(product) if product.review_count else []
    ward = product.origin_ward or product.stall.ward
    context = {
        "product": product,
        "pictures": pictures,
        "variants": variants,
        "selected": selected,
        "stall": stall_card(product.stall, count),
        "origin": f"{ward.name}, {ward.province.name}",
        "label_rows": label_rows(product.label_group, product.label_data, quantity=_quantity(product)),
        "related": related_cards(
            product_id=product.pk,
            category_slug=category.slug if category else "",
            aisle_slug=aisle.slug if aisle else "",
            count=RELATED,
        ),
        "reviews": reviews,
        "rating": product.rating or 0,
        "review_count": product.review_count,
        "breadcrumbs": _breadcrumbs(product, aisle, category),
        "delivery_from": _delivery_from(product),
    }
    context["json_ld"] = product_json_ld(product, selected, pictures)
    return render(request, "catalogue/detail.html", context)


def _find(slug: str) -> Product:
    records = Prefetch("stockrecords", StockRecord.objects.order_by("pk"))
    children = Product.objects.filter(is_public=True).order_by("position", "pk").prefetch_related(records)
    product = (
        Product.objects.exclude(structure=Product.CHILD)
        .filter(slug=slug)
        .select_related("stall__ward__province", "origin_ward__province")
        .prefetch_related(
            records,
            Prefetch("children", children),
            Prefetch("images", ProductImage.objects.order_by("display_order")),
            "categories",
        )
        .first()
    )
    if product is None:
        raise Http404
    return product


def _gone(request: HttpRequest, product: Product) -> HttpResponse:
    stall = product.stall if product.stall is not None and product.stall.is_active else None
    context = {
        "product": product,
        "stall": stall_card(stall, 0) if stall else None,
        "cards": stall_goods_cards(stall.slug, RELATED) if stall else [],
    }
    return render(request, "catalogue/gone.html", context, status=410)


def _variants(product: Product) -> list[Variant]:
    sellable = list(product.children.all()) if product.is_parent else [product]
    offers = [
        (one, record) for one in sellable for record in one.stockrecords.all()[:1] if record.price is not None
    ]
    if not offers:
        return []
    chosen = next((one.pk for one, record in offers if record.net_stock_level > 0), offers[0][0].pk)
    return [_variant(one, record, is_selected=one.pk == chosen) for one, record in offers]


def _variant(product: Product, record: StockRecord, *, is_selected: bool) -> Variant:
    stock = max(0, int(record.net_stock_level))
    price = to_dong(record.price)
    return Variant(
        product_id=product.pk,
        name=product.title or product.unit,
        unit=product.unit,
        price=price,
        price_was=record.price_was if record.price_was and record.price_was > price else None,
        price_per_100=_price_per_100(price, product),
        stock=stock,
        stock_text=_stock_text(stock, product.unit),
        selected=is_selected,
    )


def _stock_text(stock: int, unit: str) -> str:
    measure = (unit.split() or [_("món")])[0]
    if 0 < stock <= FEW:
        return _("Chỉ còn %(count)d %(unit)s") % {"count": stock, "unit": measure}
    return _("Còn %(count)d %(unit)s") % {"count": stock, "unit": measure}


def _price_per_100(price: int, product: Product) -> str:
    """Return what 100 g or 100 ml cost, where the amount makes that worth saying."""
    factor = _PER_100.get(product.net_unit)
    if factor is None or not product.net_quantity or product.net_quantity == factor:
        return ""
    measure = "100 g" if product.net_unit in {"g", "kg"} else "100 ml"
    return f"{format_vnd(price * factor / product.net_quantity)} / {measure}"


def _quantity(product: Product) -> str:
    """Return the net quantities of the ways to buy it, which a label has to say."""
    sellable = list(product.children.all()) if product.is_parent else [product]
    return quantity_in_words(
        (one.net_quantity, one.net_unit) for one in sellable if one.net_quantity and one.net_unit
    )


def _aisle_of(category: Category | None) -> Category | None:
    if category is None or category.depth == 1:
        return category
    return Category.objects.filter(path=category.path[: Category.steplen]).first()


def _breadcrumbs(
    product: Product, aisle: Category | None, category: Category | None
) -> list[tuple[str, str]]:
    crumbs = [(_("Trang chủ"), reverse("storefront:home"))]
    steps = [aisle] if category is None or category == aisle else [aisle, category]
    crumbs += [(_category_name(step), step.get_absolute_url()) for step in steps if step is not None]
    return [*crumbs, (product.title, "")]


def _category_name(category: Category) -> str:
    return (category.name_en if get_language() == "en" else "") or category.name


def _reviews(product: Product) -> list[Review]:
    rows = ProductReview.objects.filter(product=product, status=ProductReview.APPROVED)
    newest = rows.select_related("user").order_by("-date_created", "-pk")[:REVIEWS_SHOWN]
    return [
        Review(_public_name(row.user), row.score, row.title, row.body, row.date_created) for row in newest
    ]


def _public_name(user: Any) -> str:
    """Return the given name with an initial: enough to speak to, too little to find somebody."""
    names = user.full_name.split() if user is not None else []
    if not names:
        return _("Người mua")
    return names[-1] if len(names) == 1 else f"{names[0][0]}. {names[-1]}"


def _delivery_from(product: Product) -> int | None:
    rates = ShippingRate.objects.filter(stall=product.stall_id, way=ShippingWay.DELIVERY)
    lowest: int | None = rates.aggregate(lowest=Min("charge"))["lowest"]
    return lowest
