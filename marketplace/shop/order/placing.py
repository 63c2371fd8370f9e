"""What checkout hands over to bind an order, and what can go wrong. Facts only; no request, no form."""

from collections.abc import Sequence
from dataclasses import dataclass

from marketplace.core.errors import FloorError
from marketplace.places.models import Ward

# The document under which the answer to the question about age is kept, with its time and nothing else.
AGE_DOCUMENT = "do-tuoi"


@dataclass(frozen=True, slots=True)
class Contact:
    """Who orders, and how to reach them. ``phone`` is 0xxxxxxxxx; ``email`` may be empty with an account."""

    name: str
    phone: str
    email: str


@dataclass(frozen=True, slots=True)
class DeliveryAddress:
    """Where the goods go, in two tiers: street and commune (the province is the commune's)."""

    full_name: str
    phone: str
    line1: str
    ward: Ward


@dataclass(frozen=True, slots=True)
class ShippingChoice:
    """How one stall's goods come, as the review step showed it. ``charge`` is đồng.

    ``place`` and ``hours`` say where and when to fetch them; without a place it is the stall's address.
    """

    way: str
    zone: str
    charge: int
    days_min: int
    days_max: int
    place: str = ""
    hours: str = ""


@dataclass(frozen=True, slots=True)
class Shortage:
    """A line that cannot be had as asked. ``available`` is what is left to buy."""

    line_id: int
    title: str
    available: int


class PlacementError(FloorError):
    """The order could not be bound. Nothing was written; the basket is as it was."""


class OutOfStockError(PlacementError):
    """Somebody was faster. ``lines`` says where the stock no longer suffices."""

    def __init__(self, message: str, lines: Sequence[Shortage]) -> None:
        super().__init__(message)
        self.lines = tuple(lines)


class BasketChangedError(PlacementError):
    """The basket is not what the review step showed: gone, repriced, emptied, or a stall paused."""


class PaymentUnavailableError(PlacementError):
    """The chosen way of paying does not serve this order."""


class AgeNotConfirmedError(PlacementError):
    """Goods that only people of an age may buy, and nobody said that they are."""
