"""What a person has on the floor: orders, addresses, things put aside, a copy of it all, and the way out."""

from typing import cast

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from marketplace.accounts.errors import AccountInUseError
from marketplace.accounts.forms import CloseForm
from marketplace.accounts.models import User
from marketplace.accounts.services import close_account
from marketplace.core.web.private import private_page
from marketplace.core.web.same_origin import same_origin_post
from marketplace.places.selectors import find_ward, find_ward_by_name, provinces, wards_of
from marketplace.shop.basket.forms import read_key
from marketplace.shop.basket.middleware import basket_of
from marketplace.shop.order.selectors import find_placement, read_purchase
from marketplace.stalls.dossiers.forgetting import applications_without_stall
from marketplace.storefront.account_export import TimesHere, export_person
from marketplace.storefront.account_forms import CHOOSE_WARD, AddressForm
from marketplace.storefront.account_selectors import (
    addresses_of,
    count_wishes,
    order_rows,
    placements_of,
    wishes_of,
)
from marketplace.storefront.account_services import (
    AddressError,
    WishError,
    prefer_address,
    put_aside,
    remove_address,
    reorder,
    save_address,
    take_off_list,
)

ORDERS_ON_HOME = 3
ORDERS_ON_PAGE = 10
_PENDING_WISH = "pending_wish"


def _person(request: HttpRequest) -> User:
    return cast("User", request.user)  # every caller is behind login_required


@private_page
@login_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the latest orders and where the rest is."""
    user = _person(request)
    context = {
        "orders": order_rows(placements_of(user=user)[:ORDERS_ON_HOME]),
        "address": addresses_of(user=user).first(),
        "wish_count": count_wishes(user=user),
        "section": "home",
    }
    return render(request, "accounts/home.html", context)


@private_page
@login_required
@require_safe
def orders(request: HttpRequest) -> HttpResponse:
    """List every order, ten to a page."""
    pages = Paginator(placements_of(user=_person(request)), ORDERS_ON_PAGE)
    page = pages.get_page(request.GET.get("trang"))
    number, count = page.number, pages.num_pages
    shown = {
        "pages": count,
        "previous_url": f"?trang={number - 1}" if page.has_previous() else None,
        "next_url": f"?trang={number + 1}" if page.has_next() else None,
        "page_urls": [
            (other, f"?trang={other}" if isinstance(other, int) else None, other == number)
            for other in pages.get_elided_page_range(number)
        ],
    }
    context = {"orders": order_rows(page.object_list), "page": shown, "section": "orders"}
    return render(request, "accounts/orders.html", context)


@private_page
@login_required
@require_safe
def order(request: HttpRequest, number: str) -> HttpResponse:
    """Show one of the person's orders, as behind its link."""
    placement = find_placement(number=number, token="", user=_person(request))
    if placement is None:
        raise Http404
    context = {"purchase": read_purchase(placement=placement), "next": request.path, "section": "orders"}
    return render(request, "accounts/order.html", context)


@private_page
@login_required
@require_POST
def order_again(request: HttpRequest, number: str) -> HttpResponse:
    """Put a past order's goods in the basket."""
    placement = find_placement(number=number, token="", user=_person(request))
    if placement is None:
        raise Http404
    done = reorder(user=_person(request), order_number=number, basket=basket_of(request))
    if done.missing:
        words = _("Không còn bán hoặc đã đủ trong giỏ: %(titles)s.")
        messages.warning(request, words % {"titles": ", ".join(done.missing)})
    for sentence in done.asked:
        messages.warning(request, sentence)
    if done.added:
        words = ngettext(
            "Đã cho %(count)d món của đơn cũ vào giỏ, theo giá hôm nay.",
            "Đã cho %(count)d món của đơn cũ vào giỏ, theo giá hôm nay.",
            len(done.added),
        )
        messages.success(request, words % {"count": len(done.added)})
    return redirect("basket:summary")


@private_page
@login_required
@require_safe
def addresses(request: HttpRequest) -> HttpResponse:
    """Show the address book."""
    context = {"addresses": addresses_of(user=_person(request)), "section": "addresses"}
    return render(request, "accounts/addresses.html", context)


