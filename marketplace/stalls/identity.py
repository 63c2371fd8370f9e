"""Whether a keeper is who the dossier says: one adapter, named by a setting, answers when it is handed in.

The shipped adapter proves nothing by itself. It leaves the question to an officer, and every page that
shows the answer says so. An adapter of the national e-identity would return ``PROVED`` or ``REFUSED``.
"""

from collections.abc import Callable
from functools import cache
from typing import Protocol, cast

from django.conf import settings
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from marketplace.stalls.enums import IdentityState
from marketplace.stalls.models import Dossier


class IdentityAdapter(Protocol):
    """How the floor learns who somebody is."""

    code: str
    label: str | Promise
    # Whether the law takes its answer for an electronic authentication.
    is_electronic: bool

    def check(self, dossier: Dossier) -> IdentityState:
        """Return what is known of the keeper of ``dossier`` now; ``OPEN`` leaves it to an officer."""


class ManualIdentity:
    """An officer compares the facts with the registers of the department."""

    code = "manual"
    label = _("Cán bộ Sở đối chiếu bằng tay, chưa phải xác thực điện tử")
    is_electronic = False

    def check(self, dossier: Dossier) -> IdentityState:  # noqa: ARG002 - the Protocol's signature
        """Leave the question to an officer."""
        return IdentityState.OPEN


def identity_adapter() -> IdentityAdapter:
    """Return the adapter that the installation chose."""
    return _load(settings.IDENTITY_ADAPTER)


@cache
def _load(path: str) -> IdentityAdapter:
    made = cast("Callable[[], IdentityAdapter]", import_string(path))
    return made()
