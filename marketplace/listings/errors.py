"""What the door to the shelf refuses, in sentences for the person at it."""

from collections.abc import Sequence

from marketplace.core.errors import FloorError, NotAllowedNowError
from marketplace.listings.labels import LabelProblem


class ListingProblemError(FloorError):
    """The listing itself is not ready. ``problems`` names each field and what is wrong with it."""

    def __init__(self, message: str, problems: Sequence[LabelProblem] = ()) -> None:
        super().__init__(message)
        self.problems = tuple(problems)


class StallInactiveError(NotAllowedNowError):
    """The stall is suspended, so nothing of it goes on the shelf."""
