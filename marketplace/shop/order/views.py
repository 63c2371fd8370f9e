"""Pages of one order, for whoever holds its link. No robot keeps them, no cache, and no address leaves them."""

from functools import partial, wraps
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from marketplace.core.errors import NotAllowedNowError
from marketplace.core.web.private import View, private_page
from marketplace.core.web.throttle import client_address, has_reached_limit, is_over_limit, too_many_tries
from marketplace.fulfilment.enums import ActorRole, StallOrderState
from marketplace.fulfilment.models import Placement
from marketplace.fulfilment.services import cancel_part
from marketplace.shop.catalogue.shelf_files import open_withheld
from marketplace.shop.order.forms import CancelForm, LookupForm
from marketplace.shop.order.selectors import bought_picture, find_placement, read_purchase
from marketplace.shop.order.services import send_order_link

# Many phones share one address at a carrier; nobody types twenty wrong links.
WRONG_LINKS, WRONG_LINKS_SECONDS = 20, 600
VIEWS, VIEWS_SECONDS = 60, 60
PICTURES = 1200  # a page may have a score of them
LOOKUPS, LOOKUPS_SECONDS = 10, 600
LOOKUPS_PER_ORDER, LOOKUPS_PER_ORDER_SECONDS = 5, 3600


def no_referrer(view: View) -> View:
    """Keep the address of a page even from our own pages' logs.

    Not for a page with a form: a browser that keeps its referrer posts ``Origin: null``.
    """

    @wraps(view)
    def silent(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response.headers["Referrer-Policy"] = "no-referrer"
        return response

    return silent


def opens_with_link(view: View, *, scope: str = "order-page", limit: int = VIEWS) -> View:
    """Hand ``view`` the placement that number and token open; count what is tried in vain."""

    @wraps(view)
    def guarded(request: HttpRequest, number: str, token: str, **kwargs: Any) -> HttpResponseBase:
        address = client_address(request)
        if has_reached_limit(scope="order-wrong-link", identity=address, limit=WRONG_LINKS):
            return too_many_tries(request, seconds=WRONG_LINKS_SECONDS)
        if is_over_limit(scope=scope, identity=f"{address} {number}", limit=limit, seconds=VIEWS_SECONDS):
            return too_many_tries(request, seconds=VIEWS_SECONDS)
        placement = find_placement(number=number, token=token, user=request.user)
        if placement is None:
            is_over_limit(
                scope="order-wrong-link", identity=address, limit=WRONG_LINKS, seconds=WRONG_LINKS_SECONDS
            )
            raise Http404
        return view(request, placement, **kwargs)

    return guarded


@require_safe
@private_page
@no_referrer
@opens_with_link
def order_page(request: HttpRequest, placement: Placement) -> HttpResponse:
    """Show what was ordered, part by part, and how far each has come."""
    return render(request, "order/detail.html", {"purchase": read_purchase(placement=placement)})


@require_safe
@private_page
@no_referrer
@opens_with_link
def order_document(request: HttpRequest, placement: Placement) -> HttpResponse:
    """Hand out the confirmed contract as a file that needs nothing else to be read or printed."""
    purchase = read_purchase(placement=placement)
    response = HttpResponse(render_to_string("order/document.html", {"purchase": purchase}, request))
    response.headers["Content-Disposition"] = f'attachment; filename="don-hang-{purchase.number}.html"'
    return response


@require_safe
@private_page
@no_referrer
@partial(opens_with_link, scope="order-picture", limit=PICTURES)
def order_picture(request: HttpRequest, placement: Placement, image_pk: int) -> HttpResponseBase:  # noqa: ARG001 - a view's signature
    """Send the picture of something bought that has left the shelf since: its public address answers no more."""
    image = bought_picture(placement=placement, image_pk=image_pk)
    if image is None:
        raise Http404
    try:
        file, kind = open_withheld(image)
    except FileNotFoundError as error:
        raise Http404 from error
    return FileResponse(file, content_type=kind)


@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
@private_page
@opens_with_link
def order_cancel_part(request: HttpRequest, placement: Placement, part: str) -> HttpResponse:
    """Ask once more, then cancel a part that its stall has not confirmed. Only a post cancels."""
    purchase = read_purchase(placement=placement)
    shown = next((shown for shown in purchase.parts if shown.number == part), None)
    if shown is None:
        raise Http404
    if request.method != "POST" and shown.state == StallOrderState.CANCELLED:
        return redirect(_way_back(request, purchase.url))  # there is nothing left to ask
    form = CancelForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        row = placement.order.stall_orders.get(number=shown.number)
        actor = request.user if request.user.is_authenticated else None
        refusal = ""
        try:
            cancel_part(part=row, reason=form.cleaned_data["reason"], actor=actor, role=ActorRole.SHOPPER)
        except NotAllowedNowError as error:
            refusal = error.message
            row.refresh_from_db()
        # A second click hears what the first one did: the browser shows the last answer alone.
        if refusal and row.state != StallOrderState.CANCELLED:
            messages.warning(request, refusal)
        else:
            messages.success(request, _("Đã hủy phần của %(stall)s.") % {"stall": shown.seller.name})
        return redirect(_way_back(request, purchase.url))
    context = {"purchase": purchase, "part": shown, "form": form, "next": _way_back(request, purchase.url)}
    return render(request, "order/cancel.html", context)


@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def order_lookup(request: HttpRequest) -> HttpResponse:
    """Send an order's link to the e-mail it was placed with; the answer never tells whether there is one."""
    form = LookupForm(request.POST if request.method == "POST" else None)
    is_sent = False
    if form.is_valid():
        address, number = client_address(request), form.cleaned_data["number"]
        if is_over_limit(scope="order-lookup", identity=address, limit=LOOKUPS, seconds=LOOKUPS_SECONDS):
            return too_many_tries(request, seconds=LOOKUPS_SECONDS)
        is_bothered = is_over_limit(
            scope="order-lookup-number",
            identity=number,
            limit=LOOKUPS_PER_ORDER,
            seconds=LOOKUPS_PER_ORDER_SECONDS,
        )
        if not is_bothered:
            send_order_link(
                number=number, contact=form.cleaned_data["contact"], phone=form.cleaned_data["phone"]
            )
        is_sent = True
    return render(request, "order/lookup.html", {"form": form, "is_sent": is_sent})


def _way_back(request: HttpRequest, fallback: str) -> str:
    """Return where the shopper came from: the account's page of the order, or the order's own."""
    asked = str(request.POST.get("next") or request.GET.get("next") or "")
    if url_has_allowed_host_and_scheme(
        asked, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return asked
    return fallback
