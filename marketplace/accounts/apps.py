"""Registers the package with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """See the package's docstring."""

    name = "marketplace.accounts"
    label = "accounts"
    verbose_name = _("Người dùng")
