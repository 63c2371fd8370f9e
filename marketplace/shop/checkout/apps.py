"""Registers the fork of Oscar's ``checkout``."""

from oscar.apps.checkout import apps
from oscar.core.application import OscarConfig


class CheckoutConfig(apps.CheckoutConfig):
    """Oscar's application under our module, so that its classes can be overridden."""

    name = "marketplace.shop.checkout"

    def ready(self) -> None:
        """Leave out Oscar's views: ours stand at addresses of our own."""
        OscarConfig.ready(self)
