"""What may go wrong with a payment. An error says whether trying again helps."""

from marketplace.core.errors import FloorError


class ProviderError(FloorError):
    """A provider refused or could not be reached. ``permanent`` means that trying again is in vain."""

    def __init__(self, message: str, *, permanent: bool) -> None:
        super().__init__(message)
        self.permanent = permanent


class AttemptStateError(FloorError):
    """An attempt cannot go from where it stands to where somebody wants it."""
