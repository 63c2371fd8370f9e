"""Sending, as tasks. The row says what is left to do: a lost task delays a message, no more."""

from celery import shared_task

from marketplace.notifications import services
from marketplace.notifications.services import deliver_due_messages, deliver_message


@shared_task(name="notifications.send_message")
def send_message(message_pk: int) -> None:
    """Send one message. What fails is tried again by the sweeper, when the row says so."""
    deliver_message(message_pk)


@shared_task(name="notifications.send_due_messages")
def send_due_messages() -> None:
    """Send what waits: first tries whose task was lost, and later tries."""
    deliver_due_messages()


@shared_task(name="notifications.forget_old_letters")
def forget_old_letters() -> int:
    """Delete letters whose time is over; return how many."""
    return services.forget_old_letters()
