"""Registers the package with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ListingsConfig(AppConfig):
    """See the package's docstring."""

    name = "marketplace.listings"
    label = "listings"
    verbose_name = _("Mặt hàng")
