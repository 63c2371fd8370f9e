"""Several parts moved by one click. Each is a transaction of its own: what cannot move holds up nothing.

A part that stands where it was sent already counts as done, so that a second click, a second tab and
a page that was open since morning change nothing and alarm nobody.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from marketplace.accounts.models import User
from marketplace.core.errors import NotAllowedNowError
from marketplace.fulfilment.enums import ActorRole, StallOrderState
from marketplace.fulfilment.models import StallOrder
from marketplace.fulfilment.services import confirm_part, deliver_part, pack_part

_MOVES: dict[str, Callable[..., StallOrder]] = {
    StallOrderState.CONFIRMED: confirm_part,
    StallOrderState.PACKED: pack_part,
    StallOrderState.DELIVERED: deliver_part,
}


@dataclass(frozen=True, slots=True)
class BatchResult:
    """The numbers of what moved, of what stood there already, and of what could not go, each with the reason."""

    moved: tuple[str, ...]
    already: tuple[str, ...]
    refused: tuple[tuple[str, str], ...]


def move_parts(
    *, parts: Iterable[StallOrder], to: StallOrderState, actor: User | None, role: ActorRole
) -> BatchResult:
    """Confirm, pack or deliver each of ``parts``; the other moves want facts of their own."""
    moved, already, refused = [], [], []
    for part in parts:
        try:
            _MOVES[to](part=part, actor=actor, role=role)
        except NotAllowedNowError as error:
            state = StallOrder.objects.values_list("state", flat=True).get(pk=part.pk)
            if state == to:
                already.append(part.number)
            else:
                refused.append((part.number, error.message))
        else:
            moved.append(part.number)
    return BatchResult(tuple(moved), tuple(already), tuple(refused))
