"""Registers the package with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StallsConfig(AppConfig):
    """See the package's docstring."""

    name = "marketplace.stalls"
    label = "stalls"
    verbose_name = _("Gian hàng")

    def ready(self) -> None:
        """Listen."""
        from marketplace.stalls import receivers  # noqa: F401, PLC0415 - models are ready only now
