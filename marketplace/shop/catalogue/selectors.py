"""What others ask of the shelf's furniture: its aisles and the one class of goods."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from django.core.cache import cache
from django.db.models import Q, QuerySet
from django.utils import translation
from oscar.core.loading import get_model

from marketplace.core.caching.kept_pages import current_mark
from marketplace.shop.catalogue.models import Category, Product

ProductClass = get_model("catalogue", "ProductClass")

GOODS_CLASS_SLUG: Final = "hang-hoa"
_MENU_SECONDS: Final = 600


@dataclass(frozen=True, slots=True)
class Aisle:
    """A category as the menu shows it."""

    pk: int
    slug: str
    name: str
    url: str
    motif: str
    children: tuple["Aisle", ...] = field(default=())


def goods_class() -> Any:
    """Return the one class of everything on sale: it has a stock and it is sent."""
    found, _made = ProductClass.objects.get_or_create(
        slug=GOODS_CLASS_SLUG,
        defaults={"name": "Hàng hóa", "track_stock": True, "requires_shipping": True},
    )
    return found


def family_of(product_ids: Iterable[int]) -> QuerySet[Product]:
    """Return these products and the variants of those that have some, to ask rows of the shelf by.

    Records and lines are asked with ``product__in=family_of(…)``: by the product or its parent in one
    condition, over two tables, PostgreSQL would read every row there is.
    """
    keys = list(product_ids)
    family: QuerySet[Product] = Product.objects.filter(Q(pk__in=keys) | Q(parent__in=keys))
    return family


def menu_tree(language: str) -> tuple[Aisle, ...]:
    """Return the public aisles, two levels, in the language of the page. Kept in the cache."""
    key = _menu_key(language)
    menu: tuple[Aisle, ...] | None = cache.get(key)
    if menu is None:
        menu = _read_menu(language)
        cache.set(key, menu, _MENU_SECONDS)
    return menu


def _read_menu(language: str) -> tuple[Aisle, ...]:
    categories = list(Category.objects.filter(is_public=True, depth__lte=2).order_by("path"))
    with translation.override(language):
        return tuple(
            _aisle(
                top,
                language,
                tuple(
                    _aisle(below, language)
                    for below in categories
                    if below.depth == top.depth + 1 and below.path.startswith(top.path)
                ),
            )
            for top in categories
            if top.depth == 1
        )


def _aisle(category: Category, language: str, children: tuple[Aisle, ...] = ()) -> Aisle:
    return Aisle(
        pk=category.pk,
        slug=category.slug,
        name=(category.name_en if language == "en" else "") or category.name,
        url=category.get_absolute_url(),
        motif=category.motif,
        children=children,
    )


def forget_menu() -> None:
    """Drop the kept menus, for whoever wrote categories past the signals, which forget all that pages show."""
    cache.delete_many([_menu_key(code) for code in ("vi", "en")])


def _menu_key(language: str) -> str:
    # Asked for before the categories are read: a menu that was being read while one changed is not kept.
    return f"catalogue.menu.{language}.{current_mark()}"
