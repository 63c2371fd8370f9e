"""Reporting goods or a stall: a private step behind a link, a page for who reported, an answer by an officer."""

from typing import Final, cast

from django.core.files.storage import storages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_safe
from wagtail.admin import messages

from marketplace.accounts.models import User
from marketplace.core.errors import FloorError
from marketplace.core.office.pages import frame, office_only
from marketplace.core.web.private import private_page
from marketplace.core.web.throttle import client_address, has_reached_limit, is_over_limit, too_many_tries
from marketplace.listings.models import Listing
from marketplace.listings.pictures.cleaning import PictureError, clean_picture
from marketplace.oversight.clocks import clocks_in_force, read_clock
from marketplace.oversight.enums import ReportState
from marketplace.oversight.forms import AnswerForm, ReportForm
from marketplace.oversight.models import Report
from marketplace.oversight.pages import to_queue
from marketplace.oversight.reports import PERMISSION, answer_report, write_report
from marketplace.stalls.models import Stall

_SCOPE: Final = "report"
_REPORTS_PER_HOUR: Final = 5
# Reading a picture costs far more than reading words, and one that is refused is no report.
_PICTURES_PER_HOUR: Final = 20
_HOUR: Final = 3600


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def write(request: HttpRequest) -> HttpResponse:
    """Take a report about goods (``mon``) or a stall (``gian``) that have a page."""
    listing, stall = _target(request)
    form = ReportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        if _has_tried_enough(request, has_picture=form.cleaned_data["picture"] is not None):
            return too_many_tries(request, seconds=_HOUR)
        picture = _picture(form)
        if not form.errors:
            # Counted when it is whole: what had to be mended first was no report.
            if is_over_limit(
                scope=_SCOPE, identity=client_address(request), limit=_REPORTS_PER_HOUR, seconds=_HOUR
            ):
                return too_many_tries(request, seconds=_HOUR)
            report = write_report(
                stall=stall,
                listing=listing,
                reason=form.cleaned_data["reason"],
                text=form.cleaned_data["text"],
                picture=picture,
                email=form.cleaned_data["email"],
                language=get_language() or "vi",
            )
            return redirect("reports:status", token=report.token)
    context = {
        "form": form,
        "listing": listing,
        "stall": stall,
        "clock": clocks_in_force().get("report"),
        "back": listing.product.get_absolute_url()
        if listing and listing.product
        else stall.get_absolute_url(),
    }
    return render(request, "oversight/report.html", context, status=422 if form.errors else 200)


@require_safe
@private_page
def status(request: HttpRequest, token: str) -> HttpResponse:
    """Show how a report stands, to whoever has its address."""
    report = get_object_or_404(Report.objects.select_related("reason"), token=token)
    clock = clocks_in_force().get("report")
    is_open = report.state == ReportState.WAITING
    context = {"report": report, "reading": read_clock(clock, report.received_at) if is_open else None}
    return render(request, "oversight/report_status.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@office_only(PERMISSION)
def answer(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show a report to an officer and take the answer."""
    report = get_object_or_404(
        Report.objects.select_related("stall__ward", "listing__product", "reason", "answered_by"), pk=pk
    )
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            answer_report(report=report, user=cast("User", request.user), **form.cleaned_data)
        except FloorError as error:
            form.add_error(None, error.message)
            report.refresh_from_db()
        else:
            messages.success(request, _("Đã trả lời phản ánh %s.") % report.ticket)
            return redirect("oversight_office:queue")
    is_open = report.state == ReportState.WAITING
    context = frame(_("Phản ánh %s") % report.ticket, "warning", to_queue()) | {
        "report": report,
        "form": form,
        "is_open": is_open,
        "reading": read_clock(clocks_in_force().get("report"), report.received_at) if is_open else None,
        "others": Report.objects.filter(stall=report.stall_id).exclude(pk=report.pk)[:10],
    }
    return render(request, "oversight/report_office.html", context, status=422 if form.errors else 200)


@require_GET
@office_only(PERMISSION)
def picture(request: HttpRequest, pk: int) -> HttpResponseBase:  # noqa: ARG001 - Django's signature
    """Send a report's picture from private storage."""
    report = get_object_or_404(Report.objects.exclude(picture=""), pk=pk)
    if not storages["private"].exists(report.picture):
        raise Http404
    return FileResponse(storages["private"].open(report.picture), content_type="image/jpeg")


def _target(request: HttpRequest) -> tuple[Listing | None, Stall]:
    """Return what the link named; goods that have no page cannot be reported, or one could ask for them."""
    if slug := request.GET.get("mon", ""):
        listings = Listing.objects.select_related("stall__ward", "product")
        listing = get_object_or_404(listings, product__slug=slug, product__is_public=True)
        return listing, listing.stall
    return None, get_object_or_404(Stall.objects.select_related("ward"), slug=request.GET.get("gian", ""))


def _has_tried_enough(request: HttpRequest, *, has_picture: bool) -> bool:
    """Say whether this address has to wait, before anything that it sent is looked at."""
    who = client_address(request)
    if has_reached_limit(scope=_SCOPE, identity=who, limit=_REPORTS_PER_HOUR):
        return True
    return has_picture and is_over_limit(
        scope=f"{_SCOPE}-picture", identity=who, limit=_PICTURES_PER_HOUR, seconds=_HOUR
    )


def _picture(form: ReportForm) -> bytes | None:
    upload = form.cleaned_data["picture"]
    if upload is None:
        return None
    try:
        data, _width, _height = clean_picture(upload)
    except PictureError as error:
        form.add_error("picture", error.message)
        return None
    return data
