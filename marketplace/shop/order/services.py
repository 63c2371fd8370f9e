"""Binding an order, and what becomes of the order as a whole.

``place_order`` is one transaction and sends nothing: it leaves rows behind from which tasks send
messages and renew the search index. One basket makes one order, however often it is submitted.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from oscar.apps.order.exceptions import UnableToPlaceOrder
from oscar.core.loading import get_model
from oscar.core.prices import Price

from marketplace.accounts.models import Consent, User
from marketplace.core.money import format_vnd
from marketplace.fulfilment.enums import ActorRole, StallOrderState
from marketplace.fulfilment.models import Placement, StallOrder, StallOrderEvent
from marketplace.fulfilment.selectors import order_state, placements
from marketplace.notifications.services import queue_messages
from marketplace.places.services import viet_nam
from marketplace.shop.catalogue.sales import count_of, count_sold, tell_shelf
from marketplace.shop.order import messages
from marketplace.shop.order.goods import (
    Goods,
    check_goods,
    is_cashless_only,
    least_age,
    out_of_stock,
    read_goods,
)
from marketplace.shop.order.placing import (
    AGE_DOCUMENT,
    AgeNotConfirmedError,
    BasketChangedError,
    Contact,
    DeliveryAddress,
    PaymentUnavailableError,
    ShippingChoice,
)
from marketplace.shop.order.utils import OrderCreator, OrderNumberGenerator
from marketplace.stalls.enums import ShippingWay
from marketplace.stalls.models import Stall
from payments.errors import ProviderError
from payments.providers.base import PaymentContext
from payments.providers.registry import get_provider
from payments.services import PaymentRequest, open_attempts

Basket = get_model("basket", "Basket")
Line = get_model("order", "Line")
Order = get_model("order", "Order")
ShippingAddress = get_model("order", "ShippingAddress")

TOKEN_BYTES = 24
CURRENCY = "VND"
CONSENT_WAY = "ô đánh dấu khi đặt hàng"
# Oscar's columns hold ten digits before the comma.
LARGEST_TOTAL = 9_999_999_999


@dataclass(frozen=True, slots=True)
class _StallShipping:
    """Oscar's word for how an order travels; ours is told part by part."""

    code: str = "stalls"
    name: str = "Từng gian hàng giao"


def place_order(
    *,
    basket: Any,
    user: User | None,
    contact: Contact,
    address: DeliveryAddress,
    choices: Mapping[int, ShippingChoice],
    payment_method: str,
    note: str,
    language: str,
    terms: Mapping[str, str],
    expected_total: int | None = None,
) -> Placement:
    """Bind the order of a basket, or return the one that this basket made already.

    ``choices`` holds each stall's shipping as the review step showed it; ``expected_total`` is
    the sum shown there. Raises a ``PlacementError`` with nothing written.
    """
    with transaction.atomic():
        earlier = _lock_basket(basket.pk)
        if earlier is not None:
            return earlier
        goods = read_goods(basket_id=basket.pk)
        check_goods(goods)
        stalls = list({item.stall.pk: item.stall for item in goods}.values())
        parts = _draft_parts(stalls, goods, choices, address)
        _check_totals(parts, expected_total)
        _check_payment(payment_method, parts, goods)
        _check_age(goods, terms)

        order = _write_order(
            basket=basket,
            user=user,
            guest_email="" if user else contact.email,
            address=address,
            note=note,
            parts=parts,
            goods=goods,
        )
        _take_stock(goods)
        placement = Placement.objects.create(
            basket_id=basket.pk,
            order=order,
            token=secrets.token_urlsafe(TOKEN_BYTES),
            email_verified=_owns_email(user, contact.email),
            contact_name=contact.name,
            contact_phone=contact.phone,
            contact_email=contact.email,
            note=note,
            language=language,
        )
        _write_parts(order, parts, user)
        open_attempts(
            [
                PaymentRequest(reference=part.reference, provider=payment_method, amount=part.total)
                for part in parts
            ]
        )
        _write_consents(order, user, terms)
        counts = count_of((item.product, item.quantity) for item in goods)
        count_sold(counts)
        tell_shelf(counts)
        queue_messages(
            messages.order_placed(
                placement=placement, parts=parts, goods=goods, address=address, payment_method=payment_method
            )
        )
        Basket.objects.filter(pk=basket.pk).update(status=Basket.SUBMITTED, date_submitted=order.date_placed)
    basket.status = Basket.SUBMITTED
    return placement


