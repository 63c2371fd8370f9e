"""Messages asked for elsewhere, and the tasks that follow a written message."""

from collections.abc import Mapping
from typing import Any

from django.dispatch import receiver

from marketplace.accounts.models import User
from marketplace.accounts.signals import account_closing, letter_wanted
from marketplace.core.queueing import queue
from marketplace.notifications.models import Message
from marketplace.notifications.services import NewMessage, queue_messages
from marketplace.notifications.signals import messages_queued
from marketplace.notifications.tasks import send_message


@receiver(messages_queued, dispatch_uid="notifications.messages_queued")
def send_after_commit(*, message_pks: list[int], **_: object) -> None:
    """Queue a task for each message."""
    if message_pks:
        queue(send_message, *message_pks)


@receiver(letter_wanted, dispatch_uid="notifications.letter_wanted")
def queue_letter(
    *, key: str, kind: str, recipient: str, language: str, context: Mapping[str, Any], **_: object
) -> None:
    """Write down a letter about somebody's account; all of them hold a link or a fact for one person."""
    queue_messages(
        [
            NewMessage(
                key=key,
                kind=kind,
                recipient=recipient,
                language=language,
                context=dict(context),
                is_secret=True,
            )
        ]
    )


@receiver(account_closing, dispatch_uid="notifications.account_closing")
def forget_letters(*, user: User, **_: object) -> None:
    """Let go of letters about the account; those about orders are kept as long as the orders."""
    Message.objects.filter(recipient__iexact=user.email, is_secret=True, state=Message.State.SENT).delete()
