"""Registers the fork of Oscar's ``basket``."""

from oscar.apps.basket import apps
from oscar.core.application import OscarConfig


class BasketConfig(apps.BasketConfig):
    """Oscar's application under our module, so that its classes can be overridden."""

    name = "marketplace.shop.basket"

    def ready(self) -> None:
        """Connect the receivers, and leave out Oscar's views: ours stand at addresses of our own."""
        from marketplace.shop.basket import receivers  # noqa: F401, PLC0415 - importing connects them

        OscarConfig.ready(self)
