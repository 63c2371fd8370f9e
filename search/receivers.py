"""The shelf changed: leave a row in the same transaction, and wake the indexer after it.

An officer changed a rule of search: every process reads the rules anew with its next question.
"""

from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from marketplace.core.queueing import queue
from marketplace.shop.catalogue.signals import shelf_changed
from search.indexing import sync
from search.knowledge.current import bump_rules
from search.models import HiddenPhrase, PinnedGoods, RankingWeight, SynonymSet
from search.tasks import index_waiting_products


@receiver(shelf_changed, dispatch_uid="search.queue_products")
def queue_products(product_ids: list[int], **_: Any) -> None:
    """Queue the products for indexing, and ask a worker to look; should nobody hear it, the sweeper comes."""
    if not product_ids:
        return
    sync.queue_products(product_ids)
    queue(index_waiting_products)


def rule_changed(**_: Any) -> None:
    """Let the change take effect everywhere, in the transaction that made it."""
    bump_rules()


for _kind in (SynonymSet, PinnedGoods, HiddenPhrase, RankingWeight):
    for _signal in (post_save, post_delete):
        _signal.connect(rule_changed, sender=_kind, dispatch_uid=f"search.rule_changed.{_kind.__name__}")
