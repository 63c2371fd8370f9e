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
        from marketplace.listings import (  # noqa: PLC0415 - models have to be loaded first
            guards,
            receivers,  # noqa: F401
            wagtail_letters,
        )

        wagtail_letters.take_their_place()

        pre_migrate.connect(guards.before_migrate, sender=self, dispatch_uid="listings.guards.down")
        post_migrate.connect(guards.after_migrate, sender=self, dispatch_uid="listings.guards.up")
