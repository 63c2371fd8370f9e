"""Counting views of product pages, and reading the counts.

The page is the same for everyone and is kept by caches (law 9), so its view cannot count, and no GET writes.
A small module of the page posts once when the page is shown; without a script nothing is counted, and the desk
says so. A row is a product, a day and a number. The address of who looks is known for a day by a keyed digest in
the cache alone, so that nobody pushes a number up by reloading.
"""

import datetime as dt
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from marketplace.core.web.throttle import is_over_limit
from marketplace.shop.catalogue.models import Product
from marketplace.shop.catalogue.view_models import DailyViews

# Many phones share one address of their network; one reader does not open a page so often in a day.
VIEWS_PER_ADDRESS: Final = 20
# Of one address over all products: a family, an office or a village's network reads so much at most.
VIEWS_PER_HOUR: Final = 300
# The desk shows a year at most.
KEPT_DAYS: Final = 400
_HOUR: Final = 3600
_DAY: Final = 24 * _HOUR


def count_view(*, slug: str, address: str) -> bool:
    """Count that the page of a product on sale was shown; return whether it was counted."""
    if is_over_limit(scope="views", identity=address, limit=VIEWS_PER_HOUR, seconds=_HOUR):
        return False
    pages = Product.objects.filter(slug=slug, is_public=True).exclude(structure=Product.CHILD)
    key: int | None = pages.values_list("pk", flat=True).first()
    if key is None or is_over_limit(
        scope="view", identity=f"{address}|{key}", limit=VIEWS_PER_ADDRESS, seconds=_DAY
    ):
        return False
    day = timezone.localdate()
    rows = DailyViews.objects.filter(product=key, day=day)
    if rows.update(views=F("views") + 1):
        return True
    try:
        with transaction.atomic():
            DailyViews.objects.create(product_id=key, day=day, views=1)
    except IntegrityError:  # another process was quicker
        rows.update(views=F("views") + 1)
    return True


def views_between(first: dt.date, last: dt.date) -> QuerySet[DailyViews]:
    """Return the counts of these days, both included."""
    return DailyViews.objects.filter(day__gte=first, day__lte=last)


def forget_old_views() -> int:
    """Delete counts that nobody is shown any more, and return how many there were."""
    before = timezone.localdate() - dt.timedelta(days=KEPT_DAYS)
    deleted, _by_model = DailyViews.objects.filter(day__lt=before).delete()
    return deleted
