"""The clocks' reminders, which tell and take nothing down by themselves, and the sweeper of reports' pictures."""

from celery import shared_task

from marketplace.oversight.reminders import remind_of_clocks
from marketplace.oversight.reports import clear_stray_files, clear_strays_among_goods, move_old_pictures


@shared_task(name="oversight.remind_of_clocks")
def remind() -> None:
    """Tell officers of requests whose time runs out."""
    remind_of_clocks()


@shared_task(name="oversight.clear_stray_pictures")
def clear_stray_pictures() -> None:
    """Delete the pictures of reports that never came about, and of goods that nothing shows."""
    clear_stray_files()
    move_old_pictures()
    clear_strays_among_goods()
