"""Registers the package with Django."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

_GIVEN, _OURS = "All Oscar Dashboard Permissions", "Quyền bảng điều khiển cũ (không dùng)"


class AccountsConfig(AppConfig):
    """See the package's docstring."""

    name = "marketplace.accounts"
    label = "accounts"
    verbose_name = _("Người dùng")

    def ready(self) -> None:
        """Name in Vietnamese the group that Oscar's migrations leave, once they all have run."""
        post_migrate.connect(_name_groups, sender=self, dispatch_uid="accounts.group_names")


def _name_groups(using: str, **_kwargs: Any) -> None:
    # A migration of ours that waited for Oscar's would turn the order of all others round.
    from django.contrib.auth.models import Group  # noqa: PLC0415 - models have to be loaded first

    groups = Group.objects.using(using)
    if not groups.filter(name=_OURS).exists():
        groups.filter(name=_GIVEN).update(name=_OURS)
