"""Registers the fork of Oscar's ``order``."""

from oscar.apps.order import apps


class OrderConfig(apps.OrderConfig):
    """Oscar's application under our module, so that its classes can be overridden."""

    name = "marketplace.shop.order"

    def ready(self) -> None:
        """Connect the receivers."""
        super().ready()
        from marketplace.shop.order import receivers  # noqa: F401, PLC0415 - models have to be there first
