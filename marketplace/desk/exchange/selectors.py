"""What the pages ask about imports."""

from django.db.models import Count, Q, QuerySet

from marketplace.desk.exchange.enums import ItemKind, Outcome
from marketplace.desk.exchange.models import ImportItem, ImportJob
from marketplace.stalls.models import Stall


def imports_of(stall: Stall) -> QuerySet[ImportJob]:
    """Return the imports of one stall, the newest first (law 6)."""
    return ImportJob.objects.filter(stall=stall).select_related("by", "confirmed_by").defer("pictures")


def count_kinds(job: ImportJob) -> dict[ItemKind, int]:
    """Return how many listings the import would treat in which way."""
    counted = job.items.order_by().values("kind").annotate(count=Count("pk"))
    return {ItemKind(row["kind"]): row["count"] for row in counted}


def refused_items(job: ImportJob) -> QuerySet[ImportItem]:
    """Return what was refused, at the look or when it was to be written."""
    return job.items.filter(Q(kind=ItemKind.REFUSED) | Q(outcome=Outcome.REFUSED)).order_by("position")
