"""Writing messages down, and sending what is due.

A message is claimed by one conditional UPDATE that also sets when it may be tried again. So two
workers never send the same one, no lock is held while a mail server is talked to, and a worker
that dies leaves a message that is found again.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from marketplace.accounts.models import RetentionRule
from marketplace.accounts.retention import kept_since
from marketplace.notifications.adapters import DeliveryError, Letter, channel_for
from marketplace.notifications.models import Message
from marketplace.notifications.rendering import Words, render_message
from marketplace.notifications.selectors import due_messages
from marketplace.notifications.signals import messages_queued

logger = logging.getLogger(__name__)

MOST_TRIES = 12
# Longer than any mail server is waited for (EMAIL_TIMEOUT for each of its few answers).
LEASE = timedelta(minutes=5)
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=6)
SWEEP_SIZE = 200


@dataclass(frozen=True, slots=True)
class NewMessage:
    """A message to be sent. ``key`` names it once and for all: the same key twice is one message.

    ``context`` holds facts that JSON can carry. ``is_secret`` marks a message whose words open a
    door (a reset link): they are not kept once it is sent.
    """

    key: str
    kind: str
    recipient: str
    language: str = "vi"
    context: dict[str, Any] = field(default_factory=dict)
    is_secret: bool = False


def queue_messages(messages: Sequence[NewMessage]) -> None:
    """Write ``messages`` down in the caller's transaction; they are sent after it commits."""
    rows = [
        Message(
            key=message.key,
            kind=message.kind,
            recipient=message.recipient,
            language=message.language,
            context=message.context,
            is_secret=message.is_secret,
        )
        for message in messages
        if message.recipient
    ]
    if not rows:
        return
    with transaction.atomic():
        Message.objects.bulk_create(rows, ignore_conflicts=True)
        waiting = Message.objects.filter(key__in=[row.key for row in rows], state=Message.State.WAITING)
        messages_queued.send(sender=Message, message_pks=list(waiting.values_list("pk", flat=True)))


def deliver_message(message_pk: int) -> bool:
    """Send one message if it is due, and return whether the channel answered.

    False means that the channel itself was not there, so that others need not be tried now.
    """
    message = _claim(message_pk)
    if message is None:
        return True
    try:
        words = render_message(message)
    except Exception:
        # A fault of ours: it is mended by a new version, and the message must outlive it.
        logger.exception("Message %s cannot be rendered", message.pk)
        _put_off(message, "cannot be rendered")
        return True
    try:
        channel_for(message.channel).send(
            Letter(
                key=message.key,
                recipient=message.recipient,
                subject=words.subject,
                text=words.text,
                html=words.html,
                language=message.language,
            )
        )
    except DeliveryError as error:
        logger.warning("Message %s was not taken: %s", message.pk, error)
        _put_off(message, str(error), is_final=error.permanent)
        return error.permanent
    _close(message, words)
    return True


def deliver_due_messages() -> int:
    """Send what is due and return how many were tried; stop as soon as the channel is away."""
    tried = 0
    for message_pk in list(due_messages().values_list("pk", flat=True)[:SWEEP_SIZE]):
        tried += 1
        if not deliver_message(message_pk):
            break
    return tried


def forget_old_letters() -> int:
    """Delete letters whose time is over (``accounts.RetentionRule``); what still waits is left. Return how many."""
    since = kept_since(RetentionRule.Subject.LETTER)
    if since is None:
        return 0
    old = Message.objects.filter(created_at__lt=since).exclude(state=Message.State.WAITING)
    deleted, _rows = old.delete()
    return deleted


def pause_after(tries: int) -> timedelta:
    """Return how long to wait after the nth try: a minute, then twice as long each time."""
    return min(FIRST_PAUSE * int(2 ** (tries - 1)), LONGEST_PAUSE)


def _claim(message_pk: int) -> Message | None:
    """Take the message for this worker alone, or return None where it is not due or taken."""
    now = timezone.now()
    claimed = (
        due_messages(at=now).filter(pk=message_pk).update(attempts=F("attempts") + 1, next_try_at=now + LEASE)
    )
    return Message.objects.get(pk=message_pk) if claimed else None


def _put_off(message: Message, error: str, *, is_final: bool = False) -> None:
    is_final = is_final or message.attempts >= MOST_TRIES
    message.error = error[:300]
    message.next_try_at = timezone.now() + pause_after(message.attempts)
    if is_final:
        message.state = Message.State.FAILED
        _forget_secrets(message)
    _save(message)


def _close(message: Message, words: Words) -> None:
    message.state = Message.State.SENT
    message.sent_at = timezone.now()
    message.error = ""
    message.subject, message.body_text, message.body_html = words.subject, words.text, words.html
    _forget_secrets(message)
    _save(message)


def _forget_secrets(message: Message) -> None:
    # The demo's mailbox is where its people read their mail.
    if message.is_secret and not settings.DEMO:
        message.context = {}
        message.body_text = message.body_html = ""


def _save(message: Message) -> None:
    message.save(
        update_fields=(
            "state",
            "sent_at",
            "next_try_at",
            "error",
            "context",
            "subject",
            "body_text",
            "body_html",
        )
    )
