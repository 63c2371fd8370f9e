"""What the clock does for parts."""

from celery import shared_task

from marketplace.fulfilment.figures import count_figures
from marketplace.fulfilment.reminders import remind_of_waiting_parts


@shared_task(name="fulfilment.remind_of_waiting_parts")
def remind_stalls() -> None:
    """Remind stalls of what waits for them. A lost run is made up for by the next."""
    remind_of_waiting_parts()


@shared_task(name="fulfilment.count_figures")
def count_stall_figures() -> None:
    """Count how stalls keep their word. A lost run is made up for by the next."""
    count_figures()
