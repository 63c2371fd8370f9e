"""Registers the package with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CmsConfig(AppConfig):
    """See the package's docstring."""

    name = "cms"
    label = "cms"
    verbose_name = _("Trang tin")
