"""Registers the package with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlacesConfig(AppConfig):
    """See the package's docstring."""

    name = "marketplace.places"
    label = "places"
    verbose_name = _("Địa danh")
