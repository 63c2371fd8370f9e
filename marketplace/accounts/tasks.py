"""What the clock asks for about people: what they left unfinished is not kept."""

from importlib import import_module

from celery import shared_task
from django.conf import settings


@shared_task(name="accounts.forget_ended_sessions")
def forget_ended_sessions() -> None:
    """Delete sessions that ended, and with them the address of whoever left at the checkout."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
