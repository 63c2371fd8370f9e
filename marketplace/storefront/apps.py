"""Registers the package with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StorefrontConfig(AppConfig):
    """See the package's docstring."""

    name = "marketplace.storefront"
    label = "storefront"
    verbose_name = _("Mặt tiền")

    def ready(self) -> None:
        """Listen."""
        from marketplace.storefront import account_receivers  # noqa: F401, PLC0415 - models are ready only now
