"""What an officer decides about a listing: in one transaction the decision, the remarks, the log and the letter.

Every decision is written to the log with who, when, why, and what was on display before and after.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Revision, TaskState

from marketplace.accounts.models import User
from marketplace.core.errors import FloorError, NotAllowedNowError
from marketplace.listings import services as listings
from marketplace.listings.enums import DecisionKind
from marketplace.listings.models import Listing
from marketplace.listings.review.decisions import all_words
from marketplace.listings.review.light import is_light_edit
from marketplace.listings.review.remarks import write_remarks
from marketplace.listings.screening.models import SamplingRule
from marketplace.listings.screening.selectors import findings_of_revision
from marketplace.listings.selectors import display_of
from marketplace.notifications.services import queue_messages
from marketplace.oversight.messages import listing_decided
from marketplace.oversight.models import ReviewReason
from marketplace.stalls.services import lock_stall

APPROVE, CHANGES, REJECT = DecisionKind.APPROVE, DecisionKind.CHANGES, DecisionKind.REJECT


@transaction.atomic
def decide_listing(
    *,
    task_state: TaskState,
    user: User,
    decision: str,
    comment: str = "",
    reasons: Sequence[ReviewReason] = (),
    remarks: Mapping[str, str] | None = None,
) -> Listing:
    """Approve a task's revision, send it back, or refuse it. Raises NotAllowedNowError where somebody already did."""
    before = display_of(int(task_state.revision.object_id))
    chosen = [(reason.code, reason.text) for reason in reasons]
    words = all_words(chosen, comment)
    said = {field: text for field, text in (remarks or {}).items() if text.strip()}
    if decision == APPROVE:
        listing = listings.approve(task_state=task_state, user=user, comment=comment)
    elif decision == CHANGES:
        if said and not words:
            words = comment = _("Sửa theo lời nhắn ở từng mục.")
        listing = listings.request_changes(task_state=task_state, user=user, comment=comment, reasons=chosen)
        write_remarks(task_state=task_state, remarks=said, author=user)
    else:
        listing = listings.reject(task_state=task_state, user=user, comment=comment, reasons=chosen)
    data = {
        "decision": decision,
        "comment": words,
        "reasons": [reason.code for reason in reasons],
        "remarks": said if decision == CHANGES else {},
        "before": before,
        "after": display_of(listing.pk),
    }
    log(instance=listing, action="listings.decide", user=user, revision=task_state.revision, data=data)
    queue_messages(
        listing_decided(listing=listing, task_state=task_state, decision=decision, words=words, remarks=said)
    )
    return listing


def note_approval_by_rule(*, task_state: TaskState, rule: SamplingRule, before: Mapping[str, Any]) -> None:
    """Log and tell an approval that an officer's dated rule gave: it is that officer's decision as any other."""
    listing = Listing.objects.select_related("stall").get(pk=task_state.revision.object_id)
    words = task_state.comment
    data = {
        "decision": APPROVE,
        "comment": words,
        "reasons": [],
        "remarks": {},
        "sampling_rule": rule.pk,
        "before": dict(before),
        "after": display_of(listing.pk),
    }
    log(
        instance=listing, action="listings.decide", user=rule.officer, revision=task_state.revision, data=data
    )
    queue_messages(
        listing_decided(listing=listing, task_state=task_state, decision=APPROVE, words=words, remarks={})
    )


def approve_light_edits(*, tasks: Sequence[TaskState], user: User) -> tuple[list[Listing], list[str]]:
    """Approve many light edits, each on its own; return the listings, and a sentence for each that was left."""
    approved: list[Listing] = []
    left: list[str] = []
    for task_state in tasks:
        title = task_state.revision.object_str
        try:
            with transaction.atomic():
                listing = _approve_light(task_state, user)
        except FloorError as error:
            left.append(_("«%(title)s»: %(why)s") % {"title": title, "why": error.message})
        else:
            approved.append(listing)
    return approved, left


def _approve_light(task_state: TaskState, user: User) -> Listing:
    """Approve one, looking at it once more: what the page offered may be another thing by now."""
    listing = Listing.objects.select_related("live_revision").get(pk=task_state.revision.object_id)
    lock_stall(listing.stall_id)
    listing.refresh_from_db(fields=["live_revision"])
    shown: Revision | None = listing.live_revision
    found = findings_of_revision(task_state.revision_id).exists()
    content = shown.content if shown is not None else None
    if not is_light(task_state=task_state, live_content=content, has_findings=found):
        raise NotAllowedNowError(_("Bản này cần xem từng mục, không duyệt gộp được."))
    words = _("Duyệt cùng nhiều bản sửa nhẹ.")
    return decide_listing(task_state=task_state, user=user, decision=APPROVE, comment=words)


def is_light(*, task_state: TaskState, live_content: Mapping[str, Any] | None, has_findings: bool) -> bool:
    """Return whether an edit may be approved together with others: it touches little and the check saw nothing."""
    return not has_findings and is_light_edit(approved=live_content, proposed=task_state.revision.content)
