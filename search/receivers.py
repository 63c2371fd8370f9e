"""The shelf changed: leave a row in the same transaction, and wake the indexer after it."""

from typing import Any

from django.dispatch import receiver

from marketplace.shop.catalogue.signals import shelf_changed
from search.models import IndexTask
from search.tasks import index_waiting_products


@receiver(shelf_changed, dispatch_uid="search.queue_products")
def queue_products(product_ids: list[int], **_: Any) -> None:
    """Queue the products for indexing."""
    if not product_ids:
        return
    IndexTask.objects.bulk_create([IndexTask(product_id=key) for key in product_ids], batch_size=1000)
    index_waiting_products.delay_on_commit()
