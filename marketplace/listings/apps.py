"""Registers the package with Django."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _


class ListingsConfig(AppConfig):
    """See the package's docstring."""

    name = "marketplace.listings"
    label = "listings"
    verbose_name = _("Mặt hàng")

    def ready(self) -> None:
        """Connect the receivers, keep Wagtail's letters to pages and the database's guard standing through migrations."""
        # Models have to be loaded first.
        from marketplace.listings import receivers  # noqa: F401, PLC0415
        from marketplace.listings.review import wagtail_letters  # noqa: PLC0415
        from marketplace.listings.shelf import guards  # noqa: PLC0415

        wagtail_letters.take_their_place()

        pre_migrate.connect(guards.before_migrate, sender=self, dispatch_uid="listings.guards.down")
        post_migrate.connect(guards.after_migrate, sender=self, dispatch_uid="listings.guards.up")
