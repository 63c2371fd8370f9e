"""The queue, and the decision on a task's own revision.

Nothing here edits a listing. What an officer sees is the revision of the task, and what an approval
publishes is that revision, whatever the stall has saved since.
"""

from collections import defaultdict
from typing import Any, Final, cast

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from wagtail.admin import messages
from wagtail.models import TaskState

from marketplace.accounts.models import User
from marketplace.core.errors import FloorError
from marketplace.core.office.pages import frame, office_only
from marketplace.core.office.waiting import sources_for
from marketplace.listings.enums import DecisionKind
from marketplace.listings.models import Listing, Offer
from marketplace.listings.review.decisions import read_decisions
from marketplace.listings.review.difference import Place, Row, compare, with_marks
from marketplace.listings.review.texts import field_names
from marketplace.listings.screening.models import Finding
from marketplace.listings.screening.selectors import check_of_revision, findings_of_revision
from marketplace.listings.selectors import review_task_type, waiting_by_stage, waiting_tasks
from marketplace.listings.views import paper_urls, picture_urls
from marketplace.oversight.clocks import clocks_in_force, read_clock
from marketplace.oversight.forms import REMARK_PREFIX, DecisionForm
from marketplace.oversight.pages import to_queue
from marketplace.oversight.queue import read_queue
from marketplace.oversight.selectors import log_of_listing
from marketplace.oversight.services import approve_light_edits, decide_listing

PERMISSION: Final = "listings.publish_listing"
_MOST_AT_ONCE: Final = 50
_KEY_DIGITS: Final = 18


@require_GET
def queue(request: HttpRequest) -> HttpResponseBase:
    """Show all that waits for this officer, oldest first."""
    if not sources_for(request):
        return render(request, "403.html", status=403)
    kind = request.GET.get("loai", "")
    only_overdue = request.GET.get("qua-han") == "1"
    shown = read_queue(request, kind=kind, only_overdue=only_overdue, number=request.GET.get("p", ""))
    context = frame(_("Chờ xử lý"), "clipboard-list") | {
        "queue": shown,
        "kind": kind,
        "only_overdue": only_overdue,
        "stages": waiting_by_stage() if request.user.has_perm(PERMISSION) else (),
        "light": sum(row.line.approve_key is not None for row in shown.rows),
    }
    return render(request, "oversight/queue.html", context)


@require_POST
@office_only(PERMISSION)
def approve_many(request: HttpRequest) -> HttpResponseBase:
    """Approve the light edits that were ticked; each is looked at once more before."""
    sent = request.POST.getlist("task")[:_MOST_AT_ONCE]
    keys = [int(key) for key in sent if key.isdecimal() and len(key) <= _KEY_DIGITS]
    tasks = list(waiting_tasks(by=cast("User", request.user)).filter(pk__in=keys))
    approved, left = approve_light_edits(tasks=tasks, user=cast("User", request.user))
    if approved:
        count = len(approved)
        words = ngettext("Đã duyệt %d bản sửa nhẹ.", "Đã duyệt %d bản sửa nhẹ.", count) % count
        messages.success(request, words)
    for words in left:
        messages.warning(request, words)
    if not approved and not left:
        messages.warning(request, _("Chưa chọn bản nào, hoặc các bản đó đã có quyết định."))
    return redirect("oversight_office:queue")


@require_http_methods(["GET", "HEAD", "POST"])
@office_only(PERMISSION)
def decide(request: HttpRequest, task_state_pk: int) -> HttpResponseBase:
    """Show a task's revision beside what is on display, and take the officer's answer."""
    task_state = get_object_or_404(
        TaskState.objects.select_related("revision", "workflow_state__requested_by", "task"),
        pk=task_state_pk,
        revision__content_type=Listing.get_content_type(),
        task__content_type=review_task_type(),
    )
    proposed: Listing = task_state.revision.as_object()
    listing: Listing = Listing.objects.select_related("stall__ward__province", "live_revision").get(
        pk=proposed.pk
    )
    approved: Listing | None = listing.live_revision.as_object() if listing.live_revision else None
    form = DecisionForm(
        request.POST if request.method == "POST" else None, remark_fields=field_names(proposed, approved)
    )
    may_decide = task_state.task.specific.may_be_decided_by(request.user)
    problem = ""
    if form.is_bound and form.is_valid():
        try:
            return _answer(request, task_state, form)
        except FloorError as error:
            problem = error.message
            task_state.refresh_from_db()
    context = _context(task_state, listing, approved, proposed, form, may_decide=may_decide) | {
        "form": form,
        "problem": problem,
    }
    return render(request, "oversight/decision.html", context, status=422 if form.is_bound else 200)


