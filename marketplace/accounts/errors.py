"""What can go wrong with an account, each with a sentence for the person."""

from marketplace.core.errors import FloorError


class LinkNotValidError(FloorError):
    """A link is old, used, or was never ours."""


class OtherAccountError(FloorError):
    """A link belongs to another account than the one signed in."""


class EmailTakenError(FloorError):
    """Another account has this address."""


class AccountInUseError(FloorError):
    """The account cannot be closed while somebody depends on it."""
