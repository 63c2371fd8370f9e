"""Registers the package with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OversightConfig(AppConfig):
    """See the package's docstring."""

    name = "marketplace.oversight"
    label = "oversight"
    verbose_name = _("Giám sát")

    def ready(self) -> None:
        """Tell the queue what waits, and listen."""
        from marketplace.oversight import (  # noqa: PLC0415 - models have to be loaded first
            receivers,  # noqa: F401 - listens
            sources,
        )

        sources.register()
