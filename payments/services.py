"""The moves of payment attempts: locked, idempotent, and only along the lines of ``MOVES``.

A second report of the same fact changes nothing and signals nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from payments.errors import AttemptStateError
from payments.models import Attempt
from payments.signals import payment_failed, payment_settled

State = Attempt.State

# Money that came late is money: a failed or expired attempt may still be captured after a review.
MOVES: dict[str, tuple[str, ...]] = {
    State.CREATED: (State.PENDING, State.CAPTURED, State.FAILED, State.EXPIRED, State.REVIEW),
    State.PENDING: (State.CAPTURED, State.FAILED, State.EXPIRED, State.REVIEW),
    State.REVIEW: (State.CAPTURED, State.FAILED),
    State.CAPTURED: (),
    State.FAILED: (State.REVIEW,),
    State.EXPIRED: (State.REVIEW,),
}


@dataclass(frozen=True, slots=True)
class PaymentRequest:
    """That ``amount`` đồng are due for ``reference``, in the way ``provider``."""

    reference: str
    provider: str
    amount: int


def open_attempts(requests: Sequence[PaymentRequest]) -> list[Attempt]:
    """Write the first attempt of each request, in one statement. A request for nothing needs none."""
    return Attempt.objects.bulk_create(
        Attempt(
            key=f"{request.provider}:{request.reference}:1",
            reference=request.reference,
            provider=request.provider,
            amount=request.amount,
        )
        for request in requests
        if request.amount > 0
    )


def mark_pending(*, reference: str, provider: str) -> bool:
    """Note that the payer is now expected to pay; return whether this was news."""
    return _move(reference=reference, provider=provider, state=State.PENDING) is not None


def capture(*, reference: str, provider: str) -> bool:
    """Note that the money is there; return whether this was news."""
    with transaction.atomic():
        attempt = _move(reference=reference, provider=provider, state=State.CAPTURED)
        if attempt is None:
            return False
        payment_settled.send(sender=Attempt, reference=reference, provider=provider, amount=attempt.amount)
    return True


def fail(*, reference: str, provider: str, reason: str) -> bool:
    """Note that the money will not come by this attempt; return whether this was news."""
    with transaction.atomic():
        attempt = _move(reference=reference, provider=provider, state=State.FAILED)
        if attempt is None:
            return False
        payment_failed.send(
            sender=Attempt,
            reference=reference,
            provider=provider,
            amount=attempt.amount,
            reason=reason,
        )
    return True


@transaction.atomic
def _move(*, reference: str, provider: str, state: Attempt.State) -> Attempt | None:
    """Move the newest attempt and return it, or nothing where there is none or it stands there already.

    Who reports names the provider: a parcel that arrived says nothing about a card.
    """
    attempts = Attempt.objects.select_for_update().filter(reference=reference, provider=provider)
    attempt = attempts.order_by("-pk").first()
    if attempt is None or attempt.state == state:
        return None
    if state not in MOVES[attempt.state]:
        raise AttemptStateError(_("Lần thanh toán này không còn đổi được nữa."))
    attempt.state = state
    attempt.changed_at = timezone.now()
    attempt.save(update_fields=["state", "changed_at"])
    return attempt