def project_order_state(*, order_id: int) -> None:
    """Write Oscar's order and line status as the parts' states say. Nothing else writes them.

    The caller holds the locks of all parts, so that two moves cannot overwrite each other's sum.
    """
    states = dict(
        StallOrder.objects.filter(order_id=order_id).values_list("stall__partner_id", "state").order_by("pk")
    )
    Order.objects.filter(pk=order_id).update(status=order_state(states.values()))
    for partner_id, state in states.items():
        Line.objects.filter(order_id=order_id, partner_id=partner_id).exclude(status=state).update(
            status=state
        )


@transaction.atomic
def adopt_guest_orders(*, user: User) -> int:
    """Give a person the orders placed as a guest with their verified e-mail; return how many."""
    if user.email_verified_at is None or user.closed_at is not None:
        return 0
    found = list(
        Placement.objects.select_for_update(of=("self",))
        .filter(contact_email__iexact=user.email, order__user=None)
        .values_list("pk", "order_id")
    )
    if not found:
        return 0
    Order.objects.filter(pk__in=[order_id for _pk, order_id in found], user=None).update(user=user)
    Placement.objects.filter(pk__in=[pk for pk, _order_id in found]).update(email_verified=True)
    return len(found)


def send_order_link(*, number: str, contact: str, phone: str | None) -> bool:
    """Send the link of an order to the e-mail it was placed with, if ``contact`` or ``phone`` belongs to it.

    Whoever asks is answered the same either way. Within ten minutes one message goes out.
    """
    placement = placements().filter(order__number=number).exclude(contact_email="").first()
    if placement is None:
        return False
    is_theirs = contact.lower() == placement.contact_email.lower() or phone == placement.contact_phone
    if not is_theirs:
        return False
    occasion = timezone.now().strftime("%Y%m%d%H%M")[:-1]
    queue_messages([messages.order_link(placement=placement, occasion=occasion)])
    return True


def _lock_basket(basket_id: int) -> Placement | None:
    """Lock the basket's row, so that a second submission waits, and return the order it already made."""
    basket = Basket.objects.select_for_update().filter(pk=basket_id).first()
    earlier = placements().filter(basket_id=basket_id).first()
    if earlier is None and (basket is None or basket.status not in {Basket.OPEN, Basket.FROZEN}):
        raise BasketChangedError(_("Giỏ này không còn mở. Bạn xem lại giỏ rồi đặt nhé."))
    return earlier


def _draft_parts(
    stalls: Sequence[Stall],
    goods: Sequence[Goods],
    choices: Mapping[int, ShippingChoice],
    address: DeliveryAddress,
) -> list[StallOrder]:
    parts = []
    for stall in stalls:
        choice = choices.get(stall.pk)
        if choice is None:
            raise BasketChangedError(
                _("Chưa có cách giao cho hàng của %(stall)s. Bạn chọn cách giao rồi đặt nhé.")
                % {"stall": stall.name}
            )
        is_pickup = choice.way == ShippingWay.PICKUP
        parts.append(
            StallOrder(
                stall=stall,
                goods_total=sum(item.amount for item in goods if item.stall.pk == stall.pk),
                shipping_charge=choice.charge,
                shipping_way=choice.way,
                pickup_place=(choice.place or stall.address) if is_pickup else "",
                pickup_hours=choice.hours if is_pickup else "",
                days_min=choice.days_min,
                days_max=choice.days_max,
                destination=address.ward,
            )
        )
    return parts


def _check_totals(parts: Sequence[StallOrder], expected_total: int | None) -> None:
    total = sum(part.total for part in parts)
    if expected_total is not None and total != expected_total:
        raise BasketChangedError(
            _("Tổng tiền vừa đổi từ %(before)s sang %(now)s. Bạn xem lại rồi đặt nhé.")
            % {"before": format_vnd(expected_total), "now": format_vnd(total)}
        )
    if total > LARGEST_TOTAL:
        raise BasketChangedError(_("Đơn lớn quá mức sàn nhận. Bạn chia thành nhiều đơn nhé."))


