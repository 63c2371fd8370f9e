"""Registers the fork of Oscar's ``checkout``."""

from oscar.apps.checkout import apps


class CheckoutConfig(apps.CheckoutConfig):
    """Oscar's application under our module, so that its classes can be overridden."""

    name = "marketplace.shop.checkout"
