"""Registers the package with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PaymentsConfig(AppConfig):
    """See the package's docstring."""

    name = "payments"
    label = "payments"
    verbose_name = _("Thanh toán")
