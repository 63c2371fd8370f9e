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
        """Listen to the shelf, and let words find stalls."""
        from search import receivers  # noqa: F401, PLC0415 - importing connects them
        from search.engines.upkeep import after_migrate  # noqa: PLC0415 - models have to be there first
        from search.pages.beside import Source, register_source  # noqa: PLC0415 - as below
        from search.selectors import find_stalls  # noqa: PLC0415 - as above

        register_source(
            Source(
                "stalls",
                _("Gian hàng bạn có thể đang tìm"),
                "components/stall_found.html",
                find_stalls,
                is_first=True,
            )
        )
        post_migrate.connect(after_migrate, sender=self, dispatch_uid="search.word_index")
