"""Registers the package with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ScreeningConfig(AppConfig):
    """See the package's docstring."""

    name = "marketplace.listings.screening"
    label = "screening"
    verbose_name = _("Tự soi mặt hàng")

    def ready(self) -> None:
        """Connect the receivers."""
        from marketplace.listings.screening import receivers  # noqa: F401, PLC0415 - models have to be loaded first
