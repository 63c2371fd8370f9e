"""Cash on delivery: the stall's parcel carrier collects, and the stall keeps the money.

Nobody is asked over a network: the stall's own moves say how the attempt stands. The provider
only knows what it may take: no cash where the law forbids it, and no more than a cap per part.
"""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from payments.models import Attempt
from payments.providers.base import (
    Begun,
    Capabilities,
    CloseResult,
    Flow,
    NextAction,
    PaymentContext,
    Snapshot,
)

CODE = "cod"
DEFAULT_CAP = 20_000_000


class CashOnDelivery:
    """Pay the person who brings the goods."""

    code = CODE
    flow = Flow.OFFLINE
    capabilities = Capabilities(close=True)
    minimum = 1
    name = _("Tiền mặt khi nhận hàng")
    description = _("Trả cho người giao hàng, riêng từng phần, khi hàng tới tay bạn.")

    @property
    def maximum(self) -> int:
        """Return the most that one carrier is sent to collect, in đồng."""
        return int(getattr(settings, "COD_CAP", DEFAULT_CAP))

    def is_available(self, context: PaymentContext) -> bool:
        """Whether cash is lawful here and each part stays under the cap."""
        return not context.cashless_only and all(amount <= self.maximum for amount in context.amounts)

    def begin(self, attempt: Attempt, idempotency_key: str) -> Begun:  # noqa: ARG002 - the Protocol's signature
        """Nothing happens until somebody knocks at the door."""
        return Begun(next_action=NextAction(flow=self.flow), reference=attempt.key)

    def fetch(self, attempt: Attempt) -> Snapshot:
        """Return our own row: there is no other party to ask."""
        return Snapshot(state=Attempt.State(attempt.state), amount=attempt.amount, reference=attempt.key)

    def close(self, attempt: Attempt) -> CloseResult:
        """Cash that was collected stays collected; anything else can be called off."""
        if attempt.state == Attempt.State.CAPTURED:
            return CloseResult.ALREADY_PAID
        return CloseResult.CLOSED
