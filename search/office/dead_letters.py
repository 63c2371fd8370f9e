"""Products that failed to get into the index so often that a person has to look, and another chance for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.db import transaction
from django.db.models import Max, Min
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.log_actions import log

from marketplace.accounts.models import User
from marketplace.core.queueing import queue
from marketplace.shop.catalogue.models import Product
from search.indexing.failures import dead_tasks
from search.models import IndexTask
from search.tasks import index_waiting_products

MEND: Final = "search.mend_index"
PER_PAGE: Final = 50
_MOST_NAMED: Final = 20
_TOLD: Final = "search.dead_letters"
_TOLD_SECONDS: Final = 30


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A product that is not in the index as it should be; ``title`` and ``listing_pk`` where there still is one."""

    product_id: int
    title: str
    listing_pk: int | None
    error: str
    in_database: bool
    attempts: int
    since: datetime


def read_dead_letters(number: str) -> tuple[list[DeadLetter], Page[Any]]:
    """Return the page ``number`` of what failed, the longest waiting first, in three queries."""
    failed = dead_tasks().values("product_id", "in_database", "error").order_by()
    failed = failed.annotate(since=Min("queued_at"), tries=Max("attempts")).order_by(
        "since", "product_id", "error"
    )
    page = Paginator(failed, PER_PAGE).get_page(number)
    keys = [row["product_id"] for row in page.object_list]
    known = Product.objects.filter(pk__in=keys).values_list("pk", "title", "listing__pk")
    products = {key: (title, listing_pk) for key, title, listing_pk in known}
    letters = [_letter(dict(row), *products.get(row["product_id"], ("", None))) for row in page.object_list]
    return letters, page


def count_dead_letters() -> int:
    """Return how many products failed."""
    return dead_tasks().order_by().values("product_id").distinct().count()


def number_to_tell() -> int:
    """Return how many failed a moment ago: menu and start page tell it on every page, and ask seldom."""
    number: int = cache.get_or_set(_TOLD, count_dead_letters, _TOLD_SECONDS) or 0
    return number


@transaction.atomic
def retry_dead_letters(*, user: User, product_id: int | None = None) -> int:
    """Let one product, or all that failed, be indexed again; return how many products that were.

    The reason of the last failure stays until an attempt succeeds.
    """
    if not user.has_perm(MEND):
        raise PermissionDenied
    dead = dead_tasks().select_for_update()
    tasks = list(dead if product_id is None else dead.filter(product_id=product_id))
    if not tasks:
        return 0
    IndexTask.objects.filter(pk__in=[task.pk for task in tasks]).update(attempts=0)
    keys = sorted({task.product_id for task in tasks})
    log(
        instance=tasks[0],
        action="search.index_retried",
        user=user,
        title=_named(keys),
        data={
            "comment": tasks[0].error,
            "products": keys[:_MOST_NAMED],
            "before": {_("số lần thử"): max(task.attempts for task in tasks)},
            "after": {_("số lần thử"): 0},
        },
    )
    transaction.on_commit(_forget_number, robust=True)
    queue(index_waiting_products)
    return len(keys)


def _forget_number() -> None:
    cache.delete(_TOLD)


def _letter(row: dict[str, Any], title: str, listing_pk: int | None) -> DeadLetter:
    return DeadLetter(
        product_id=row["product_id"],
        title=title,
        listing_pk=listing_pk,
        error=row["error"],
        in_database=row["in_database"],
        attempts=row["tries"],
        since=row["since"],
    )


def _named(keys: Sequence[int]) -> str:
    """Return what the log says was tried again: a product's name, or how many."""
    if len(keys) == 1:
        title = Product.objects.filter(pk=keys[0]).values_list("title", flat=True).first()
        return title or str(keys[0])
    return ngettext("%d mặt hàng", "%d mặt hàng", len(keys)) % len(keys)
