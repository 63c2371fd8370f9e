"""What every way to pay can do, and in which words it says so.

``Provider`` is what all have. Webhooks, refunds and statements are Protocols of their own, so
that no provider carries a method that only says no; ``Capabilities`` tells which ones it has.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, BinaryIO, Protocol, runtime_checkable

from django.utils.functional import Promise

from payments.models import Attempt


class Flow(StrEnum):
    """What the payer does: goes to another site, scans a code, or nothing until the door."""

    REDIRECT = "redirect"
    QR = "qr"
    OFFLINE = "offline"


class CloseResult(StrEnum):
    """What became of an attempt that we wanted closed."""

    CLOSED = "closed"
    ALREADY_PAID = "already_paid"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a provider can do beyond beginning."""

    refund: bool = False
    partial_refund: bool = False
    close: bool = False
    poll: bool = False
    dispute: bool = False


@dataclass(frozen=True, slots=True)
class PaymentContext:
    """What a provider may know before it offers itself: one amount per part, in đồng.

    ``cashless_only`` is set where the law forbids cash, as for drinks with alcohol.
    """

    amounts: tuple[int, ...]
    cashless_only: bool = False


@dataclass(frozen=True, slots=True)
class NextAction:
    """What the payer is to do now: an address to go to, a payload to draw as a code, or nothing."""

    flow: Flow
    url: str = ""
    payload: str = ""


@dataclass(frozen=True, slots=True)
class Begun:
    """The provider's answer to ``begin``. ``reference`` is its own name for the attempt."""

    next_action: NextAction
    reference: str = ""
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """How an attempt stands at the provider at this moment."""

    state: Attempt.State
    amount: int
    reference: str = ""


@dataclass(frozen=True, slots=True)
class ProviderEvent:
    """One verified message of a provider. ``event_id`` is unique at that provider."""

    event_id: str
    kind: str
    reference: str
    amount: int | None
    at: datetime
    data: Mapping[str, Any]


@runtime_checkable
class Provider(Protocol):
    """One way to pay. ``minimum`` and ``maximum`` are đồng for one attempt."""

    @property
    def code(self) -> str:
        """Return the name that attempts keep."""
        ...

    @property
    def flow(self) -> Flow:
        """Return what the payer does."""
        ...

    @property
    def capabilities(self) -> Capabilities:
        """Return what can be asked beyond the beginning."""
        ...

    @property
    def minimum(self) -> int:
        """Return the least that one attempt can be for."""
        ...

    @property
    def maximum(self) -> int:
        """Return the most that one attempt can be for."""
        ...

    @property
    def name(self) -> str | Promise:
        """Return what the shopper reads."""
        ...

    @property
    def description(self) -> str | Promise:
        """Return what the shopper reads under the name."""
        ...

    def is_available(self, context: PaymentContext) -> bool:
        """Whether this way serves all the amounts of the order."""
        ...

    def begin(self, attempt: Attempt, idempotency_key: str) -> Begun:
        """Ask the provider to collect; the same key asks once."""
        ...

    def fetch(self, attempt: Attempt) -> Snapshot:
        """Look at the provider, whatever we believe."""
        ...

    def close(self, attempt: Attempt) -> CloseResult:
        """End an attempt so that it can no longer be paid."""
        ...


@runtime_checkable
class TakesWebhooks(Protocol):
    """A provider that calls us."""

    def parse_webhook(
        self, headers: Mapping[str, str], raw: bytes, query: Mapping[str, str]
    ) -> list[ProviderEvent]:
        """Return the events of a verified call; raise ``ProviderError`` for a forged one."""
        ...

    def ack(self, *, is_stored: bool) -> bytes:
        """Return the body that this provider wants as an answer."""
        ...


@runtime_checkable
class Refunds(Protocol):
    """A provider that can give money back."""

    def refund(self, *, attempt: Attempt, amount: int, key: str) -> str:
        """Ask for a refund and return the provider's name for it."""
        ...

    def fetch_refund(self, *, reference: str) -> Snapshot:
        """Look how a refund stands."""
        ...


@runtime_checkable
class ImportsStatements(Protocol):
    """A provider whose payments are read from an account statement."""

    def import_statement(self, file: BinaryIO) -> Sequence[ProviderEvent]:
        """Return the incoming payments of a statement."""
        ...
