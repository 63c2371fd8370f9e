"""Registers the package with Django, and its pages as the documents that people agree to."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CmsConfig(AppConfig):
    """News and plain pages."""

    name = "cms"
    label = "cms"
    verbose_name = _("Trang tin")

    def ready(self) -> None:
        """Let signing up and ordering ask for the versions now in force, and a search find articles."""
        from cms import receivers  # noqa: F401, PLC0415 - importing connects them
        from cms.finding import find_news  # noqa: PLC0415 - needs the app registry
        from cms.selectors import current_versions  # noqa: PLC0415 - needs the app registry
        from marketplace.core.documents import register_versions  # noqa: PLC0415 - needs the app registry
        from search.pages.beside import Source, register_source  # noqa: PLC0415 - needs the app registry

        register_versions(current_versions)
        register_source(Source("news", _("Bài viết có nhắc tới"), "components/news_found.html", find_news))
