"""The sweeper of checks: a row that waits is run again, a listing without marks gets them."""

from celery import shared_task

from marketplace.listings.screening.services import mark_unmarked_listings, run_waiting_checks


@shared_task(name="screening.run_waiting_checks")
def run_waiting() -> None:
    """Run the checks that a fault left behind."""
    run_waiting_checks()


@shared_task(name="screening.mark_unmarked_listings")
def mark_unmarked() -> None:
    """Mark the goods that nobody compared with yet."""
    mark_unmarked_listings()
