"""Registers the package with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FulfilmentConfig(AppConfig):
    """See the package's docstring."""

    name = "marketplace.fulfilment"
    label = "fulfilment"
    verbose_name = _("Giao hàng")

    def ready(self) -> None:
        """Connect the receivers."""
        from marketplace.fulfilment import receivers  # noqa: F401, PLC0415 - models have to be loaded first
