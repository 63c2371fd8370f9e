"""What a stall asks and what the department answers.

A stall writes revisions and never the listing's own rows: once a listing is live, those rows are its
approved content (law 1). While a revision waits, nothing is saved; the stall withdraws it first.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Revision, TaskState, WorkflowState

from marketplace.core.errors import NotAllowedNowError
from marketplace.core.text import clean_text
from marketplace.listings.drafting.content import (
    Photo,
    Variant,
    picture_rows,
    variant_rows,
    write_content,
    write_offers,
)
from marketplace.listings.enums import DecisionKind
from marketplace.listings.errors import EditedMeanwhileError, ListingLockedError, ListingProblemError
from marketplace.listings.models import Listing, ListingReviewTask
from marketplace.listings.papers.answers import name_only_rule
from marketplace.listings.papers.rows import Paper, paper_rows
from marketplace.listings.review.checks import check_listing, check_papers, find_offer_problems
from marketplace.listings.review.decisions import Reason, keep_decision
from marketplace.listings.review.remarks import resolve_remarks
from marketplace.listings.shelf.stall_state import check_open, check_selling
from marketplace.shop.catalogue.models import Category
from marketplace.stalls.models import Stall
from marketplace.stalls.services import lock_stall


@transaction.atomic
def create_listing(
    *,
    stall: Stall,
    sku: str,
    title: str,
    category: Category,
    label_group: str,
    variants: Sequence[Variant],
    photos: Sequence[Photo] = (),
    user: AbstractBaseUser | None = None,
    **content: Any,
) -> Listing:
    """Make a listing with its first revision. It is a draft: nothing of it is on the shelf.

    Raises StallClosedError by what ``stall`` says: a caller who may be overtaken holds its row.
    """
    check_open(stall)
    listing = Listing(stall=stall, sku=clean_text(sku), live=False, has_unpublished_changes=True)
    write_content(
        listing,
        {"title": title, "category": category, "label_group": label_group, "description": "", **content},
    )
    listing.variants = variant_rows(variants)
    listing.pictures = picture_rows(photos)
    listing.save()
    write_offers(listing, variants)
    # The row now has children of its own; a revision made from them keeps their keys.
    Listing.objects.get(pk=listing.pk).save_revision(user=user, log_action="wagtail.create")
    listing.refresh_from_db()
    return listing


@transaction.atomic
def save_revision(
    *,
    listing: Listing,
    content: Mapping[str, Any] | None = None,
    variants: Sequence[Variant] | None = None,
    photos: Sequence[Photo] | None = None,
    papers: Sequence[Paper] | None = None,
    user: AbstractBaseUser | None = None,
    base: int | None = None,
) -> Revision:
    """Save a new draft over the latest one. What is on display stays as it is (law 2).

    ``base`` is the revision that the form was filled in from; raises EditedMeanwhileError if a newer one exists.
    """
    current = _lock_open_listing(listing)
    if base is not None and base != current.latest_revision_id:
        raise EditedMeanwhileError(current.latest_revision)
    if current.archived_at is not None:
        raise NotAllowedNowError(_("Mặt hàng đang cất kho. Lấy ra khỏi kho rồi hãy sửa."))
    if current.locked:  # Wagtail's own lock, which its forms ask about and a service would pass by
        raise ListingLockedError
    if _waiting_state(current) is not None:
        raise NotAllowedNowError(_("Bản trước đang chờ Sở duyệt. Rút lại bản đó rồi hãy sửa tiếp."))
    draft: Listing = current.get_latest_revision_as_object()
    write_content(draft, content or {})
    if variants is not None:
        draft.variants = variant_rows(variants, old=draft.variants.all())
        write_offers(current, variants)
    if photos is not None:
        draft.pictures = picture_rows(photos, old=draft.pictures.all())
    if papers is not None:
        draft.papers = paper_rows(papers, old=draft.papers.all())
    name_only_rule(draft)
    revision: Revision = draft.save_revision(user=user, log_action=True)
    listing.refresh_from_db()
    return revision


@transaction.atomic
def submit_listing(*, listing: Listing, user: AbstractBaseUser | None = None) -> TaskState:
    """Ask the department to look at the latest revision. Raises ListingProblemError if it is not ready."""
    current = _lock_listing(listing)
    check_selling(
        current.stall,
        closed=_("Gian hàng đã đóng, không gửi duyệt được nữa."),
        suspended=_("Gian hàng đang tạm dừng, chưa gửi duyệt được."),
    )
    if current.archived_at is not None:
        raise NotAllowedNowError(_("Mặt hàng đang cất kho. Lấy ra khỏi kho rồi hãy gửi."))
    if _waiting_state(current) is not None:
        raise NotAllowedNowError(_("Bản này đang chờ Sở duyệt rồi."))
    if current.live and not current.has_unpublished_changes:
        raise NotAllowedNowError(_("Bản đang bán đã là bản mới nhất, không có gì để duyệt."))
    draft: Listing = current.latest_revision.as_object()
    check_listing(draft)
    check_papers(draft)
    if problems := [*find_offer_problems(draft)]:
        raise ListingProblemError(problems[0].message, problems)
    resolve_remarks(listing=current)
    state = current.current_workflow_state
    if state is not None:
        # Sent back for changes. What was mended passes every stage again: none of them has seen it.
        state.cancel(user=user)
    workflow = current.get_workflow()
    if workflow is None:
        raise NotAllowedNowError(_("Sở chưa lập quy trình duyệt."))
    state = workflow.start(current, user)
    # Asked anew: a sampling rule may have approved stages meanwhile, on rows of its own.
    return TaskState.objects.get(workflowstate=state)


@transaction.atomic
def withdraw_listing(*, listing: Listing, user: AbstractBaseUser | None = None) -> None:
    """Take back what waits, so that it can be edited. What is on display stays."""
    current = _lock_open_listing(listing)
    # What was sent back for changes waits for the stall: there is nothing to take back.
    state = _waiting_state(current)
    if state is None:
        raise NotAllowedNowError(_("Không có bản nào đang chờ duyệt."))
    state.cancel(user=user)


@transaction.atomic
def end_reviews_of(*, stall: Stall) -> None:
    """Take every revision of the stall out of the queue: nobody can approve it any more. The caller holds its row."""
    keys = [str(key) for key in Listing.objects.filter(stall=stall).values_list("pk", flat=True)]
    running = (WorkflowState.STATUS_IN_PROGRESS, WorkflowState.STATUS_NEEDS_CHANGES)
    states = WorkflowState.objects.filter(
        base_content_type=Listing.get_content_type(), object_id__in=keys, status__in=running
    )
    for state in states.order_by("pk"):
        state.cancel()


@transaction.atomic
def approve(*, task_state: TaskState, user: AbstractBaseUser, comment: str = "") -> Listing:
    """Publish the revision that the task is about. If the shelf refuses it, nothing was approved."""
    fresh = _lock_task(task_state, user)
    listing: Listing = fresh.revision.content_object
    keep_decision(fresh, DecisionKind.APPROVE, comment)
    check_selling(
        lock_stall(listing.stall_id),
        closed=_("Gian hàng đã đóng, không duyệt hàng được nữa."),
        suspended=_("Gian hàng đang tạm dừng, chưa duyệt hàng được."),
    )
    check_papers(fresh.revision.as_object())
    fresh.approve(user=user, comment=clean_text(comment))
    return Listing.objects.get(pk=listing.pk)


@transaction.atomic
def request_changes(
    *, task_state: TaskState, user: AbstractBaseUser, comment: str, reasons: Sequence[Reason] = ()
) -> Listing:
    """Send the revision back with words that tell the stall what to mend: reasons of the list, or its own."""
    fresh = _lock_task(task_state, user)
    said = keep_decision(fresh, DecisionKind.CHANGES, comment, reasons)
    fresh.reject(user=user, comment=_words(said))
    return Listing.objects.get(pk=fresh.workflow_state.object_id)


@transaction.atomic
def reject(
    *, task_state: TaskState, user: AbstractBaseUser, comment: str, reasons: Sequence[Reason] = ()
) -> Listing:
    """Refuse the revision for good: the review ends. What is on display stays (law 2)."""
    fresh = _lock_task(task_state, user)
    said = keep_decision(fresh, DecisionKind.REJECT, comment, reasons)
    fresh.reject(user=user, comment=_words(said), update=False)
    WorkflowState.objects.get(pk=fresh.workflow_state_id).cancel(user=user)
    return Listing.objects.get(pk=fresh.workflow_state.object_id)


@transaction.atomic
def take_down(*, listing: Listing, reason: str, user: AbstractBaseUser | None = None) -> Listing:
    """Take a listing off the shelf by order of the department. To return it has to be approved anew."""
    current = _lock_listing(listing)
    if not current.live:
        raise NotAllowedNowError(_("Mặt hàng này không ở trên kệ."))
    words = _words(reason)
    current.unpublish(user=user, log_action=False)
    data = {"comment": words, "before": {"on_display": True}, "after": {"on_display": False}}
    log(instance=current, action="listings.take_down", user=user, data=data)
    state = current.current_workflow_state
    if state is not None:
        state.cancel(user=user)
        # The stall did not take it back: the history says who stopped the review, and why.
        stopped = state.task_states.filter(pk=state.current_task_state_id, status=TaskState.STATUS_CANCELLED)
        stopped.update(comment=words)
    return Listing.objects.get(pk=current.pk)


@transaction.atomic
def archive_listing(*, listing: Listing, user: AbstractBaseUser | None = None) -> Listing:
    """Put a listing away: off the shelf, out of the queue, out of the stall's lists."""
    current = _lock_open_listing(listing)
    if current.archived_at is not None:
        raise NotAllowedNowError(_("Mặt hàng này đã cất kho rồi."))
    state = current.current_workflow_state
    if state is not None:
        state.cancel(user=user)
    before = {"on_display": current.live, "archived": False}
    if current.live:
        # The stall may always stop selling; Wagtail would ask for the officers' permission.
        current.unpublish(log_action=False)
    Listing.objects.filter(pk=current.pk).update(archived_at=timezone.now())
    data = {"before": before, "after": {"on_display": False, "archived": True}}
    log(instance=current, action="listings.archive", user=user, data=data)
    return Listing.objects.get(pk=current.pk)


