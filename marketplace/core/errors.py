"""The errors of the floor. They carry facts; a view turns them into a sentence."""


class FloorError(Exception):
    """Anything that went against a rule of the floor.

    ``message`` is a Vietnamese sentence for the person who asked, fit to be shown.
    """

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class NotAllowedNowError(FloorError):
    """A move that the present state does not allow."""
