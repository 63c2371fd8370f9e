"""A stall that somebody still waits for is not closed for good."""

from typing import Any

from django.dispatch import receiver
from django.utils.translation import ngettext

from marketplace.core.errors import NotAllowedNowError
from marketplace.fulfilment.enums import MOVES, StallOrderState
from marketplace.fulfilment.models import StallOrder
from marketplace.stalls.models import Stall
from marketplace.stalls.signals import stall_closing

# What can still move by itself; a delivered part may come back for as long as the floor stands.
_UNFINISHED = [state for state, moves in MOVES.items() if moves and state != StallOrderState.DELIVERED]


@receiver(stall_closing, dispatch_uid="fulfilment.stall_closing")
def refuse_while_orders_wait(*, stall: Stall, **_kwargs: Any) -> None:
    """Refuse while an order is on its way."""
    waiting = StallOrder.objects.filter(stall=stall, state__in=_UNFINISHED).count()
    if waiting:
        raise NotAllowedNowError(
            ngettext(
                "Còn %d đơn chưa giao xong, nên chưa đóng gian hàng được.",
                "Còn %d đơn chưa giao xong, nên chưa đóng gian hàng được.",
                waiting,
            )
            % waiting
        )
