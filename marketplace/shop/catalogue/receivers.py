"""Keeps menu and rules fresh: what changed is forgotten once the change is committed."""

from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from marketplace.shop.catalogue.models import Category, RestrictionRule
from marketplace.shop.catalogue.restrictions import forget_rules
from marketplace.shop.catalogue.selectors import forget_menu


@receiver([post_save, post_delete], sender=Category, dispatch_uid="catalogue.forget_menu")
def category_changed(**_kwargs: object) -> None:
    """Drop the kept menus after the commit; a rolled back change leaves them."""
    transaction.on_commit(forget_menu)


@receiver([post_save, post_delete], sender=RestrictionRule, dispatch_uid="catalogue.forget_rules")
def rule_changed(**_kwargs: object) -> None:
    """Let every page follow the department's row."""
    forget_rules()
