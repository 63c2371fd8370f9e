"""At which of their stalls somebody works just now: the desk and the pages of the dossier answer alike."""

from typing import Final

from django.http import HttpRequest

from marketplace.stalls.models import Stall, StallMember
from marketplace.stalls.selectors import memberships_of

_CHOSEN: Final = "desk_stall"


def choose_stall(request: HttpRequest, stall: Stall) -> None:
    """Work at ``stall`` from now on; the caller has seen that the person is a member."""
    request.session[_CHOSEN] = stall.pk


def memberships_in_order(request: HttpRequest) -> list[StallMember]:
    """Return what the person is at which stall: the chosen one first, then in the order of joining."""
    members = list(memberships_of(request.user))
    if len(members) < 2:  # noqa: PLR2004 - one is chosen by itself, and its session is left alone
        return members
    chosen = request.session.get(_CHOSEN)
    return sorted(members, key=lambda one: one.stall_id != chosen)
