"""Registers the package with Django, under the label that Oscar looks for."""

from django.db.models.signals import post_migrate
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
        from search.engines.install import after_migrate  # noqa: PLC0415 - models have to be there first

        post_migrate.connect(after_migrate, sender=self, dispatch_uid="search.word_index")
