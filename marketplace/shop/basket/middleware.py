"""Gives each request its basket, and asks for nothing until a view touches it.

A view that never reads ``request.basket`` causes no query, reads no cookie and no person, and its
answer carries no ``Set-Cookie`` (law 9). Offers and vouchers are not used, so none are looked for.
"""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from marketplace.shop.basket.models import Basket
from marketplace.shop.basket.services import merge_baskets
from marketplace.shop.partner.strategy import FloorStrategy

Handler = Callable[[HttpRequest], HttpResponse]


class BasketMiddleware:
    """Sets ``request.basket`` lazily, and keeps the cookie of a visitor's basket in step with it."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.strategy = FloorStrategy()  # type: ignore[attr-defined]  # Oscar's code expects it
        request.basket = SimpleLazyObject(lambda: load_basket(request))  # type: ignore[attr-defined]
        response = self.get_response(request)
        basket: Basket | None = getattr(request, "_loaded_basket", None)
        if basket is not None:
            _keep_cookie(request, response, basket)
        return response


def basket_of(request: HttpRequest) -> Basket:
    """Return the basket of whoever asks; the first call of a request loads it."""
    basket: Basket = request.basket  # type: ignore[attr-defined]  # set by the middleware above
    return basket


def load_basket(request: HttpRequest) -> Basket:
    """Return the open basket of whoever asks, an unsaved one if there is none."""
    user = request.user if request.user.is_authenticated else None
    cookie_basket = _basket_of_cookie(request)
    if user is None:
        basket = cookie_basket or Basket()
    else:
        basket = _basket_of_person(request)
        if cookie_basket is not None and merge_baskets(into=basket, other=cookie_basket):
            words = _("Đã gộp món bạn chọn lúc chưa đăng nhập. Món có ở cả hai nơi giữ số lượng lớn hơn.")
            messages.info(request, words)
    request._loaded_basket = basket  # type: ignore[attr-defined]  # noqa: SLF001 - seen by the middleware above
    return basket


def renew_basket(request: HttpRequest) -> Basket:
    """Look again, after the basket at hand turned out to be ordered or merged."""
    basket = load_basket(request)
    request.basket = basket  # type: ignore[attr-defined]
    return basket


def _basket_of_person(request: HttpRequest) -> Basket:
    # Two tabs may each have made one; the oldest takes the others in.
    baskets = list(Basket.open.filter(owner=request.user).order_by("pk"))
    if not baskets:
        return Basket(owner=request.user)
    first: Basket = baskets[0]
    for other in baskets[1:]:
        merge_baskets(into=first, other=other)
    return first


def _basket_of_cookie(request: HttpRequest) -> Basket | None:
    cookie = request.COOKIES.get(settings.OSCAR_BASKET_COOKIE_OPEN)
    if not cookie:
        return None
    try:
        key = int(_signer().unsign(cookie))
    except (BadSignature, ValueError):
        return None
    basket: Basket | None = Basket.open.filter(pk=key, owner=None).first()
    return basket


def _keep_cookie(request: HttpRequest, response: HttpResponse, basket: Basket) -> None:
    name = settings.OSCAR_BASKET_COOKIE_OPEN
    if basket.pk is not None and basket.owner_id is None and basket.status == Basket.OPEN:
        value = _signer().sign(str(basket.pk))
        if request.COOKIES.get(name) != value:
            response.set_cookie(
                name,
                value,
                max_age=settings.OSCAR_BASKET_COOKIE_LIFETIME,
                secure=settings.OSCAR_BASKET_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
    elif name in request.COOKIES:
        # Forged, expired, ordered, or taken over at sign-in.
        response.delete_cookie(name, samesite="Lax")


def _signer() -> Signer:
    return Signer(salt="marketplace.shop.basket")
