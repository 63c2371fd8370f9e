"""Registers the fork of Oscar's ``catalogue``."""

from oscar.apps.catalogue import apps
from oscar.core.application import OscarConfig


class CatalogueConfig(apps.CatalogueConfig):
    """Oscar's application under our module, so that its classes can be overridden."""

    name = "marketplace.shop.catalogue"

    def ready(self) -> None:
        """Connect the receivers, and leave out Oscar's views: they would bring haystack's forms."""
        from oscar.apps.catalogue import receivers as stock_receivers  # noqa: F401, PLC0415 - importing connects them

        from marketplace.shop.catalogue import receivers  # noqa: F401, PLC0415 - as above

        OscarConfig.ready(self)
