"""Indexing beside the request. The queue's rows are what counts: a lost task is made up for by the sweeper."""

from celery import shared_task
from django.db import OperationalError

from search.counting import retention
from search.indexing import check, mirror, sync


@shared_task(
    name="search.index_waiting_products",
    autoretry_for=(OperationalError,),  # the database is busy or away: the rows wait
    retry_backoff=True,
    max_retries=5,
)
def index_waiting_products() -> int:
    """Index what waits; also run by beat, for what a lost task left.

    Certificates run out and rules begin with a day, and nobody says so.
    """
    sync.queue_expired_stars()
    sync.queue_ended_promotions()
    done = sync.index_waiting()
    mirror.mirror_waiting()
    return done


@shared_task(name="search.check_index")
def check_index() -> int:
    """Compare both copies with the shelf and mend what differs; run nightly by beat."""
    return check.check_and_repair()


@shared_task(name="search.merge_pieces")
def merge_pieces() -> bool:
    """Make one piece of Elasticsearch's index; run nightly by beat, after the check has mended it."""
    return mirror.merge_pieces()


@shared_task(
    name="search.forget_old_counts",
    autoretry_for=(OperationalError,),  # as above; and the next night comes
    retry_backoff=True,
    max_retries=5,
)
def forget_old_counts() -> int:
    """Delete the counts of searches that are older than the department keeps them; run nightly by beat."""
    return retention.forget_old_counts()