def _answer(request: HttpRequest, task_state: TaskState, form: DecisionForm) -> HttpResponseBase:
    decision = DecisionKind(form.cleaned_data["decision"])
    listing = decide_listing(
        task_state=task_state,
        user=cast("User", request.user),
        decision=decision,
        comment=form.cleaned_data["comment"],
        reasons=form.reasons,
        remarks=form.remarks,
    )
    is_shown = listing.live and listing.live_revision_id == task_state.revision_id
    said = {
        DecisionKind.APPROVE: _("Đã duyệt «%s». Hàng đã lên kệ.")
        if is_shown
        else _("Đã duyệt «%s». Bản này sang bước duyệt sau."),
        DecisionKind.CHANGES: _("Đã gửi «%s» về cho gian hàng sửa."),
        DecisionKind.REJECT: _("Đã từ chối «%s»."),
    }[decision]
    messages.success(request, said % listing.title)
    return redirect("oversight_office:queue")


def _context(
    task_state: TaskState,
    listing: Listing,
    approved: Listing | None,
    proposed: Listing,
    form: DecisionForm,
    *,
    may_decide: bool,
) -> dict[str, Any]:
    revision = task_state.revision
    findings = list(findings_of_revision(revision.pk))
    title = _("%(title)s: duyệt lần đầu") if approved is None else _("%(title)s: duyệt bản sửa")
    is_waiting = task_state.status == TaskState.STATUS_IN_PROGRESS
    is_open = is_waiting and may_decide
    compared = with_marks(compare(approved=approved, proposed=proposed), _places(findings))
    rows = [row for row in compared if row.has_text]
    return frame(title % {"title": proposed.title}, "clipboard-list", to_queue()) | {
        "task_state": task_state,
        "is_open": is_open,
        "is_waiting": is_waiting,
        "listing": listing,
        "proposed": proposed,
        "approved": approved,
        "rows": [(row, form[f"{REMARK_PREFIX}{row.field}"]) for row in rows],
        "findings": [(finding, _target(finding, rows)) for finding in findings],
        "check": check_of_revision(revision.pk),
        "reading": read_clock(clocks_in_force().get("review"), task_state.started_at) if is_waiting else None,
        "offers": Offer.objects.filter(listing=listing).order_by("pk") if approved is None else (),
        "picture_urls": picture_urls(revision) | (picture_urls(listing.live_revision) if approved else {}),
        "paper_urls": paper_urls(revision) | (paper_urls(listing.live_revision) if approved else {}),
        "decisions": read_decisions(listing, names=field_names(proposed, approved)),
        "log": log_of_listing(listing)[:30],
    }


def _places(findings: list[Finding]) -> dict[str, list[Place]]:
    """Return where the texts are to be marked, by field."""
    places: dict[str, list[Place]] = defaultdict(list)
    for finding in findings:
        if finding.start is not None and finding.end is not None and finding.quote:
            place = Place(finding.start, finding.end, finding.quote, f"p{finding.pk}")
            places[finding.field].append(place)
    return places


def _target(finding: Finding, rows: list[Row]) -> str:
    """Return the anchor of a finding: its words, its picture, its row, or the table where nothing of it is shown."""
    row = next((row for row in rows if finding.field in row.fields), None)
    if row is None:
        return "so-sanh"
    anchors = {anchor for piece in row.after for anchor in piece.anchors}
    if f"p{finding.pk}" in anchors:
        return f"p{finding.pk}"
    if finding.start is not None and finding.start < len(row.pictures_after):
        return f"anh-{finding.start}"
    return f"muc-{row.field}"
