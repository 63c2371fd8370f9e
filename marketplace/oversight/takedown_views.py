"""The officers' pages of take-downs: a request with its article, its clock, and the decision."""

from typing import Any, cast

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods
from wagtail.admin import messages
from wagtail.admin.paginator import WagtailPaginator

from marketplace.accounts.models import User
from marketplace.core.errors import FloorError
from marketplace.core.office.pages import frame, office_only
from marketplace.listings.models import Listing
from marketplace.oversight.clocks import clocks_in_force, read_clock
from marketplace.oversight.enums import TakeDownSource, TakeDownState
from marketplace.oversight.forms import TakeDownForm, TurnDownForm
from marketplace.oversight.models import Report, TakeDown
from marketplace.oversight.pages import to_queue
from marketplace.oversight.selectors import log_of_listing
from marketplace.oversight.takedowns import PERMISSION, carry_out, open_take_down, put_back, turn_down

_PER_PAGE = 50


@require_GET
@office_only(PERMISSION)
def take_downs(request: HttpRequest) -> HttpResponseBase:
    """List every request there ever was, newest first."""
    rows = TakeDown.objects.select_related("listing__stall", "basis", "decided_by")
    state = request.GET.get("trang-thai", "")
    if state in TakeDownState.values:
        rows = rows.filter(state=state)
    page = WagtailPaginator(rows, _PER_PAGE).get_page(request.GET.get("p"))
    clock = clocks_in_force().get("take-down")
    context = frame(_("Gỡ hàng"), "no-view") | {
        "rows": [
            (row, read_clock(clock, row.received_at) if row.state == TakeDownState.WAITING else None)
            for row in page.object_list
        ],
        "page": page,
        "states": TakeDownState.choices,
        "state": state,
    }
    return render(request, "oversight/take_downs.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@office_only(PERMISSION)
def ask(request: HttpRequest, listing_pk: int) -> HttpResponseBase:
    """Write down that goods are to be taken down, and take them down at once if the officer says so."""
    listing = get_object_or_404(Listing.objects.select_related("stall__ward", "product"), pk=listing_pk)
    report = Report.objects.filter(ticket=request.GET.get("phan-anh", ""), listing=listing).first()
    initial: dict[str, Any] = {"source": TakeDownSource.REPORT if report else TakeDownSource.AUTHORITY}
    if report is not None:
        # The reason is the officer's own: the stall reads it, and a report's words may tell who wrote them.
        initial["received_at"] = report.received_at
    form = TakeDownForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound and form.is_valid():
        user = cast("User", request.user)
        try:
            made = open_take_down(listing=listing, user=user, report=report, **form.cleaned_data)
            if "now" in request.POST:
                made = carry_out(take_down=made, user=user)
        except FloorError as error:
            form.add_error(None, error.message)
        else:
            is_down = made.state == TakeDownState.DOWN
            messages.success(
                request,
                _("Đã gỡ «%s» khỏi kệ và báo gian hàng.") % listing.title
                if is_down
                else _("Đã ghi yêu cầu gỡ «%s». Hàng vẫn trên kệ tới khi có quyết định.") % listing.title,
            )
            return redirect("oversight_office:take_down", pk=made.pk)
    context = frame(
        _("Gỡ «%s»") % listing.title,
        "no-view",
        (_("Mặt hàng"), reverse("listings_office:listings")),
        (listing.title, reverse("listings_office:listing", kwargs={"pk": listing.pk})),
    )
    context |= {"listing": listing, "form": form, "report": report}
    return render(request, "oversight/take_down_ask.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@office_only(PERMISSION)
def take_down(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show one request with its clock, and take the officer's decision."""
    found = get_object_or_404(
        TakeDown.objects.select_related("listing__stall__ward", "basis", "report", "opened_by", "decided_by"),
        pk=pk,
    )
    step = request.POST.get("step", "")
    form = TurnDownForm(request.POST if step == "keep" else None)
    problem = ""
    if request.method == "POST" and (step != "keep" or form.is_valid()):
        try:
            _move(found, step, cast("User", request.user), form)
        except FloorError as error:
            problem = error.message
            found.refresh_from_db()
        else:
            words = _("Đã ghi quyết định và báo gian hàng.")
            messages.success(request, _("Đã ghi: hàng ở lại trên kệ.") if step == "keep" else words)
            return redirect("oversight_office:take_down", pk=pk)
    is_open = found.state == TakeDownState.WAITING
    context: dict[str, Any] = frame(_("Gỡ «%s»") % found.listing.title, "no-view", to_queue())
    context |= {
        "take_down": found,
        "listing": found.listing,
        "form": form,
        "problem": problem,
        "is_open": is_open,
        "reading": read_clock(clocks_in_force().get("take-down"), found.received_at) if is_open else None,
        "log": log_of_listing(found.listing)[:30],
    }
    return render(request, "oversight/take_down.html", context, status=422 if problem or form.errors else 200)


def _move(found: TakeDown, step: str, user: User, form: TurnDownForm) -> None:
    if step == "down":
        carry_out(take_down=found, user=user)
    elif step == "back":
        put_back(take_down=found, user=user)
    elif step == "keep":
        turn_down(take_down=found, user=user, reason=form.cleaned_data["why"])
    else:
        raise FloorError(_("Chọn gỡ, không gỡ, hay đưa trở lại."))
