"""The clocks' reminders. They tell; nothing is taken down by itself."""

from celery import shared_task

from marketplace.oversight.reminders import remind_of_clocks


@shared_task(name="oversight.remind_of_clocks")
def remind() -> None:
    """Tell officers of requests whose time runs out."""
    remind_of_clocks()
