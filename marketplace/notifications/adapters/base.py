"""What a channel is. It knows nothing of the table: retrying and remembering are not its work."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Letter:
    """A message ready to go. ``key`` is the same on every try, so that a mailbox may drop a double."""

    key: str
    recipient: str
    subject: str
    text: str
    html: str
    language: str


class DeliveryError(Exception):
    """A letter was not taken. ``permanent`` says that trying again would not help."""

    def __init__(self, message: str, *, permanent: bool) -> None:
        super().__init__(message)
        self.permanent = permanent


class Channel(Protocol):
    """A way to reach people."""

    code: str

    def send(self, letter: Letter) -> None:
        """Hand ``letter`` over. Raises DeliveryError."""
        ...
