"""The steps from a basket to an order: details, review, and the post that binds it.

A step that is not ready to be shown leads back to the one that has to be mended, with a sentence.
"""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from marketplace.accounts.models import User
from marketplace.core.documents import document_versions
from marketplace.core.phone import format_phone
from marketplace.core.text import clean_text
from marketplace.core.web.private import private_page
from marketplace.core.web.throttle import client_address, is_over_limit, too_many_tries
from marketplace.fulfilment.models import Placement
from marketplace.places.models import Ward
from marketplace.places.selectors import find_ward, find_ward_by_name, provinces, wards_of
from marketplace.shop.basket.delivery import keep_delivery, read_delivery
from marketplace.shop.basket.forms import read_key, read_ways
from marketplace.shop.basket.middleware import basket_of
from marketplace.shop.basket.selectors import BasketView, view_basket
from marketplace.shop.basket.services import accept_prices
from marketplace.shop.checkout.draft import (
    Draft,
    forget_draft,
    keep_draft,
    ordered_lately,
    read_draft,
    remember_order,
)
from marketplace.shop.checkout.forms import CHOOSE_WARD, KEY, SEEN, USE_ADDRESS, DetailsForm, ReviewForm
from marketplace.shop.checkout.selectors import (
    cashless_goods,
    goods_digest,
    is_cashless_only,
    least_age,
    line_label,
    placement_of,
    review_digest,
    saved_addresses,
    ways_to_pay,
)
from marketplace.shop.checkout.services import place_reviewed_order, read_review, sign_review
from marketplace.shop.order.placing import PlacementError
from payments.providers.base import Provider

UNPROCESSABLE = 422
HOUR = 3600
TRIES_PER_SESSION = 20


class SeeOther(HttpResponseRedirect):
    """After a post, look there with a GET; a reload then repeats the GET."""

    status_code = 303


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def show_details(request: HttpRequest) -> HttpResponse:
    """Ask who receives the goods, where and how."""
    data = request.POST if request.method == "POST" else None
    if data is not None:
        _keep_delivery(request, data)
    basket = _view(request)
    refused = _refuse_basket(request, basket)
    if refused is not None:
        return refused
    if data is None:
        return _render_details(request, basket, _form(request, basket, initial=_first_answers(request)))
    if CHOOSE_WARD in data or USE_ADDRESS in data:
        typed = {name: clean_text(data.get(name, "")) for name in DetailsForm.base_fields}
        if USE_ADDRESS in data:
            typed |= _address_answers(request, read_key(data[USE_ADDRESS]))
            keep_delivery(request, province_code=typed["province"])
            basket = _view(request)
        return _render_details(request, basket, _form(request, basket, initial=typed))

    form = _form(request, basket, data=data)
    if not form.is_valid() or not all(part.chosen for part in basket.parts):
        return _render_details(request, basket, form, status=UNPROCESSABLE)
    if data.get(SEEN) != goods_digest(basket):
        messages.warning(request, _("Giỏ hàng vừa đổi. Bạn xem lại các món rồi bấm tiếp nhé."))
        return _render_details(request, basket, form)
    # What stood on this page about prices has been read now.
    accept_prices(basket=basket_of(request), prices={line.pk: line.price for line in basket.lines})
    keep_draft(request, form.draft())
    return SeeOther(reverse("checkout:review"))


@require_safe
@private_page
def show_review(request: HttpRequest) -> HttpResponse:
    """Show everything before it is bound."""
    return _render_review(request)


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def place(request: HttpRequest) -> HttpResponse:
    """Bind the order that was reviewed. However often this is sent, one basket makes one order."""
    if request.method != "POST":
        return SeeOther(reverse("checkout:review"))
    reviewed = read_review(request.POST.get(KEY, ""))
    if reviewed is None:
        messages.warning(request, _("Trang này đã cũ. Bạn xem lại đơn rồi đặt nhé."))
        return SeeOther(reverse("checkout:review"))
    basket_id, digest = reviewed
    placement = placement_of(basket_id=basket_id)
    if placement is not None:
        return _go_to_order(request, placement)
    if _is_over_limit(request):
        return too_many_tries(request, seconds=HOUR)
    return _place(request, basket_id, digest)


def _place(request: HttpRequest, basket_id: int, digest: str) -> HttpResponse:
    basket = basket_of(request)
    draft = read_draft(request)
    if draft is None or basket.pk != basket_id:
        messages.warning(request, _("Giỏ hàng đã khác lúc bạn xem. Bạn xem lại rồi đặt nhé."))
        return SeeOther(reverse("checkout:details"))
    age = least_age(_view(request))
    form = ReviewForm(request.POST, versions=document_versions(), age=age)
    if not form.is_valid():
        return _render_review(request, form, status=UNPROCESSABLE)
    try:
        placement = place_reviewed_order(
            basket=basket,
            user=_user(request),
            draft=draft,
            ways=dict(read_delivery(request).ways),
            digest=digest,
            language=translation.get_language() or "vi",
            age=age,
        )
    except PlacementError as error:
        messages.warning(request, error.message)
        return SeeOther(reverse("checkout:review"))
    return _go_to_order(request, placement)


def _go_to_order(request: HttpRequest, placement: Placement) -> HttpResponse:
    forget_draft(request)
    remember_order(request, number=placement.order.number, token=placement.token)
    return SeeOther(reverse("order:guest", args=[placement.order.number, placement.token]))


