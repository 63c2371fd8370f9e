"""What the state of a stall forbids about its goods. One that closed for good keeps them to be read, and no more."""

from marketplace.listings.errors import StallClosedError, StallInactiveError
from marketplace.stalls.models import Stall
from marketplace.stalls.services import lock_stall


def check_open(stall: Stall) -> None:
    """Raise StallClosedError where the stall closed for good; a suspended one goes on writing drafts."""
    if stall.is_closed:
        raise StallClosedError


def lock_open_stall(stall_id: int) -> Stall:
    """Return the stall, its row locked until the transaction ends. Raises StallClosedError."""
    stall = lock_stall(stall_id)
    check_open(stall)
    return stall


def check_selling(stall: Stall, *, closed: str, suspended: str) -> None:
    """Raise StallInactiveError with the sentence for the way in which the stall stopped, if it did."""
    if not stall.is_active:
        raise StallInactiveError(closed if stall.is_closed else suspended)
