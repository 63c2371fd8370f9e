"""The officers' pages: the queue, the decision on a task's own revision, and every listing by state.

Nothing here edits a listing. What an officer sees is the revision of the task, and what an approval
publishes is that revision, whatever the stall has saved since.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import django_filters
from django.core.files.storage import storages
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.models import Revision, TaskState

from marketplace.core.errors import FloorError
from marketplace.core.office import office_only
from marketplace.listings import services
from marketplace.listings.difference import compare
from marketplace.listings.enums import ListingState
from marketplace.listings.forms import Decision, DecisionForm
from marketplace.listings.models import Listing, Offer
from marketplace.listings.selectors import past_decisions, waiting_tasks, with_state
from marketplace.stalls.forms import ReasonForm
from marketplace.stalls.models import Stall

PERMISSION: Final = "listings.publish_listing"
_PER_PAGE: Final = 50
_HOUR: Final = 60
_DAY: Final = 24 * _HOUR


@dataclass(frozen=True, slots=True)
class QueueLine:
    """One revision that waits."""

    url: str
    title: str
    stall: Stall
    is_first: bool
    started_at: datetime

    @property
    def waited(self) -> str:
        """How long it has waited, in the largest whole unit."""
        minutes = int((timezone.now() - self.started_at).total_seconds() // 60)
        if minutes < _HOUR:
            return ngettext("đợi %d phút", "đợi %d phút", minutes) % minutes
        if minutes < _DAY:
            return ngettext("đợi %d giờ", "đợi %d giờ", minutes // _HOUR) % (minutes // _HOUR)
        return ngettext("đợi %d ngày", "đợi %d ngày", minutes // _DAY) % (minutes // _DAY)


@require_GET
@office_only(PERMISSION)
def queue(request: HttpRequest) -> HttpResponseBase:
    """Show what waits for a decision, oldest first."""
    page = WagtailPaginator(waiting_tasks(), _PER_PAGE).get_page(request.GET.get("p"))
    context = {
        "header_title": _("Chờ duyệt"),
        "breadcrumbs_items": _crumbs((_("Chờ duyệt"), "")),
        "header_icon": "clipboard-list",
        "lines": _queue_lines(page.object_list),
        "page": page,
        "total": page.paginator.count,
    }
    return render(request, "listings/queue.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@office_only(PERMISSION)
def decide(request: HttpRequest, task_state_pk: int) -> HttpResponseBase:
    """Show a task's revision beside what is on display, and take the officer's answer."""
    task_state = get_object_or_404(
        TaskState.objects.select_related("revision", "workflow_state__requested_by"),
        pk=task_state_pk,
        revision__content_type=Listing.get_content_type(),
    )
    form = DecisionForm(request.POST if request.method == "POST" else None)
    problem = ""
    if form.is_bound and form.is_valid():
        try:
            return _answer(
                request, task_state, Decision(form.cleaned_data["decision"]), form.cleaned_data["comment"]
            )
        except FloorError as error:
            problem = error.message
            task_state.refresh_from_db()
    context = _decision_context(task_state) | {"form": form, "problem": problem}
    return render(request, "listings/decision.html", context, status=422 if form.is_bound else 200)


@require_GET
@office_only(PERMISSION)
def picture(request: HttpRequest, revision_pk: int, digest: str) -> HttpResponseBase:  # noqa: ARG001 - Django's signature
    """Send a picture of a revision from private storage. Nobody else has an address for it."""
    revision = get_object_or_404(Revision, pk=revision_pk, content_type=Listing.get_content_type())
    names = {row["digest"]: row["file"] for row in revision.content["pictures"]}
    if digest not in names or not storages["private"].exists(names[digest]):
        raise Http404
    return FileResponse(storages["private"].open(names[digest]), content_type="image/jpeg")


@require_GET
@office_only(PERMISSION)
def preview(request: HttpRequest, revision_pk: int) -> HttpResponseBase:
    """Show a revision as the shopper would see it."""
    revision = get_object_or_404(Revision, pk=revision_pk, content_type=Listing.get_content_type())
    listing: Listing = revision.as_object()
    context = listing.get_preview_context(request, "") | {"picture_urls": _picture_urls(revision)}
    return render(request, listing.get_preview_template(request, ""), context)


@require_GET
@office_only(PERMISSION)
def listing_detail(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show one listing: where it stands, what was decided, what is on display."""
    listing = get_object_or_404(
        with_state(Listing.objects.select_related("stall", "product", "live_revision")), pk=pk
    )
    return render(request, "listings/detail.html", _detail_context(listing) | {"form": ReasonForm()})


