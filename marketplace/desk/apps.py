"""Registers the package with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    """See the package's docstring."""

    name = "marketplace.desk"
    label = "desk"
    verbose_name = _("Bàn làm việc")
