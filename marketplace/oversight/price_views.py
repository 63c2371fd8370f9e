"""A large change of a price before an officer: it is in force all the same, and waits to be looked at."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from marketplace.accounts.models import User
from marketplace.core.office.pages import frame, office_only
from marketplace.listings.models import ListingSettings, PriceChange
from marketplace.listings.shelf.offers import note_price_seen, price_history
from marketplace.oversight.pages import to_queue
from marketplace.oversight.takedowns import PERMISSION

_SHOWN = 20


@require_http_methods(["GET", "HEAD", "POST"])
@office_only(PERMISSION)
def price_change(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show a large change beside the listing's other prices, and note that an officer looked."""
    rows = PriceChange.objects.filter(is_flagged=True)
    change = get_object_or_404(rows.select_related("listing__stall__ward", "by", "looked_by"), pk=pk)
    if request.method == "POST":
        if note_price_seen(change=change, officer=cast("User", request.user)):
            messages.success(request, _("Đã ghi là đã xem lần đổi giá này."))
        else:
            messages.warning(request, _("Một cán bộ khác vừa xem lần đổi giá này rồi."))
        return redirect("oversight_office:queue")
    context = frame(_("Đổi giá: %s") % change.listing.title, "tag", to_queue()) | {
        "change": change,
        "listing": change.listing,
        "prices": price_history(listing=change.listing)[:_SHOWN],
        "percent": f"{change.percent:+d}%",
        "limit": ListingSettings.load().price_flag_percent,
    }
    return render(request, "oversight/price.html", context)
