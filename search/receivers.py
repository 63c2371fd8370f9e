"""The shelf changed: leave a row in the same transaction, and wake the indexer after it."""

from typing import Any

from django.db import transaction
from django.dispatch import receiver

from marketplace.shop.catalogue.signals import shelf_changed
from search import sync
from search.tasks import index_waiting_products


@receiver(shelf_changed, dispatch_uid="search.queue_products")
def queue_products(product_ids: list[int], **_: Any) -> None:
    """Queue the products for indexing. A broker that is away must not fail what was committed."""
    if not product_ids:
        return
    sync.queue_products(product_ids)
    transaction.on_commit(wake_indexer, robust=True)


def wake_indexer() -> None:
    """Ask a worker to look at the queue; should nobody hear it, the sweeper comes within a minute."""
    index_waiting_products.delay()