def _check_payment(method: str, parts: Sequence[StallOrder], goods: Sequence[Goods]) -> None:
    context = PaymentContext(
        amounts=tuple(part.total for part in parts), cashless_only=is_cashless_only(goods)
    )
    try:
        is_available = get_provider(method).is_available(context)
    except ProviderError as error:
        raise PaymentUnavailableError(error.message) from error
    if not is_available:
        raise PaymentUnavailableError(
            _("Cách thanh toán đã chọn không dùng được cho đơn này. Bạn chọn cách khác nhé.")
        )


def _check_age(goods: Sequence[Goods], terms: Mapping[str, str]) -> None:
    age = least_age(goods)
    if age and AGE_DOCUMENT not in terms:
        raise AgeNotConfirmedError(
            _("Trong giỏ có món chỉ bán cho người đủ %(age)d tuổi. Bạn xác nhận tuổi rồi đặt nhé.")
            % {"age": age}
        )


def _write_order(
    *,
    basket: Any,
    user: User | None,
    guest_email: str,
    address: DeliveryAddress,
    note: str,
    parts: Sequence[StallOrder],
    goods: Sequence[Goods],
) -> Any:
    creator = OrderCreator()
    shipping = Decimal(sum(part.shipping_charge for part in parts))
    total = Decimal(sum(part.total for part in parts))
    order = creator.create_order_model(
        user=user,
        basket=basket,
        shipping_address=_write_address(address, note),
        shipping_method=_StallShipping(),
        shipping_charge=Price(currency=CURRENCY, excl_tax=shipping, incl_tax=shipping),
        billing_address=None,
        total=Price(currency=CURRENCY, excl_tax=total, incl_tax=total),
        order_number=OrderNumberGenerator().order_number(basket),
        status=StallOrderState.NEW.value,
        site=None,
        guest_email=guest_email,
    )
    creator.create_goods_lines(order, goods, status=StallOrderState.NEW.value)
    return order


def _write_address(address: DeliveryAddress, note: str) -> Any:
    return ShippingAddress.objects.create(
        first_name=address.full_name,
        line1=address.line1,
        line4=address.ward.name,
        state=address.ward.province.name,
        country=viet_nam(),
        phone_number="+84" + address.phone.removeprefix("0"),
        notes=note,
    )


def _take_stock(goods: Sequence[Goods]) -> None:
    """Set the stock aside, rows in ascending order; whoever comes too late for one line gets none."""
    creator = OrderCreator()
    for item in sorted(goods, key=lambda item: item.stockrecord_id):
        try:
            creator.update_stock_records(item)
        except UnableToPlaceOrder as error:
            item.stockrecord.refresh_from_db(fields=["num_in_stock", "num_allocated"])
            raise out_of_stock([item]) from error


def _write_parts(order: Any, parts: Sequence[StallOrder], user: User | None) -> None:
    for index, part in enumerate(parts, start=1):
        part.order = order
        part.number = f"{order.number}-{index}"
        # Capitals and digits only, so that it fits into the message of a bank transfer.
        part.reference = f"{order.number.replace('-', '')}{index:02d}"
        part.created_at = part.changed_at = order.date_placed
    StallOrder.objects.bulk_create(parts)
    StallOrderEvent.objects.bulk_create(
        StallOrderEvent(
            stall_order=part,
            state=StallOrderState.NEW,
            at=part.created_at,
            actor=user,
            role=ActorRole.SHOPPER,
        )
        for part in parts
    )


def _write_consents(order: Any, user: User | None, terms: Mapping[str, str]) -> None:
    Consent.objects.bulk_create(
        Consent(
            user=user,
            reference=order.number,
            purpose=Consent.Purpose.ORDER,
            document=document,
            version=version,
            way=CONSENT_WAY,
        )
        for document, version in terms.items()
    )


def _owns_email(user: User | None, email: str) -> bool:
    return user is not None and user.email_verified_at is not None and user.email.lower() == email.lower()