@transaction.atomic
def restore_listing(*, listing: Listing, user: AbstractBaseUser | None = None) -> Listing:
    """Take an archived listing out again, as a draft: to sell it is to have it approved."""
    current = _lock_open_listing(listing)
    if current.archived_at is None:
        raise NotAllowedNowError(_("Mặt hàng này không ở trong kho cất."))
    Listing.objects.filter(pk=current.pk).update(archived_at=None)
    data = {"before": {"archived": True}, "after": {"archived": False}}
    log(instance=current, action="listings.restore", user=user, data=data)
    return Listing.objects.get(pk=current.pk)


def _lock_listing(listing: Listing) -> Listing:
    """Return the listing as it is now, with its stall's row locked: all moves of a stall queue up there."""
    lock_stall(listing.stall_id)
    return Listing.objects.select_related("stall").get(pk=listing.pk)


def _lock_open_listing(listing: Listing) -> Listing:
    """Return the same for a move of the stall itself. Raises StallClosedError."""
    current = _lock_listing(listing)
    check_open(current.stall)
    return current


def _lock_task(task_state: TaskState, user: AbstractBaseUser) -> TaskState:
    """Return the task as it is now. Raises unless it still waits and ``user`` may decide."""
    listing: Listing = task_state.revision.content_object
    lock_stall(listing.stall_id)
    fresh: TaskState = TaskState.objects.select_related("revision", "workflow_state").get(pk=task_state.pk)
    task = fresh.task.specific
    if not isinstance(task, ListingReviewTask) or not task.may_be_decided_by(user):
        raise PermissionDenied
    if fresh.status != TaskState.STATUS_IN_PROGRESS:
        raise NotAllowedNowError(_("Bản này đã có quyết định, hoặc gian hàng đã rút lại."))
    return fresh


def _waiting_state(listing: Listing) -> WorkflowState | None:
    state: WorkflowState | None = listing.workflow_states.filter(
        status=WorkflowState.STATUS_IN_PROGRESS
    ).first()
    return state


def _words(comment: str) -> str:
    words = clean_text(comment)
    if not words:
        raise NotAllowedNowError(_("Cần ghi lý do để gian hàng biết phải sửa gì."))
    return words
