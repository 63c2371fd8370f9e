"""Reading messages."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from marketplace.notifications.models import Message


def due_messages(*, at: datetime | None = None) -> QuerySet[Message]:
    """Return what waits and may be tried now, the oldest first."""
    return Message.objects.filter(
        state=Message.State.WAITING, next_try_at__lte=at or timezone.now()
    ).order_by("next_try_at", "pk")


def mailbox(*, recipient: str = "") -> QuerySet[Message]:
    """Return what was sent or waits, the newest first, of one recipient or of all."""
    messages = Message.objects.defer("body_text", "body_html").order_by("-created_at", "-pk")
    return messages.filter(recipient__iexact=recipient) if recipient else messages


def recipients() -> list[str]:
    """Return everybody who has a message, by address."""
    return list(Message.objects.order_by("recipient").values_list("recipient", flat=True).distinct())
