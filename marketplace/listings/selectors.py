"""What others ask about listings."""

from collections.abc import Iterable
from typing import Any, Final

from django.contrib.auth.models import AbstractBaseUser
from django.contrib.contenttypes.models import ContentType
from django.db.models import Case, CharField, Count, F, Min, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce
from wagtail.models import ModelLogEntry, TaskState, WorkflowState

from marketplace.listings.enums import DecisionKind, ListingState
from marketplace.listings.models import Listing, ListingReviewTask
from marketplace.shop.catalogue.selectors import family_of
from marketplace.shop.partner.models import StockRecord
from marketplace.stalls.models import Stall

# What the log calls it when goods leave the shelf against the stall's will.
TAKEN_DOWN: Final = ("listings.take_down", "listings.licence_ended", "listings.licence_missing")


def with_state(listings: QuerySet[Listing]) -> QuerySet[Listing]:
    """Annotate ``state`` (a ListingState) from the listing's rows and its last review."""
    key = Cast(OuterRef("pk"), CharField())
    reviews = WorkflowState.objects.filter(base_content_type=_listing_type(), object_id=key).order_by("-pk")
    tasks = TaskState.objects.filter(
        workflow_state__base_content_type=_listing_type(), workflow_state__object_id=key
    ).order_by("-pk")
    annotated: QuerySet[Listing] = listings.annotate(
        review=Subquery(reviews.values("status")[:1]),
        last_task=Subquery(tasks.values("status")[:1]),
        # Asked changes end as cancelled too, once the stall sent again or put the goods away; and a refused
        # edit is no reason why goods left the shelf later.
        is_no_refusal=Coalesce(
            Subquery(
                tasks.annotate(
                    other=Q(decision__on_display=True) | Q(decision__kind=DecisionKind.CHANGES)
                ).values("other")[:1]
            ),
            Value(False),
        ),
        state=Case(
            When(archived_at__isnull=False, then=Value(ListingState.ARCHIVED)),
            When(review=WorkflowState.STATUS_IN_PROGRESS, then=Value(ListingState.WAITING)),
            When(review=WorkflowState.STATUS_NEEDS_CHANGES, then=Value(ListingState.CHANGES_REQUESTED)),
            When(
                Q(
                    review=WorkflowState.STATUS_CANCELLED,
                    last_task=TaskState.STATUS_REJECTED,
                    is_no_refusal=False,
                    live=False,
                ),
                then=Value(ListingState.REFUSED),
            ),
            When(live=True, then=Value(ListingState.ON_SALE)),
            When(first_published_at__isnull=False, then=Value(ListingState.TAKEN_DOWN)),
            default=Value(ListingState.DRAFT),
            output_field=CharField(),
        ),
    )
    return annotated


def waiting_tasks(*, by: AbstractBaseUser | None = None) -> QuerySet[TaskState]:
    """Return the queue: what waits for a decision, oldest first; ``by`` whom leaves out the stages of others."""
    waiting: QuerySet[TaskState] = (
        _under_review()
        .filter(task__content_type=review_task_type())
        .select_related("revision", "workflow_state__requested_by")
        .order_by("started_at", "pk")
    )
    if by is None or getattr(by, "is_superuser", False):
        return waiting
    # The same that ``ListingReviewTask.is_for`` says of one stage.
    return waiting.filter(task__in=ListingReviewTask.objects.filter(groups__user=by).values("pk"))


def waiting_by_stage() -> list[tuple[str, int]]:
    """Return (stage, how many) of all listings under review, the machine's stage too, in the workflow's order."""
    counted = (
        _under_review()
        .values("task__name")
        .annotate(count=Count("pk", distinct=True), first=Min("task__workflow_tasks__sort_order"))
        .order_by("first", "task__name")
    )
    return [(row["task__name"], row["count"]) for row in counted]


def stage_of(listing: Listing) -> str:
    """Return the name of the stage at which the listing waits, or nothing where it does not."""
    waiting = _under_review().filter(workflow_state__object_id=str(listing.pk))
    return str(waiting.values_list("task__name", flat=True).first() or "")


def _under_review() -> QuerySet[TaskState]:
    under_review: QuerySet[TaskState] = TaskState.objects.filter(
        status=TaskState.STATUS_IN_PROGRESS,
        workflow_state__base_content_type=_listing_type(),
        workflow_state__status=WorkflowState.STATUS_IN_PROGRESS,
        workflow_state__current_task_state=F("pk"),
    )
    return under_review


def past_decisions(listing: Listing) -> QuerySet[TaskState]:
    """Return what was decided about a listing, newest first."""
    decided: QuerySet[TaskState] = (
        TaskState.objects.filter(
            workflow_state__base_content_type=_listing_type(),
            workflow_state__object_id=str(listing.pk),
            task__content_type=review_task_type(),
        )
        .exclude(finished_at=None)
        .select_related("finished_by", "revision")
        .defer("revision__content")
        .order_by("-finished_at", "-pk")
    )
    return decided


def listings_of(stall: Stall) -> QuerySet[Listing]:
    """Return the listings of one stall, each with its state: where every query of a desk starts (law 6)."""
    return with_state(Listing.objects.filter(stall=stall).select_related("stall__ward__province"))


def display_of(listing_pk: int) -> dict[str, Any]:
    """Return what the log keeps of a listing: whether it is on display, and which revision."""
    row = Listing.objects.values("live", "live_revision_id").get(pk=listing_pk)
    return {"on_display": row["live"], "revision": row["live_revision_id"]}


def shelf_records(product_ids: Iterable[int]) -> QuerySet[StockRecord]:
    """Return price and stock of every variant on the shelf of these products, children after their parents."""
    records: QuerySet[StockRecord] = StockRecord.objects.filter(
        product__in=family_of(product_ids), product__approved_revision__isnull=False
    )
    return records.select_related("product").order_by("product__position", "pk")


def last_words(listings: Iterable[Listing]) -> dict[int, TaskState]:
    """Return the last decision with words about each listing, by its key; one query."""
    keys = [str(listing.pk) for listing in listings]
    decided = (
        TaskState.objects.filter(
            workflow_state__base_content_type=_listing_type(),
            workflow_state__object_id__in=keys,
            task__content_type=review_task_type(),
        )
        .exclude(finished_at=None)
        .select_related("finished_by", "workflow_state")
        .order_by("finished_at", "pk")
    )
    return {int(task.workflow_state.object_id): task for task in decided}


def take_down_words(listings: Iterable[Listing]) -> dict[int, ModelLogEntry]:
    """Return the last entry by which each listing left the shelf, by its key; its data has the words."""
    keys = [str(listing.pk) for listing in listings]
    entries = ModelLogEntry.objects.filter(
        content_type=_listing_type(), object_id__in=keys, action__in=TAKEN_DOWN
    )
    return {
        int(entry.object_id): entry for entry in entries.select_related("user").order_by("timestamp", "pk")
    }


def _listing_type() -> ContentType:
    return ContentType.objects.get_for_model(Listing)


def review_task_type() -> ContentType:
    """Return the type of a person's stage; a machine's stage decides nothing."""
    return ContentType.objects.get_for_model(ListingReviewTask)
