"""Writing aisles and shelves: their names, their place in the tree, and the addresses they had before.

The shelf hears of every product whose facts change with its category: the lists carry the category's
address and its aisle's.
"""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from marketplace.core.errors import NotAllowedNowError
from marketplace.shop.catalogue.models import Category, FormerCategoryAddress, Product
from marketplace.shop.catalogue.signals import shelf_changed

# The menu, the lists and the addresses know aisles and shelves in them, and nothing deeper.
MOST_DEPTH = 2


@dataclass(frozen=True, kw_only=True, slots=True)
class CategoryFacts:
    """What a category says. ``position`` counts among its neighbours, from 1; 0 stays where it is, or goes last."""

    name: str
    slug: str
    name_en: str = ""
    description: str = ""
    is_public: bool = True
    position: int = 0


@transaction.atomic
def write_category(
    *, facts: CategoryFacts, parent: Category | None = None, category: Category | None = None
) -> Category:
    """Make a category, or change one: its old address goes on leading to it, its goods are listed anew."""
    check_category(facts=facts, parent=parent, category=category)
    values = {
        "name": facts.name,
        "slug": facts.slug,
        "name_en": facts.name_en,
        "description": facts.description,
        "is_public": facts.is_public,
    }
    # An address that is in use again belongs to whoever uses it.
    FormerCategoryAddress.objects.filter(slug=facts.slug).delete()
    if category is None:
        made = parent.add_child(**values) if parent is not None else Category.add_root(**values)
        fresh: Category = Category.objects.get(pk=made.pk)
    else:
        fresh = Category.objects.get(pk=category.pk)
        if fresh.slug != facts.slug:
            FormerCategoryAddress.objects.create(slug=fresh.slug, category=fresh)
        for name, value in values.items():
            setattr(fresh, name, value)
        fresh.save()
        fresh = _place_below(fresh, parent)
    if facts.position:
        fresh = _place_among(fresh, facts.position)
    shelf_changed.send(sender=Product, product_ids=goods_in(fresh))
    return fresh


def goods_in(category: Category) -> list[int]:
    """Return the products that stand in a category or below it."""
    inside = Category.objects.filter(path__startswith=category.path)
    goods = Product.objects.filter(Q(categories__in=inside)).exclude(structure=Product.CHILD)
    return list(goods.order_by("pk").values_list("pk", flat=True).distinct())


def present_address(slug: str) -> Category | None:
    """Return the public category that had this address once."""
    former = FormerCategoryAddress.objects.select_related("category").filter(slug=slug).first()
    category: Category | None = former.category if former is not None else None
    return category if category is not None and category.is_public else None


def check_category(*, facts: CategoryFacts, parent: Category | None, category: Category | None) -> None:
    """Raise NotAllowedNowError with a sentence where the tree would not take it."""
    taken = Category.objects.filter(slug=facts.slug)
    if category is not None:
        taken = taken.exclude(pk=category.pk)
    if taken.exists():
        raise NotAllowedNowError(_("Địa chỉ “%s” đang dùng cho một danh mục khác.") % facts.slug)
    if parent is None:
        return
    if parent.depth >= MOST_DEPTH:
        raise NotAllowedNowError(_("Danh mục chỉ có hai tầng: quầy, và ngăn trong quầy."))
    if category is not None and (category.pk == parent.pk or category.numchild):
        raise NotAllowedNowError(_("Quầy còn ngăn bên trong thì không xếp vào quầy khác được."))


def _place_below(category: Category, parent: Category | None) -> Category:
    if parent is None and category.depth > 1:
        category.move(Category.get_last_root_node(), pos="right")
    elif parent is not None and not category.is_child_of(parent):
        category.move(Category.objects.get(pk=parent.pk), pos="last-child")
    # A move writes paths past the objects in hand.
    moved: Category = Category.objects.get(pk=category.pk)
    return moved


def _place_among(category: Category, position: int) -> Category:
    others = [one for one in category.get_siblings() if one.pk != category.pk]
    if others:
        index = min(position, len(others) + 1) - 1
        if index < len(others):
            category.move(others[index], pos="left")
        else:
            category.move(others[-1], pos="right")
    category = Category.objects.get(pk=category.pk)
    category.save()  # tells the menu, which listens to saving and not to moving
    return category
