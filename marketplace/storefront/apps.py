"""Registers the package with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StorefrontConfig(AppConfig):
    """See the package's docstring."""

    name = "marketplace.storefront"
    label = "storefront"
    verbose_name = _("Mặt tiền")