def _is_over_limit(request: HttpRequest) -> bool:
    if settings.ORDERS_PER_HOUR == 0:
        return False
    session = request.session.session_key or ""
    tries = (
        ("place-session", session, TRIES_PER_SESSION),
        ("place-address", client_address(request), settings.ORDERS_PER_HOUR),
    )
    return any(
        is_over_limit(scope=scope, identity=identity, limit=limit, seconds=HOUR)
        for scope, identity, limit in tries
        if identity
    )


def _user(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None


def _view(request: HttpRequest) -> BasketView:
    delivery = read_delivery(request)
    return view_basket(basket=basket_of(request), province_code=delivery.province_code, ways=delivery.ways)


def _refuse_basket(request: HttpRequest, basket: BasketView) -> HttpResponse | None:
    """Lead back to a basket that cannot be ordered as it stands."""
    if basket.is_empty:
        # The browser's button leads back here from the order's page: an empty basket would look like a lost order.
        if (ordered := ordered_lately(request)) is not None:
            messages.info(request, _("Đơn %(number)s đã đặt xong, giỏ đã trống.") % {"number": ordered[0]})
            return SeeOther(reverse("order:guest", args=ordered))
        messages.info(request, _("Giỏ còn trống nên chưa có gì để đặt."))
    elif not all(line.is_ready for line in basket.lines):
        messages.warning(request, _("Trong giỏ có món cần xem lại trước khi đặt."))
    else:
        return None
    return SeeOther(reverse("basket:summary"))


def _keep_delivery(request: HttpRequest, data: QueryDict) -> None:
    code = clean_text(data.get("province", ""))
    known = any(province.code == code for province in provinces())
    keep_delivery(request, province_code=code if known else None, ways=read_ways(data))


def _form(
    request: HttpRequest, basket: BasketView, *, data: QueryDict | None = None, initial: Any = None
) -> DetailsForm:
    user = _user(request)
    answers = data if data is not None else initial
    providers = ways_to_pay(basket=basket)
    initial = dict(initial or {})
    if len(providers) == 1:
        initial["payment"] = providers[0].code
    return DetailsForm(
        data,
        initial=initial,
        provinces=provinces(),
        wards=wards_of(province_code=clean_text(answers.get("province") or "")),
        providers=providers,
        needs_email=user is None,
    )


def _first_answers(request: HttpRequest) -> dict[str, Any]:
    """Return what we know of a shopper who comes to this step: what was told before, or the account."""
    draft = read_draft(request)
    province = read_delivery(request).province_code
    if draft is not None:
        answers = {name: getattr(draft, name) for name in DetailsForm.base_fields}
        # The basket's page may have sent us elsewhere since.
        return answers if draft.province == province else {**answers, "province": province, "ward": ""}
    user = _user(request)
    if user is None:
        return {"province": province}
    known = {"full_name": user.full_name, "phone": user.phone, "email": user.email, "province": province}
    saved = saved_addresses(user=user).first()
    address = _answers_of(saved) if saved is not None else {}
    return {**known, **address} if address.get("province") == province else known


def _address_answers(request: HttpRequest, key: int) -> dict[str, str]:
    user = _user(request)
    saved = saved_addresses(user=user).filter(pk=key).first() if user is not None else None
    return _answers_of(saved) if saved is not None else {}


def _answers_of(saved: Any) -> dict[str, str]:
    ward = find_ward_by_name(province_name=saved.state, ward_name=saved.line4)
    answers = {"full_name": saved.first_name, "line1": saved.line1}
    if saved.phone_number:
        answers["phone"] = "0" + str(saved.phone_number.national_number)
    if ward is not None:
        answers |= {"province": ward.province.code, "ward": ward.code}
    return answers


def _render_details(
    request: HttpRequest, basket: BasketView, form: DetailsForm, status: int = 200
) -> HttpResponse:
    user = _user(request)
    context = {
        "basket": basket,
        "form": form,
        "ways_to_pay": ways_to_pay(basket=basket),
        "is_cashless_only": is_cashless_only(basket),
        "cashless_goods": cashless_goods(basket),
        "saved_addresses": saved_addresses(user=user) if user is not None else (),
        "seen": goods_digest(basket),
    }
    return render(request, "checkout/details.html", context, status=status)


def _render_review(request: HttpRequest, form: ReviewForm | None = None, status: int = 200) -> HttpResponse:
    basket = _view(request)
    refused = _refuse_basket(request, basket)
    if refused is not None:
        return refused
    answers = _settled_answers(request, basket)
    if answers is None:
        return SeeOther(reverse("checkout:details"))
    draft, ward, payment = answers
    versions = document_versions()
    context = {
        "basket": basket,
        "draft": draft,
        "phone": format_phone(draft.phone),
        "ward": ward,
        "payment": payment,
        "form": form or ReviewForm(versions=versions, age=least_age(basket)),
        "key": sign_review(basket=basket_of(request), digest=review_digest(basket, draft, versions)),
        "parts": [(part, [(line, line_label(line)) for line in part.lines]) for part in basket.parts],
    }
    return render(request, "checkout/review.html", context, status=status)


def _settled_answers(request: HttpRequest, basket: BasketView) -> tuple[Draft, Ward, Provider] | None:
    """Return what the details step settled, if it still holds for the basket as it stands now."""
    draft = read_draft(request)
    if draft is None:
        return None
    ward = find_ward(code=draft.ward)
    payment = next((way for way in ways_to_pay(basket=basket) if way.code == draft.payment), None)
    is_same_place = ward is not None and ward.province.code == basket.province_code
    if ward is None or payment is None or not is_same_place or basket.news or not basket.is_ready:
        messages.warning(request, _("Có chỗ vừa đổi. Bạn xem lại bước này rồi đi tiếp nhé."))
        return None
    return draft, ward, payment
