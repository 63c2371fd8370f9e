"""What of the packages below waits for the department, as lines of the one queue."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import BigIntegerField, Exists, OuterRef, QuerySet
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import TaskState

from marketplace.core.money import format_vnd
from marketplace.core.office.waiting import WaitingLine, register_source
from marketplace.listings.models import Listing
from marketplace.listings.screening.selectors import counts_by_revision
from marketplace.listings.selectors import waiting_tasks
from marketplace.listings.shelf.offers import flagged_changes
from marketplace.oversight.selectors import waiting_reports, waiting_take_downs
from marketplace.oversight.services import is_light
from marketplace.stalls.enums import DossierState
from marketplace.stalls.models import Dossier


def stall_words(stall: Any) -> str:
    """Return who sells and from where."""
    words = f"{stall.name}, {stall.ward.name}"
    if stall.is_closed:
        return _("%s (đã đóng)") % words
    return words if stall.is_active else _("%s (đang bị tạm dừng)") % words


class ListingSource:
    """Submitted revisions: new listings, or edits of what is on sale."""

    permission = "listings.publish_listing"
    clock = "review"

    def __init__(self, *, is_first: bool) -> None:
        self.is_first = is_first
        self.code = "hang-moi" if is_first else "ban-sua"

    @property
    def label(self) -> str:
        """What the filter calls it."""
        return _("Hàng mới") if self.is_first else _("Bản sửa")

    def keys(self, user: AbstractBaseUser) -> QuerySet[Any, Any]:
        """Return the tasks of this kind at the stages that are this officer's."""
        on_display = Listing.objects.filter(
            live=True, pk=Cast(OuterRef("workflow_state__object_id"), BigIntegerField())
        )
        tasks: QuerySet[TaskState] = (
            waiting_tasks(by=user).annotate(is_edit=Exists(on_display)).filter(is_edit=not self.is_first)
        )
        return tasks.values_list("started_at", "pk")

    def lines(self, keys: Iterable[int]) -> Mapping[int, WaitingLine]:
        """Return the lines of these tasks: four queries."""
        tasks = list(TaskState.objects.filter(pk__in=list(keys)).select_related("revision", "task"))
        listings = Listing.objects.select_related("stall__ward", "live_revision").in_bulk(
            [int(task.revision.object_id) for task in tasks]
        )
        found = counts_by_revision(task.revision_id for task in tasks)
        return {
            task.pk: self._line(
                task, listings[int(task.revision.object_id)], found.get(task.revision_id, (0, 0))
            )
            for task in tasks
        }

    def _line(self, task: TaskState, listing: Listing, found: tuple[int, int]) -> WaitingLine:
        shown = listing.live_revision.content if listing.live_revision is not None else None
        is_light_one = not self.is_first and is_light(
            task_state=task, live_content=shown, has_findings=bool(sum(found))
        )
        return WaitingLine(
            url=reverse("oversight_office:decide", kwargs={"task_state_pk": task.pk}),
            title=task.revision.content["title"],
            kind=_("hàng mới") if self.is_first else _("bản sửa"),
            since=task.started_at,
            who=stall_words(listing.stall),
            note=_("sửa nhẹ") if is_light_one else "",
            stage=task.task.name,
            must=found[0],
            should=found[1],
            approve_key=task.pk if is_light_one else None,
        )


class TakeDownSource:
    """Requests to take goods down."""

    code = "go-hang"
    permission = "listings.publish_listing"
    clock = "take-down"

    @property
    def label(self) -> str:
        """What the filter calls it."""
        return _("Yêu cầu gỡ")

    def keys(self, user: AbstractBaseUser) -> QuerySet[Any, Any]:  # noqa: ARG002 - who may decide about one may about all
        """Return the requests."""
        return waiting_take_downs().values_list("received_at", "pk")

    def lines(self, keys: Iterable[int]) -> Mapping[int, WaitingLine]:
        """Return the lines of these requests, in one query."""
        return {
            one.pk: WaitingLine(
                url=reverse("oversight_office:take_down", kwargs={"pk": one.pk}),
                title=one.listing.title,
                kind=_("yêu cầu gỡ"),
                since=one.received_at,
                who=stall_words(one.listing.stall),
                note=one.basis.name,
            )
            for one in waiting_take_downs().filter(pk__in=list(keys))
        }


