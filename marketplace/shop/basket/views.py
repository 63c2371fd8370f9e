"""The basket's page and the two posts that change it. Both answer with a sentence, whatever was sent."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from marketplace.core.web.private import private_page
from marketplace.core.web.same_origin import same_origin_post
from marketplace.places.models import Province
from marketplace.shop.basket.delivery import keep_delivery, read_delivery
from marketplace.shop.basket.errors import BasketClosedError, BasketError, ChooseVariantError, QuantityError
from marketplace.shop.basket.forms import BasketChanges, read_changes, read_key
from marketplace.shop.basket.middleware import basket_of, renew_basket
from marketplace.shop.basket.quantity import parse_quantity
from marketplace.shop.basket.selectors import count_lines, find_shown_product, view_basket
from marketplace.shop.basket.services import Addition, add_to_basket, change_basket

UNPROCESSABLE = 422
OF_AGE = "du-tuoi"
# The sentence on the product's page that shows where an address names it.
WRONG_QUANTITY = "so-luong-sai"


class SeeOther(HttpResponseRedirect):
    """After a post, look there with a GET; a reload then repeats the GET."""

    status_code = 303


@require_safe
@private_page
def show_basket(request: HttpRequest) -> HttpResponse:
    """Show the basket by stall, with what changed since goods were chosen."""
    return _render_basket(request, BasketChanges())


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
@same_origin_post
def add_product(request: HttpRequest) -> HttpResponse:
    """Add goods, from a page that is the same for everyone and so carries no token."""
    if request.method != "POST":
        return SeeOther(reverse("basket:summary"))
    wants_json = "application/json" in request.headers.get("Accept", "")
    try:
        addition = _add(request)
    except BasketError as error:
        return _refuse_in_place(request, error) if wants_json else _lead_to_the_mend(request, error)
    if wants_json:
        count = count_lines(basket=basket_of(request))
        return JsonResponse({"ok": True, "message": addition.message, "basket_count": count})
    level = messages.WARNING if addition.is_capped else messages.SUCCESS
    messages.add_message(request, level, addition.message)
    return SeeOther(reverse("basket:summary"))


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def update_basket(request: HttpRequest) -> HttpResponse:
    """Take over what the basket's form says; what could not be understood is shown as it was typed."""
    if request.method != "POST":
        return SeeOther(reverse("basket:summary"))
    basket = basket_of(request)
    lines = {} if basket.pk is None else dict(basket.lines.values_list("pk", "quantity"))
    changes = read_changes(request.POST, lines=lines)
    try:
        change_basket(basket=basket, quantities=changes.quantities, removed=changes.removed)
    except BasketClosedError as error:
        messages.info(request, error.message)
        return SeeOther(reverse("basket:summary"))
    _keep_delivery(request, changes)
    if changes.errors:
        return _render_basket(request, changes, status=UNPROCESSABLE)
    return SeeOther(reverse("checkout:details" if changes.proceeds else "basket:summary"))


def _add(request: HttpRequest) -> Addition:
    product_id = read_key(request.POST.get("product_id", ""))
    quantity = parse_quantity(request.POST.get("quantity", "1"))
    is_of_age = request.POST.get(OF_AGE) == "1"
    try:
        return add_to_basket(
            basket=basket_of(request), product_id=product_id, quantity=quantity, is_of_age=is_of_age
        )
    except BasketClosedError:
        # Ordered in another tab between reading and locking: the goods go to the next basket.
        return add_to_basket(
            basket=renew_basket(request), product_id=product_id, quantity=quantity, is_of_age=is_of_age
        )


def _refuse_in_place(request: HttpRequest, error: BasketError) -> JsonResponse:
    url = error.url if isinstance(error, ChooseVariantError) else reverse("basket:summary")
    count = count_lines(basket=basket_of(request))
    answer = {"ok": False, "message": error.message, "basket_count": count, "url": url}
    return JsonResponse(answer, status=UNPROCESSABLE)


def _lead_to_the_mend(request: HttpRequest, error: BasketError) -> SeeOther:
    """Lead to the page where it can be put right.

    A product's page is the same for everyone (law 9), so no message is left for it: it asks for size and age
    by itself, and keeps the sentence on quantities for whoever comes with its name in the address.
    """
    if isinstance(error, ChooseVariantError):
        return SeeOther(error.url)
    if isinstance(error, QuantityError) and (
        product := find_shown_product(read_key(request.POST.get("product_id", "")))
    ):
        return SeeOther(f"{product.get_absolute_url()}#{WRONG_QUANTITY}")
    messages.warning(request, error.message)
    return SeeOther(reverse("basket:summary"))


def _keep_delivery(request: HttpRequest, changes: BasketChanges) -> None:
    province = changes.province_code
    if province and not Province.objects.filter(code=province).exists():
        province = ""
    keep_delivery(request, province_code=province, ways=changes.ways)


def _render_basket(request: HttpRequest, changes: BasketChanges, status: int = 200) -> HttpResponse:
    delivery = read_delivery(request)
    view = view_basket(
        basket=basket_of(request),
        province_code=delivery.province_code,
        ways=delivery.ways,
        errors=changes.errors,
    )
    context = {
        "basket": view,
        "has_errors": bool(changes.errors),
        "provinces": () if view.is_empty else Province.objects.all(),
    }
    return render(request, "basket/basket.html", context, status=status)
