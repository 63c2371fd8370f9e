"""What a stall's past says about its goods: the question that the sampling rule asks."""

from datetime import timedelta

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast
from django.utils import timezone
from wagtail.models import ModelLogEntry, TaskState

from marketplace.listings.models import Listing, ListingReviewTask
from marketplace.listings.screening.models import ListingCheck, SamplingRule
from marketplace.stalls.models import Stall


def has_clean_record(stall: Stall, *, rule: SamplingRule) -> bool:
    """Return whether officers approved enough of the stall's goods by hand and had nothing to object lately."""
    if not stall.is_active:
        return False
    kind = ContentType.objects.get_for_model(Listing)
    decided = TaskState.objects.filter(
        workflow_state__base_content_type=kind,
        workflow_state__object_id__in=_keys(stall),
        task__content_type=ContentType.objects.get_for_model(ListingReviewTask),
    )
    since = timezone.now() - timedelta(days=rule.clean_days)
    if decided.filter(status=TaskState.STATUS_REJECTED, finished_at__gte=since).exists():
        return False
    taken_down = ModelLogEntry.objects.filter(
        content_type=kind, object_id__in=_keys(stall), action="listings.take_down", timestamp__gte=since
    )
    if taken_down.exists():
        return False
    if stall.suspensions.filter(Q(ended_at=None) | Q(ended_at__gte=since)).exists():
        return False
    # By hand: what the rule itself let through says nothing. Two stages look at one revision.
    let_through = ListingCheck.objects.filter(is_drawn=False).values("revision")
    by_hand = decided.filter(status=TaskState.STATUS_APPROVED).exclude(revision__in=let_through)
    approved: int = by_hand.values("revision").distinct().count()
    return approved >= rule.clean_approvals


def _keys(stall: Stall) -> QuerySet[Listing, str]:
    keys: QuerySet[Listing, str] = (
        Listing.objects.filter(stall=stall)
        .annotate(key=Cast("pk", CharField()))
        .order_by()
        .values_list("key", flat=True)
    )
    return keys
