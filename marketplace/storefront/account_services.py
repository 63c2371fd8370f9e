"""What a person does with saved addresses, things put aside and past orders."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from oscar.core.loading import get_model

from marketplace.accounts.models import User
from marketplace.core.caching.kept_pages import forget_pages
from marketplace.core.errors import FloorError
from marketplace.places.models import Ward
from marketplace.places.services import viet_nam
from marketplace.shop.basket.errors import AgeQuestionError, BasketError
from marketplace.shop.basket.models import Basket
from marketplace.shop.basket.services import add_to_basket
from marketplace.shop.catalogue.models import Product
from marketplace.shop.catalogue.sales import page_product_id

OrderLine = get_model("order", "Line")
UserAddress = get_model("address", "UserAddress")
WishLine = get_model("wishlists", "Line")
WishList = get_model("wishlists", "WishList")

MOST_ADDRESSES = 20
MOST_WISHES = 200
WISH_LIST_NAME = "Món để dành"
FORMER_BUYER = "Người mua đã đóng tài khoản"


class AddressError(FloorError):
    """The address book does not take this address."""


class WishError(FloorError):
    """The list does not take this thing."""


@dataclass(frozen=True, slots=True)
class Reordered:
    """What of a past order went into the basket, what there is no more of, and sentences about what asks an age."""

    added: tuple[str, ...]
    missing: tuple[str, ...]
    asked: tuple[str, ...]


@transaction.atomic
def save_address(
    *,
    user: User,
    full_name: str,
    phone: str,
    line1: str,
    ward: Ward,
    is_default: bool,
    address_pk: int | None = None,
) -> Any:
    """Write a new address, or change the person's own; the first one is used by itself from then on."""
    _lock(user)
    own = UserAddress.objects.filter(user=user)
    address = UserAddress(user=user) if address_pk is None else own.filter(pk=address_pk).first()
    if address is None:
        raise AddressError(_("Địa chỉ này không còn trong sổ."))
    others = own.exclude(pk=address.pk)
    if address_pk is None and others.count() >= MOST_ADDRESSES:
        raise AddressError(
            _("Sổ đã đủ %(most)d địa chỉ. Bạn xóa bớt một địa chỉ cũ nhé.") % {"most": MOST_ADDRESSES}
        )
    address.first_name = full_name
    address.line1 = line1
    address.line4 = ward.name
    address.state = ward.province.name
    address.country = viet_nam()
    address.phone_number = "+84" + phone.removeprefix("0")
    # One of them always is; the usual one itself stays so, for there is no other.
    address.is_default_for_shipping = is_default or not others.filter(is_default_for_shipping=True).exists()
    try:
        with transaction.atomic():
            address.save()
    except IntegrityError:
        raise AddressError(_("Địa chỉ này đã có trong sổ rồi.")) from None
    return address


@transaction.atomic
def remove_address(*, user: User, address_pk: int) -> bool:
    """Take an address out and return whether it was there; another one takes its place as the usual."""
    _lock(user)
    address = UserAddress.objects.filter(user=user, pk=address_pk).first()
    if address is None:
        return False
    address.delete()
    if address.is_default_for_shipping:
        heir = UserAddress.objects.filter(user=user).order_by("pk").first()
        if heir is not None:
            UserAddress.objects.filter(pk=heir.pk).update(is_default_for_shipping=True)
    return True


@transaction.atomic
def prefer_address(*, user: User, address_pk: int) -> bool:
    """Use this address by itself from now on; return whether it was the person's."""
    _lock(user)
    own = UserAddress.objects.filter(user=user)
    if not own.filter(pk=address_pk).exists():
        return False
    own.exclude(pk=address_pk).update(is_default_for_shipping=False)
    own.filter(pk=address_pk).update(is_default_for_shipping=True)
    return True


@transaction.atomic
def put_aside(*, user: User, product_id: int) -> Product:
    """Put something on the person's list; once is enough, and a size stands for the whole."""
    product = Product.objects.select_related("parent").filter(pk=product_id, is_public=True).first()
    if product is None:
        raise WishError(_("Món này không còn trên kệ."))
    page: Product = Product.objects.get(pk=page_product_id(product))
    _lock(user)
    wish_list = WishList.objects.filter(owner=user).order_by("pk").first()
    if wish_list is None:
        wish_list = WishList.objects.create(owner=user, name=WISH_LIST_NAME)
    lines = WishLine.objects.filter(wishlist__owner=user)
    if not lines.filter(product=page).exists():
        if lines.count() >= MOST_WISHES:
            raise WishError(
                _("Danh sách đã đủ %(most)d món. Bạn bỏ bớt vài món nhé.") % {"most": MOST_WISHES}
            )
        WishLine.objects.create(wishlist=wish_list, product=page, title=page.title[:255])
    return page


def take_off_list(*, user: User, product_id: int) -> bool:
    """Take something off the person's list and return whether it was there."""
    deleted, _rows = WishLine.objects.filter(wishlist__owner=user, product_id=product_id).delete()
    return bool(deleted)


def reorder(*, user: User, order_number: str, basket: Basket) -> Reordered:
    """Put what can still be had of a person's past order in the basket, at today's prices."""
    lines = OrderLine.objects.filter(order__user=user, order__number=order_number).order_by("pk")
    added, missing, asked = [], [], []
    for line in lines:
        try:
            # A product that is gone has no key; no row has the key zero.
            addition = add_to_basket(basket=basket, product_id=line.product_id or 0, quantity=line.quantity)
        except AgeQuestionError as error:
            asked.append(error.message)
        except BasketError:
            missing.append(line.title)
        else:
            added.append(addition.title)
    return Reordered(added=tuple(_once(added)), missing=tuple(_once(missing)), asked=tuple(_once(asked)))


def forget_person(*, user: User) -> None:
    """Let go of what the law does not ask to keep: addresses, list, open baskets, the name on reviews.

    Orders stay as they were bound for the three years that a contract is kept.
    """
    UserAddress.objects.filter(user=user).delete()
    WishList.objects.filter(owner=user).delete()
    Basket.objects.filter(owner=user, placement=None).delete()
    reviews = get_model("reviews", "ProductReview").objects.filter(user=user)
    if reviews.update(user=None, name=FORMER_BUYER, email=""):
        forget_pages()


def _once(titles: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(titles))


def _lock(user: User) -> None:
    """Let one tab at a time change the person's book or list."""
    User.objects.select_for_update().get(pk=user.pk)
