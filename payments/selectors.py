"""Reading attempts."""

from collections.abc import Iterable

from payments.models import Attempt


def latest_attempts(references: Iterable[str]) -> dict[str, Attempt]:
    """Return the newest attempt of each reference, in one query."""
    attempts = Attempt.objects.filter(reference__in=list(references)).order_by("pk")
    return {attempt.reference: attempt for attempt in attempts}
