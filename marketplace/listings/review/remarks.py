"""Remarks on a field of a submitted revision: an officer writes them, the stall reads them beside the field."""

from collections.abc import Mapping

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from wagtail.models import TaskState

from marketplace.accounts.models import User
from marketplace.core.text import clean_text
from marketplace.listings.models import Listing, ListingRemark


@transaction.atomic
def write_remarks(*, task_state: TaskState, remarks: Mapping[str, str], author: User) -> list[ListingRemark]:
    """Keep what an officer says of each field of the task's revision; empty words say nothing."""
    listing_id = int(task_state.revision.object_id)
    rows = [
        ListingRemark(listing_id=listing_id, task_state=task_state, field=field, text=words, author=author)
        for field, text in remarks.items()
        if (words := clean_text(text))
    ]
    return ListingRemark.objects.bulk_create(rows)


def resolve_remarks(*, listing: Listing) -> int:
    """Close what is open: the stall has submitted again. Returns how many there were."""
    return ListingRemark.objects.filter(listing=listing, resolved_at=None).update(resolved_at=timezone.now())


def open_remarks(*, listing: Listing) -> QuerySet[ListingRemark]:
    """Return what the stall has still to mend, as it was written."""
    return ListingRemark.objects.filter(listing=listing, resolved_at=None).select_related("author")