@require_POST
@office_only(PERMISSION)
def take_down(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Take a listing off the shelf, with a reason."""
    listing = get_object_or_404(
        with_state(Listing.objects.select_related("stall", "product", "live_revision")), pk=pk
    )
    form = ReasonForm(request.POST)
    if form.is_valid():
        try:
            services.take_down(listing=listing, reason=form.cleaned_data["reason"], user=request.user)  # type: ignore[arg-type]  # signed in: office_only asked
        except FloorError as error:
            messages.error(request, error.message)
        else:
            messages.success(request, _("Đã gỡ «%s» khỏi kệ.") % listing.title)
        return redirect("listings_office:listing", pk=pk)
    return render(request, "listings/detail.html", _detail_context(listing) | {"form": form}, status=422)


class ListingFilterSet(WagtailFilterSet):
    """By state and by stall."""

    state = django_filters.ChoiceFilter(label=gettext_lazy("Trạng thái"), choices=ListingState.choices)
    stall = django_filters.ModelChoiceFilter(label=gettext_lazy("Gian hàng"), queryset=Stall.objects.all())

    class Meta:
        model = Listing
        fields: tuple[str, ...] = ()


class DayColumn(Column):
    """A day as Vietnamese write it."""

    def get_value(self, instance: Listing) -> str:
        return f"{timezone.localtime(super().get_value(instance)):%d/%m/%Y}"


class StateColumn(Column):
    """The state in words."""

    def get_value(self, instance: Listing) -> str:
        return str(ListingState(instance.state).label)


@method_decorator(office_only(PERMISSION), name="dispatch")
class ListingIndexView(generic.IndexView):
    """Every listing, read only, with filters and export."""

    model = Listing
    page_title = gettext_lazy("Mặt hàng")
    header_icon = "list-ul"
    any_permission_required = ("publish",)
    index_url_name = "listings_office:listings"
    index_results_url_name = "listings_office:listings_results"
    filterset_class = ListingFilterSet
    search_fields = ("title", "sku")
    paginate_by = _PER_PAGE
    default_ordering = "-created_at"
    list_export = ("sku", "title", "stall", "category", "state", "ocop_stars", "created_at")
    list_display = (
        "title",
        Column("stall", label=gettext_lazy("Gian hàng"), sort_key="stall__name"),
        Column("category", label=gettext_lazy("Danh mục"), accessor="category.name"),
        StateColumn("state", label=gettext_lazy("Trạng thái")),
        DayColumn("created_at", label=gettext_lazy("Lập lúc"), sort_key="created_at"),
    )

    def get_base_queryset(self) -> QuerySet[Listing]:
        return with_state(Listing.objects.select_related("stall", "category"))

    def get_edit_url(self, instance: Listing) -> str:
        """Lead to the page that shows the listing; nobody edits it here."""
        return reverse("listings_office:listing", kwargs={"pk": instance.pk})

    def get_list_more_buttons(self, instance: Listing) -> list[Any]:  # noqa: ARG002 - Wagtail's signature
        return []


def _answer(
    request: HttpRequest, task_state: TaskState, decision: Decision, comment: str
) -> HttpResponseBase:
    move: Callable[..., Listing] = {
        Decision.APPROVE: services.approve,
        Decision.CHANGES: services.request_changes,
        Decision.REJECT: services.reject,
    }[decision]
    listing = move(task_state=task_state, user=request.user, comment=comment)
    said = {
        Decision.APPROVE: _("Đã duyệt «%s». Hàng đã lên kệ."),
        Decision.CHANGES: _("Đã gửi «%s» về cho gian hàng sửa."),
        Decision.REJECT: _("Đã từ chối «%s»."),
    }[decision]
    messages.success(request, said % listing.title)
    return redirect("listings_office:queue")


def _queue_lines(tasks: Iterable[TaskState]) -> list[QueueLine]:
    tasks = list(tasks)
    keys = [int(task.revision.object_id) for task in tasks]
    listings = Listing.objects.select_related("stall__ward").in_bulk(keys)
    return [
        QueueLine(
            url=reverse("listings_office:decide", kwargs={"task_state_pk": task.pk}),
            title=task.revision.object_str,
            stall=listings[key].stall,
            is_first=not listings[key].live,
            started_at=task.started_at,
        )
        for task, key in zip(tasks, keys, strict=True)
    ]


def _decision_context(task_state: TaskState) -> dict[str, Any]:
    revision = task_state.revision
    proposed: Listing = revision.as_object()
    listing: Listing = Listing.objects.select_related("stall__ward__province", "live_revision").get(
        pk=proposed.pk
    )
    approved: Listing | None = listing.live_revision.as_object() if listing.live_revision else None
    title = _("%(title)s: duyệt lần đầu") if approved is None else _("%(title)s: duyệt bản sửa")
    return {
        "header_title": title % {"title": proposed.title},
        "breadcrumbs_items": _crumbs(
            (_("Chờ duyệt"), reverse("listings_office:queue")), (proposed.title, "")
        ),
        "header_icon": "clipboard-list",
        "task_state": task_state,
        "is_open": task_state.status == TaskState.STATUS_IN_PROGRESS,
        "listing": listing,
        "proposed": proposed,
        "approved": approved,
        "rows": compare(approved=approved, proposed=proposed),
        "offers": Offer.objects.filter(listing=listing).order_by("pk") if approved is None else (),
        "picture_urls": _picture_urls(revision) | (_picture_urls(listing.live_revision) if approved else {}),
        "decisions": past_decisions(listing)[:20],
    }


def _detail_context(listing: Listing) -> dict[str, Any]:
    current = listing.live_revision or listing.latest_revision
    shown: Listing = current.as_object()
    waiting = waiting_tasks().filter(workflow_state__object_id=str(listing.pk)).first()
    return {
        "header_title": listing.title,
        "breadcrumbs_items": _crumbs(
            (_("Mặt hàng"), reverse("listings_office:listings")), (listing.title, "")
        ),
        "header_icon": "list-ul",
        "listing": listing,
        "state": ListingState(listing.state),
        "waiting": waiting,
        "rows": compare(approved=None, proposed=shown),
        "revision": current,
        "picture_urls": _picture_urls(current),
        "decisions": past_decisions(listing)[:20],
    }


def _picture_urls(revision: Revision) -> dict[str, str]:
    return {
        row["digest"]: reverse(
            "listings_office:picture", kwargs={"revision_pk": revision.pk, "digest": row["digest"]}
        )
        for row in revision.content["pictures"]
    }


def _crumbs(*steps: tuple[str, str]) -> list[dict[str, Any]]:
    home = {"url": reverse_lazy("wagtailadmin_home"), "label": _("Trang chủ")}
    return [home, *({"url": url, "label": label} for label, url in steps)]
