"""Registers the package with Django, under the label that Oscar looks for."""

from django.utils.translation import gettext_lazy as _
from oscar.core.application import OscarConfig


class SearchConfig(OscarConfig):
    """Takes the place of Oscar's search, which is built on haystack."""

    name = "search"
    label = "search"
    verbose_name = _("Tìm kiếm")
    namespace = "search"

    def ready(self) -> None:
        """Listen to the shelf."""
        from search import receivers  # noqa: F401, PLC0415 - importing connects them
