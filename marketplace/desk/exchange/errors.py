"""What an import refuses before it looks at any row."""

from marketplace.core.errors import FloorError


class FileProblemError(FloorError):
    """The file as a whole cannot be taken, and why."""
