"""Making pictures ready, moving them with their goods, forgetting old counts. A lost task is found again by the sweeper, because the row says what is missing."""

from celery import shared_task
from django.db import OperationalError

from marketplace.shop.catalogue import renditions, shelf_files
from marketplace.shop.catalogue.viewing import forget_old_views


@shared_task(
    name="catalogue.render_pictures", autoretry_for=(OperationalError,), retry_backoff=True, max_retries=5
)
def render_pictures(product_pk: int) -> None:
    """Make the missing copies of one product's pictures."""
    renditions.render_product(product_pk)


@shared_task(name="catalogue.render_missing_pictures")
def render_missing_pictures() -> None:
    """Make the copies that nobody made."""
    renditions.render_missing()


@shared_task(
    name="catalogue.settle_pictures",
    autoretry_for=(OperationalError,),  # the database is busy or away: the rows wait
    retry_backoff=True,
    max_retries=5,
)
def settle_pictures() -> int:
    """Move the files of goods that left the shelf or returned; also run by beat, for what a lost task left."""
    return shelf_files.settle_waiting()


@shared_task(name="catalogue.clear_stray_pictures")
def clear_stray_pictures() -> None:
    """Delete public pictures that no product has."""
    shelf_files.queue_strays()
    shelf_files.settle_waiting()


@shared_task(name="catalogue.forget_old_views")
def forget_views() -> None:
    """Delete counts of views that nobody is shown any more."""
    forget_old_views()