class ReportSource:
    """Reports from the public."""

    code = "phan-anh"
    permission = "oversight.answer_report"
    clock = "report"

    @property
    def label(self) -> str:
        """What the filter calls it."""
        return _("Phản ánh")

    def keys(self, user: AbstractBaseUser) -> QuerySet[Any, Any]:  # noqa: ARG002 - who may decide about one may about all
        """Return the reports."""
        return waiting_reports().values_list("received_at", "pk")

    def lines(self, keys: Iterable[int]) -> Mapping[int, WaitingLine]:
        """Return the lines of these reports, in one query."""
        return {
            one.pk: WaitingLine(
                url=reverse("oversight_office:report", kwargs={"pk": one.pk}),
                title=f"{one.ticket}: {one.target}",
                kind=_("phản ánh"),
                since=one.received_at,
                who=stall_words(one.stall),
                note=one.reason.text,
            )
            for one in waiting_reports().filter(pk__in=list(keys))
        }


class PriceSource:
    """Changes of prices beyond the department's share. They are in force; an officer looks."""

    code = "doi-gia"
    permission = "listings.publish_listing"
    clock = ""

    @property
    def label(self) -> str:
        """What the filter calls it."""
        return _("Đổi giá nhiều")

    def keys(self, user: AbstractBaseUser) -> QuerySet[Any, Any]:  # noqa: ARG002 - who may decide about one may about all
        """Return the changes that nobody looked at."""
        return flagged_changes().values_list("at", "pk")

    def lines(self, keys: Iterable[int]) -> Mapping[int, WaitingLine]:
        """Return the lines of these changes, in one query."""
        changes = flagged_changes().filter(pk__in=list(keys)).select_related("listing__stall__ward")
        return {
            one.pk: WaitingLine(
                url=reverse("oversight_office:price", kwargs={"pk": one.pk}),
                title=one.listing.title,
                kind=_("đổi giá"),
                since=one.at,
                who=stall_words(one.listing.stall),
                note=f"{format_vnd(one.start)} → {format_vnd(one.after)} ({one.percent:+d}%)",
            )
            for one in changes
        }


class DossierSource:
    """Stalls that ask to open, or to change what they stated."""

    code = "ho-so"
    permission = "stalls.review_dossier"
    clock = ""

    @property
    def label(self) -> str:
        """What the filter calls it."""
        return _("Hồ sơ gian hàng")

    def keys(self, user: AbstractBaseUser) -> QuerySet[Any, Any]:  # noqa: ARG002 - who may decide about one may about all
        """Return the dossiers handed in."""
        return self._waiting().values_list("submitted_at", "pk")

    def lines(self, keys: Iterable[int]) -> Mapping[int, WaitingLine]:
        """Return the lines of these dossiers, in one query."""
        return {
            one.pk: WaitingLine(
                url=reverse("stalls_office:dossier", kwargs={"pk": one.pk}),
                title=one.name,
                kind=_("hồ sơ gian hàng"),
                since=one.submitted_at,
                who=one.ward.name if one.ward else "",
                note=str(one.get_purpose_display()),
            )
            for one in self._waiting().filter(pk__in=list(keys)).select_related("ward")
            if one.submitted_at is not None
        }

    def _waiting(self) -> QuerySet[Dossier]:
        return Dossier.objects.filter(state=DossierState.SUBMITTED, submitted_at__isnull=False)


def register() -> None:
    """Tell the queue of them."""
    register_source(TakeDownSource())
    register_source(ListingSource(is_first=True))
    register_source(ListingSource(is_first=False))
    register_source(ReportSource())
    register_source(PriceSource())
    register_source(DossierSource())
