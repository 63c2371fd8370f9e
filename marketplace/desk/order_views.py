"""The stall's orders: the list, one order, and the moves that bring it to its shopper.

A packer confirms, packs and ships; money and refusals are for those who answer for the stall. A move
asked for twice, from two clicks or two tabs, is made once and answered calmly both times.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from marketplace.accounts.models import User
from marketplace.core.errors import NotAllowedNowError
from marketplace.core.web.paging import page_links
from marketplace.desk.access import Desk, desk_page
from marketplace.desk.order_forms import CancelForm, OrderFilterForm, ReturnForm, SelectedForm, ShipForm
from marketplace.desk.order_selectors import TABS, count_tabs, list_parts, parts_at, read_parts, state_name
from marketplace.desk.pages import render_desk
from marketplace.fulfilment.batches import BatchResult, move_parts
from marketplace.fulfilment.enums import MOVES, ActorRole, StallOrderState
from marketplace.fulfilment.messages import words_for_shopper
from marketplace.fulfilment.models import StallOrder
from marketplace.fulfilment.services import cancel_part, correct_shipment, return_part, ship_part
from marketplace.stalls.enums import Capability, ShippingWay
from marketplace.stalls.messages import words_for_stalls

PAGE_SIZE = 20
State = StallOrderState


@desk_page(Capability.PACK_ORDERS)
@require_safe
def orders(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    """List the orders under one tab; words and days narrow it."""
    form = OrderFilterForm(request.GET)
    form.is_valid()
    asked = form.cleaned_data
    tab = asked.get("muc") or "cho"
    rows = list_parts(
        desk.stall,
        tab=tab,
        words=asked.get("tu_khoa") or "",
        first=asked.get("tu_ngay"),
        last=asked.get("den_ngay"),
    )
    pages = Paginator(rows, PAGE_SIZE)
    page = pages.get_page(request.GET.get("trang"))
    counts = count_tabs(desk.stall)
    narrowed = {key: request.GET[key] for key in ("tu_khoa", "tu_ngay", "den_ngay") if request.GET.get(key)}
    return render_desk(
        request,
        desk,
        "desk/orders/list.html",
        {
            "tabs": [
                (key, name, counts[key], _address(narrowed, muc=key), key == tab)
                for key, (name, _states) in TABS.items()
            ],
            "tab": tab,
            "form": form,
            "narrowed_count": sum(bool(asked.get(key)) for key in narrowed),
            "parts": read_parts(page.object_list),
            "found": pages.count,
            "bulk": {"cho": "confirm", "dong-goi": "pack"}.get(tab, ""),
            "page": page_links(
                page.number, pages.num_pages, lambda number: _address(narrowed, muc=tab, trang=str(number))
            ),
        },
        section="orders",
    )


@desk_page(Capability.PACK_ORDERS)
@require_POST
def orders_selected(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    """Do one thing with several orders: confirm, pack, or print."""
    form = SelectedForm(request.POST)
    back = _way_back(request)
    if not form.is_valid():
        for error in form.errors.get("don", [_("Chưa làm được, mời bạn chọn lại.")]):
            messages.warning(request, str(error))
        return redirect(back)
    numbers = form.cleaned_data["don"]
    work = form.cleaned_data["viec"]
    if work in {"label", "list"}:
        asked = QueryDict(mutable=True)
        asked["loai"] = "nhan" if work == "label" else "phieu"
        asked.setlist("don", numbers)
        return redirect(f"{reverse('desk:orders_print')}?{asked.urlencode()}")
    target = State.CONFIRMED if work == "confirm" else State.PACKED
    parts = list(parts_at(desk.stall).filter(number__in=numbers).order_by("pk"))
    result = move_parts(parts=parts, to=target, actor=_actor(request), role=ActorRole.STALL)
    _tell(request, result, target.label)
    return redirect(back)


PartView = Callable[[HttpRequest, Desk, StallOrder], HttpResponseBase]


def _of_stall(view: PartView) -> Callable[..., HttpResponseBase]:
    """Hand ``view`` the part of this number at this stall; any other number is not found."""

    @wraps(view)
    def found(request: HttpRequest, desk: Desk, part_number: str) -> HttpResponseBase:
        part = parts_at(desk.stall).filter(number=part_number).first()
        if part is None:
            raise Http404
        return view(request, desk, part)

    return found


@desk_page(Capability.PACK_ORDERS)
@_of_stall
@require_safe
def order(request: HttpRequest, desk: Desk, part: StallOrder) -> HttpResponseBase:
    """Show one order, the next thing to do first."""
    parcel = part.shipments.order_by("-shipped_at", "-pk").first() if part.state == State.SHIPPED else None
    known = {"carrier": parcel.carrier, "tracking_code": parcel.tracking_code} if parcel else None
    return _order_page(request, desk, part, form=ShipForm(initial=known))


@desk_page(Capability.PACK_ORDERS)
@_of_stall
@require_POST
def order_confirm(request: HttpRequest, desk: Desk, part: StallOrder) -> HttpResponseBase:  # noqa: ARG001 - every view of the desk is handed it
    """The stall has the goods and will send them."""
    return _move(request, part, State.CONFIRMED)


@desk_page(Capability.PACK_ORDERS)
@_of_stall
@require_POST
def order_pack(request: HttpRequest, desk: Desk, part: StallOrder) -> HttpResponseBase:  # noqa: ARG001 - every view of the desk is handed it
    """The parcel is ready."""
    return _move(request, part, State.PACKED)


@desk_page(Capability.PACK_ORDERS)
@_of_stall
@require_POST
def order_ship(request: HttpRequest, desk: Desk, part: StallOrder) -> HttpResponseBase:
    """The parcel went to a carrier, or waits for its buyer at the stall."""
    form = ShipForm(request.POST)
    is_pickup = part.shipping_way == ShippingWay.PICKUP
    if not is_pickup and not form.is_valid():
        return _order_page(request, desk, part, form=form, status=422)
    with words_for_shopper(part):
        carrier = str(ShippingWay.PICKUP.label) if is_pickup else form.cleaned_data["carrier"]
    code = "" if is_pickup else form.cleaned_data["tracking_code"]
    return _do(
        request,
        part,
        State.SHIPPED,
        lambda: ship_part(
            part=part, carrier=carrier, tracking_code=code, actor=_actor(request), role=ActorRole.STALL
        ),
    )


@desk_page(Capability.PACK_ORDERS)
@_of_stall
@require_POST
def order_correct(request: HttpRequest, desk: Desk, part: StallOrder) -> HttpResponseBase:
    """Mend the carrier or the code of a parcel under way."""
    form = ShipForm(request.POST)
    if form.is_valid():
        try:
            correct_shipment(part=part, **form.cleaned_data, actor=_actor(request), role=ActorRole.STALL)
        except NotAllowedNowError as error:
            messages.warning(request, error.message)
        else:
            messages.success(request, _("Đã sửa vận đơn và báo cho khách."))
        return redirect(_way_back(request, part))
    return _order_page(request, desk, part, form=form, status=422)


@desk_page(Capability.SEE_MONEY)
@_of_stall
@require_POST
def order_deliver(request: HttpRequest, desk: Desk, part: StallOrder) -> HttpResponseBase:  # noqa: ARG001 - every view of the desk is handed it
    """The shopper has the goods, and whoever brought them has the cash."""
    return _move(request, part, State.DELIVERED)


@desk_page(Capability.CANCEL_ORDERS)
@_of_stall
@require_http_methods(["GET", "HEAD", "POST"])
def order_cancel(request: HttpRequest, desk: Desk, part: StallOrder) -> HttpResponseBase:
    """Ask why, then cancel; the shopper is told the reason."""
    form = CancelForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with words_for_shopper(part):
            reason = form.full_reason()
        return _do(
            request,
            part,
            State.CANCELLED,
            lambda: cancel_part(part=part, reason=reason, actor=_actor(request), role=ActorRole.STALL),
        )
    return _ending_page(request, desk, part, form, State.CANCELLED)


@desk_page(Capability.CANCEL_ORDERS)
@_of_stall
@require_http_methods(["GET", "HEAD", "POST"])
def order_return(request: HttpRequest, desk: Desk, part: StallOrder) -> HttpResponseBase:
    """Ask why, then take the goods back into stock."""
    form = ReturnForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with words_for_stalls():
            note = form.full_reason()
        return _do(
            request,
            part,
            State.RETURNED,
            lambda: return_part(part=part, note=note, actor=_actor(request), role=ActorRole.STALL),
        )
    return _ending_page(request, desk, part, form, State.RETURNED)


def _order_page(
    request: HttpRequest, desk: Desk, part: StallOrder, *, form: ShipForm, status: int = 200
) -> HttpResponse:
    context = {
        "part": read_parts([part])[0],
        "events": [(state_name(part, one.state), one) for one in part.events.select_related("actor")],
        "parcels": part.shipments.all(),
        "form": form,
        "moves": MOVES[part.state],
    }
    return render_desk(request, desk, "desk/orders/detail.html", context, section="orders", status=status)


def _ending_page(
    request: HttpRequest, desk: Desk, part: StallOrder, form: CancelForm, target: StallOrderState
) -> HttpResponse:
    context = {
        "part": read_parts([part])[0],
        "form": form,
        "is_return": target == State.RETURNED,
        "is_possible": target in MOVES[part.state],
    }
    status = 422 if form.errors else 200
    return render_desk(request, desk, "desk/orders/ending.html", context, section="orders", status=status)


def _move(request: HttpRequest, part: StallOrder, target: StallOrderState) -> HttpResponseBase:
    result = move_parts(parts=[part], to=target, actor=_actor(request), role=ActorRole.STALL)
    _tell(request, result, state_name(part, target))
    return redirect(_way_back(request, part))


def _do(
    request: HttpRequest, part: StallOrder, target: StallOrderState, move: Callable[[], Any]
) -> HttpResponseBase:
    """Make a move that carries facts of its own, and say what came of it."""
    try:
        move()
    except NotAllowedNowError as error:
        state = StallOrder.objects.values_list("state", flat=True).get(pk=part.pk)
        result = (
            BatchResult((), (part.number,), ())
            if state == target
            else BatchResult((), (), ((part.number, error.message),))
        )
    else:
        result = BatchResult((part.number,), (), ())
    _tell(request, result, state_name(part, target))
    return redirect(_way_back(request, part))


def _tell(request: HttpRequest, result: BatchResult, state: str | Promise) -> None:
    """Say what came of a move, in one sentence for each kind of answer."""
    if result.moved:
        count = len(result.moved)
        words = ngettext("%(state)s: đơn %(number)s.", "%(state)s: %(count)d đơn.", count)
        facts = {"state": state, "number": result.moved[0], "count": count}
        messages.success(request, words % facts)
    if result.already:
        facts = {"state": str(state).lower(), "numbers": ", ".join(result.already)}
        messages.info(request, _("Đơn %(numbers)s %(state)s từ trước rồi.") % facts)
    for number, reason in result.refused:
        messages.warning(request, f"{number}: {reason}")
    if not (result.moved or result.already or result.refused):
        messages.warning(request, _("Không có đơn nào như vậy ở gian hàng này."))


def _actor(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 - desk_page let nobody else in
    return request.user


def _address(narrowed: dict[str, str], **more: str) -> str:
    asked = QueryDict(mutable=True)
    asked.update({**more, **narrowed})
    return f"?{asked.urlencode()}"


def _way_back(request: HttpRequest, part: StallOrder | None = None) -> str:
    """Return where the click came from, if that is a page of ours."""
    asked = str(request.POST.get("next", ""))
    if url_has_allowed_host_and_scheme(
        asked, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return asked
    if part is None:
        return reverse("desk:orders")
    return reverse("desk:order", kwargs={"part_number": part.number})
