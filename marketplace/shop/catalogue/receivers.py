"""Keeps menu, rules and kept pages fresh: what changed is forgotten once the change is committed."""

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from marketplace.core.caching.kept_pages import forget_pages
from marketplace.shop.catalogue.models import Category, RestrictionRule
from marketplace.shop.catalogue.restrictions import forget_rules
from marketplace.shop.catalogue.signals import shelf_changed


@receiver([post_save, post_delete], sender=Category, dispatch_uid="catalogue.category_changed")
def category_changed(**_kwargs: object) -> None:
    """Let no kept page and no kept menu count after the commit; a rolled back change leaves them."""
    forget_pages()


@receiver([post_save, post_delete], sender=RestrictionRule, dispatch_uid="catalogue.forget_rules")
def rule_changed(**_kwargs: object) -> None:
    """Let every page follow the department's row."""
    forget_rules()


@receiver(shelf_changed, dispatch_uid="catalogue.forget_pages")
def goods_changed(*, is_sale: bool = False, **_kwargs: object) -> None:
    """Let no kept page show what left the shelf or cost another price.

    What an order reserves shows when a page's time ends, or as soon as the index counts the goods as sold out.
    """
    if not is_sale:
        forget_pages()
