"""Binding what was reviewed, and nothing else."""

from django.core import signing
from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.core.documents import document_versions
from marketplace.fulfilment.models import Placement
from marketplace.places.selectors import find_ward
from marketplace.shop.basket.models import Basket
from marketplace.shop.basket.selectors import view_basket
from marketplace.shop.checkout.draft import Draft
from marketplace.shop.checkout.selectors import placement_of, review_digest
from marketplace.shop.order.placing import (
    AGE_DOCUMENT,
    BasketChangedError,
    Contact,
    DeliveryAddress,
    ShippingChoice,
)
from marketplace.shop.order.services import place_order

_SALT = "marketplace.shop.checkout.review"


def sign_review(*, basket: Basket, digest: str) -> str:
    """Return the key that the review's form carries: which basket, and what was shown of it."""
    return signing.dumps([basket.pk, digest], salt=_SALT)


def read_review(key: str) -> tuple[int, str] | None:
    """Return basket and digest of a key that we signed."""
    try:
        basket_id, digest = signing.loads(key, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return int(basket_id), str(digest)


@transaction.atomic
def place_reviewed_order(
    *,
    basket: Basket,
    user: User | None,
    draft: Draft,
    ways: dict[int, str],
    digest: str,
    language: str,
    age: int = 0,
) -> Placement:
    """Bind the basket if it still is what the review showed, or return the order that it became.

    ``age`` is what the shopper said to have reached; the order keeps that and no birthday.

    The basket's row is locked before it is read again, so that neither another tab nor a second
    click comes between looking and binding.
    """
    locked = Basket.objects.select_for_update().filter(pk=basket.pk).first()
    earlier = placement_of(basket_id=basket.pk)
    if earlier is not None:
        return earlier
    if locked is None:
        raise BasketChangedError(_changed())
    view = view_basket(basket=locked, province_code=draft.province, ways=ways)
    versions = document_versions()
    ward = find_ward(code=draft.ward)
    if ward is None or not view.is_ready or digest != review_digest(view, draft, versions):
        raise BasketChangedError(_changed())
    return place_order(
        basket=locked,
        user=user,
        contact=Contact(name=draft.full_name, phone=draft.phone, email=draft.email),
        address=DeliveryAddress(full_name=draft.full_name, phone=draft.phone, line1=draft.line1, ward=ward),
        choices={
            part.stall.pk: ShippingChoice(
                way=part.chosen.way,
                zone=part.chosen.zone,
                charge=part.chosen.charge,
                days_min=part.chosen.days_min,
                days_max=part.chosen.days_max,
                place=part.chosen.place,
                hours=part.chosen.hours,
            )
            for part in view.parts
            if part.chosen
        },
        payment_method=draft.payment,
        note=draft.note,
        language=language,
        terms={**versions, AGE_DOCUMENT: str(age)} if age else versions,
        expected_total=view.total,
    )


def _changed() -> str:
    return _("Đơn vừa đổi so với lúc bạn xem. Bạn xem lại rồi đặt nhé.")
