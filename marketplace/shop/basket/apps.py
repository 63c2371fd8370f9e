"""Registers the fork of Oscar's ``basket``."""

from oscar.apps.basket import apps


class BasketConfig(apps.BasketConfig):
    """Oscar's application under our module, so that its classes can be overridden."""

    name = "marketplace.shop.basket"
