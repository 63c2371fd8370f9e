"""The officers' pages of listings: every one by state, one of them, a revision's pictures and preview.

Nothing here edits a listing. What waits for a decision is ``oversight``'s.
"""

from typing import Any, Final

import django_filters
from django.core.files.storage import storages
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.models import Revision

from marketplace.core.files.papers import serve_paper
from marketplace.core.office.pages import office_only
from marketplace.listings.enums import ListingState
from marketplace.listings.models import Listing
from marketplace.listings.review.decisions import read_decisions
from marketplace.listings.review.difference import compare
from marketplace.listings.review.texts import field_names
from marketplace.listings.selectors import stage_of, waiting_tasks, with_state
from marketplace.stalls.models import Stall

PERMISSION: Final = "listings.publish_listing"
_PER_PAGE: Final = 50
_HOUR: Final = 60
_DAY: Final = 24 * _HOUR


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
def paper(request: HttpRequest, revision_pk: int, digest: str) -> HttpResponseBase:  # noqa: ARG001 - Django's signature
    """Send the file of a paper of a revision. The stall has an address of its own for it."""
    revision = get_object_or_404(Revision, pk=revision_pk, content_type=Listing.get_content_type())
    names = {row["digest"]: row["file"] for row in revision.content.get("papers", ())}
    return serve_paper(names.get(digest, ""), filename=f"giay-to-{revision_pk}")


@require_GET
@office_only(PERMISSION)
def preview(request: HttpRequest, revision_pk: int) -> HttpResponseBase:
    """Show a revision as the shopper would see it."""
    revision = get_object_or_404(Revision, pk=revision_pk, content_type=Listing.get_content_type())
    listing: Listing = revision.as_object()
    context = listing.get_preview_context(request, "") | {"picture_urls": picture_urls(revision)}
    return render(request, listing.get_preview_template(request, ""), context)


@require_GET
@office_only(PERMISSION)
def listing_detail(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show one listing: where it stands, what was decided, what is on display."""
    listing = get_object_or_404(
        with_state(Listing.objects.select_related("stall", "product", "live_revision")), pk=pk
    )
    return render(request, "listings/detail.html", _detail_context(listing))


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
        "stage": stage_of(listing),
        "rows": compare(approved=None, proposed=shown),
        "revision": current,
        "picture_urls": picture_urls(current),
        "paper_urls": paper_urls(current),
        "decisions": read_decisions(listing, names=field_names(shown)),
    }


def picture_urls(revision: Revision) -> dict[str, str]:
    """Return the private address of each picture of a revision, by its digest."""
    return {
        row["digest"]: reverse(
            "listings_office:picture", kwargs={"revision_pk": revision.pk, "digest": row["digest"]}
        )
        for row in revision.content["pictures"]
    }


def paper_urls(revision: Revision) -> dict[str, str]:
    """Return the private address of the file of each paper of a revision, by its digest."""
    return {
        row["digest"]: reverse(
            "listings_office:paper", kwargs={"revision_pk": revision.pk, "digest": row["digest"]}
        )
        for row in revision.content.get("papers", ())
        if row["file"]
    }


def _crumbs(*steps: tuple[str, str]) -> list[dict[str, Any]]:
    home = {"url": reverse_lazy("wagtailadmin_home"), "label": _("Trang chủ")}
    return [home, *({"url": url, "label": label} for label, url in steps)]