@private_page
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_address(request: HttpRequest, address_pk: int | None = None) -> HttpResponse:
    """Write a new address, or change one. Choosing a province brings its communes, with or without script."""
    user = _person(request)
    saved = None
    if address_pk is not None:
        saved = addresses_of(user=user).filter(pk=address_pk).first()
        if saved is None:
            raise Http404
    units = provinces()
    if request.method != "POST":
        initial = {"full_name": user.full_name, "phone": user.phone}
        if saved is not None:
            ward = find_ward_by_name(province_name=saved.state, ward_name=saved.line4)
            initial = {
                "full_name": saved.first_name,
                "phone": "0" + str(saved.phone_number.national_number) if saved.phone_number else "",
                "province": ward.province.code if ward else "",
                "ward": ward.code if ward else "",
                "line1": saved.line1,
                "is_default": saved.is_default_for_shipping,
            }
        code = initial.get("province") or (units[0].code if units else "")
        form = AddressForm(provinces=units, wards=wards_of(province_code=code), initial=initial)
        return _render_address(request, form, saved)

    # A code with a NUL in it names no province; PostgreSQL would not even look.
    code = str(request.POST.get("province", ""))
    wards = wards_of(province_code=code) if code.isalnum() else []
    if CHOOSE_WARD in request.POST:
        form = AddressForm(provinces=units, wards=wards, initial=request.POST.dict())
        return _render_address(request, form, saved)
    form = AddressForm(request.POST, provinces=units, wards=wards)
    if form.is_valid():
        ward = find_ward(code=form.cleaned_data["ward"])
        assert ward is not None  # noqa: S101 - it is one of the choices
        try:
            save_address(
                user=user,
                full_name=form.cleaned_data["full_name"],
                phone=form.cleaned_data["phone"],
                line1=form.cleaned_data["line1"],
                ward=ward,
                is_default=form.cleaned_data["is_default"],
                address_pk=address_pk,
            )
        except AddressError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("Đã lưu địa chỉ."))
            return redirect("account:addresses")
    return _render_address(request, form, saved)


def _render_address(request: HttpRequest, form: AddressForm, saved: object) -> HttpResponse:
    return render(request, "accounts/address.html", {"form": form, "saved": saved, "section": "addresses"})


@private_page
@login_required
@require_POST
def delete_address(request: HttpRequest, address_pk: int) -> HttpResponse:
    """Take an address out of the book."""
    if not remove_address(user=_person(request), address_pk=address_pk):
        raise Http404
    messages.success(request, _("Đã xóa địa chỉ. Đơn đã đặt vẫn giao tới nơi ghi trong đơn."))
    return redirect("account:addresses")


@private_page
@login_required
@require_POST
def default_address(request: HttpRequest, address_pk: int) -> HttpResponse:
    """Use an address by itself from now on."""
    if not prefer_address(user=_person(request), address_pk=address_pk):
        raise Http404
    messages.success(request, _("Từ nay sàn điền sẵn địa chỉ này khi bạn đặt hàng."))
    return redirect("account:addresses")


@private_page
@login_required
@require_safe
def wishlist(request: HttpRequest) -> HttpResponse:
    """Show what was put aside."""
    context = {"wishes": wishes_of(user=_person(request)), "section": "wishlist"}
    return render(request, "accounts/wishlist.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
@same_origin_post
def wish(request: HttpRequest) -> HttpResponse:
    """Put something aside, from a page that is the same for everyone.

    Who is not signed in does that first and comes back here by a GET, which adds only what a post
    of the same browser asked for before.
    """
    if request.method == "POST":
        product_id = read_key(str(request.POST.get("product_id", "")))
        if not request.user.is_authenticated:
            request.session[_PENDING_WISH] = product_id
            messages.info(request, _("Bạn đăng nhập để giữ món này trong danh sách để dành."))
            return redirect_to_login(reverse("account:wish"))
    else:
        if not request.user.is_authenticated:
            return redirect_to_login(reverse("account:wishlist"))
        product_id = int(request.session.pop(_PENDING_WISH, 0))
        if not product_id:
            return redirect("account:wishlist")
    try:
        product = put_aside(user=_person(request), product_id=product_id)
    except WishError as error:
        messages.warning(request, error.message)
    else:
        messages.success(request, _("Đã để dành: %(title)s.") % {"title": product.title})
    return redirect("account:wishlist")


@private_page
@login_required
@require_POST
def unwish(request: HttpRequest) -> HttpResponse:
    """Take something off the list."""
    take_off_list(user=_person(request), product_id=read_key(str(request.POST.get("product_id", ""))))
    return redirect("account:wishlist")


@private_page
@login_required
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """Hand out a copy of everything the floor knows of the person."""
    response = JsonResponse(
        export_person(user=_person(request)),
        encoder=TimesHere,
        json_dumps_params={"ensure_ascii": False, "indent": 2},
    )
    day = timezone.localdate().isoformat()
    response.headers["Content-Disposition"] = f'attachment; filename="du-lieu-cua-toi-{day}.json"'
    return response


@sensitive_post_parameters("current")
@private_page
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest) -> HttpResponse:
    """Close the account for good, after the password was given once more."""
    user = _person(request)
    form = CloseForm(user, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            close_account(user=user)
        except AccountInUseError as error:
            form.add_error(None, error.message)
        else:
            logout(request)
            messages.success(request, _("Tài khoản đã đóng. Cảm ơn bạn đã ghé chợ."))
            return redirect("accounts:login")
    shown = {
        "form": form,
        "section": "privacy",
        "has_application": applications_without_stall(keeper=user).exists(),
    }
    return render(request, "accounts/close.html", shown)
