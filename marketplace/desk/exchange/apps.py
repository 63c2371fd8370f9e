"""Registers the package with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExchangeConfig(AppConfig):
    """See the package's docstring."""

    name = "marketplace.desk.exchange"
    label = "exchange"
    verbose_name = _("Nhập hàng từ bảng")
