"""Registers the package with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    """See the package's docstring."""

    name = "marketplace.notifications"
    label = "notifications"
    verbose_name = _("Tin nhắn")

    def ready(self) -> None:
        """Listen."""
        from marketplace.notifications import receivers  # noqa: F401, PLC0415 - models are ready only now
