"""The work of imports. A task may be lost: the sweeper finds the row that asked for it."""

from celery import shared_task
from django.db import OperationalError

from marketplace.desk.exchange.applying import apply_slice
from marketplace.desk.exchange.checking import check_import
from marketplace.desk.exchange.enums import JobState
from marketplace.desk.exchange.services import forget_old_imports, lost_jobs


@shared_task(
    name="exchange.check_import", autoretry_for=(OperationalError,), retry_backoff=True, max_retries=5
)
def check(job_pk: int) -> None:
    """Look at what a table would do."""
    check_import(job_pk=job_pk)


@shared_task(
    name="exchange.apply_import", autoretry_for=(OperationalError,), retry_backoff=True, max_retries=5
)
def apply(job_pk: int) -> None:
    """Carry out the next listings, and let other tasks have their turn between."""
    if apply_slice(job_pk=job_pk):
        apply.delay(job_pk)


@shared_task(name="exchange.resume_imports")
def resume() -> None:
    """Go on with what a lost task or a killed worker left, and forget what is long over."""
    for job in lost_jobs():
        (check if job.state == JobState.CHECKING else apply).delay(job.pk)
    forget_old_imports()
