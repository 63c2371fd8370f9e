"""The order's page as plain values, in a fixed number of queries whatever the order holds."""

import datetime as dt
import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from oscar.core.loading import get_model

from marketplace.accounts.models import Consent, User
from marketplace.core.files.pictures import Picture
from marketplace.core.money import to_dong
from marketplace.core.phone import normalise_phone
from marketplace.fulfilment.enums import StallOrderState
from marketplace.fulfilment.models import Placement, StallOrder
from marketplace.fulfilment.selectors import order_state, parts_of, placements
from marketplace.shop.catalogue.models import ProductImage
from marketplace.shop.catalogue.sales import page_product_id
from marketplace.shop.order.utils import UNIT_ATTRIBUTE, is_order_number
from marketplace.stalls.enums import ShippingWay
from marketplace.stalls.shipping.options import day_words, days_words
from payments.errors import ProviderError
from payments.models import Attempt
from payments.providers.registry import get_provider
from payments.selectors import latest_attempts

Line = get_model("order", "Line")

State = StallOrderState
_ROAD = (State.NEW, State.CONFIRMED, State.PACKED, State.SHIPPED, State.DELIVERED)
_STEP_NAMES: dict[str, str | Promise] = {
    State.NEW: _("Đã đặt"),
    State.CONFIRMED: _("Đã xác nhận"),
    State.PACKED: _("Đã đóng gói"),
    State.SHIPPED: _("Đang giao"),
    State.DELIVERED: _("Đã giao"),
}
# Nobody drives out with goods that the buyer comes for.
_PICKUP_STEP_NAMES: dict[str, str | Promise] = {
    **_STEP_NAMES,
    State.SHIPPED: _("Chờ bạn tới lấy"),
    State.DELIVERED: _("Đã lấy"),
}
# The tone of a state's badge and its icon: a word always stands beside them.
_TONES: dict[str, tuple[str, str]] = {
    State.NEW: ("wait", "clock"),
    State.CONFIRMED: ("way", "check"),
    State.PACKED: ("way", "box"),
    State.SHIPPED: ("way", "truck"),
    State.DELIVERED: ("vouch", "check"),
    State.CANCELLED: ("off", "x"),
    State.RETURNED: ("off", "left"),
}
# The documents that a shopper agrees to at checkout, by the names they carry in the footer.
_DOCUMENT_NAMES: dict[str, str | Promise] = {
    "quy-che": _("Quy chế hoạt động"),
    "bao-mat": _("Bảo vệ dữ liệu cá nhân"),
}
_NO_TOKEN = "-" * 32


@dataclass(frozen=True, slots=True)
class Step:
    """One of the five stations of a part."""

    name: str | Promise
    at: dt.datetime | None
    is_done: bool
    is_current: bool


@dataclass(frozen=True, slots=True)
class OrderedLine:
    """Goods as they were bought; the page of today's goods may say something else, or be gone."""

    title: str
    unit: str
    quantity: int
    price: int
    amount: int
    url: str | None
    picture: Picture | None


@dataclass(frozen=True, slots=True)
class Parcel:
    """Who brings it, and under which code."""

    carrier: str
    tracking_code: str
    shipped_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Seller:
    """The facts about a seller that a contract names."""

    name: str
    url: str | None
    phone: str
    email: str
    address: str
    kind: str
    registration_no: str
    tax_code: str


@dataclass(frozen=True, slots=True)
class Part:
    """One stall's part of the purchase."""

    number: str
    seller: Seller
    state: str
    state_name: str | Promise
    tone: str
    icon: str
    steps: tuple[Step, ...]
    lines: tuple[OrderedLine, ...]
    parcels: tuple[Parcel, ...]
    goods_total: int
    shipping_charge: int
    shipping_name: str
    is_pickup: bool
    pickup_place: str
    pickup_hours: str
    total: int
    expected_from: dt.date | None
    expected_to: dt.date | None
    payment_name: str | Promise
    is_paid: bool
    paid_at: dt.datetime | None
    ended_at: dt.datetime | None
    cancel_reason: str
    cancel_url: str | None

    @property
    def expected_days(self) -> str:
        """Return when the goods come, as words: «thứ Tư 25/11 đến thứ Năm 26/11»; nothing of a part that ended."""
        if self.expected_from is None or self.expected_to is None:
            return ""
        return days_words(self.expected_from, self.expected_to)

    @property
    def expected_last_day(self) -> str:
        """Return the latest day as words: «thứ Năm 26/11»."""
        return "" if self.expected_to is None else day_words(self.expected_to)


@dataclass(frozen=True, slots=True)
class Agreement:
    """A document that was agreed to, and its version on that day."""

    document: str
    name: str | Promise
    version: str


@dataclass(frozen=True, slots=True)
class Purchase:
    """The whole order, as its page, its paper and the account show it.

    ``total`` is what stands after the parts that were cancelled or came back (``ended_total``).
    """

    number: str
    url: str
    document_url: str
    state: str
    placed_at: dt.datetime
    contact_name: str
    contact_phone: str
    contact_email: str
    recipient: str
    recipient_phone: str
    address: str
    note: str
    parts: tuple[Part, ...]
    goods_total: int
    shipping_total: int
    ended_total: int
    total: int
    agreements: tuple[Agreement, ...]


def find_placement(*, number: str, token: str, user: User | AnonymousUser | None = None) -> Placement | None:
    """Return the placement that ``token`` opens, or that belongs to ``user``.

    The token is compared in constant time, and compared even where there is no such order.
    """
    placement = placements().filter(order__number=number).first() if is_order_number(number) else None
    expected = placement.token if placement else _NO_TOKEN
    has_key = secrets.compare_digest(token.encode("utf-8", "replace"), expected.encode())
    if placement is None:
        return None
    is_owner = isinstance(user, User) and placement.order.user_id == user.pk
    return placement if has_key or is_owner else None


def read_purchase(*, placement: Placement) -> Purchase:
    """Return everything that the order's page shows. A fixed number of queries, whatever the order holds."""
    order = placement.order
    rows = list(parts_of(order_id=order.pk))
    attempts = latest_attempts(row.reference for row in rows)
    key = {"number": order.number, "token": placement.token}
    lines = _lines_by_partner(order.pk, key)
    parts = tuple(
        _part(row, placement, lines.get(row.stall.partner_id, ()), attempts.get(row.reference))
        for row in rows
    )
    consents = Consent.objects.filter(reference=order.number, purpose=Consent.Purpose.ORDER).order_by("pk")
    address = order.shipping_address
    ended_total = sum(part.total for part in parts if part.ended_at is not None)
    return Purchase(
        number=order.number,
        url=reverse("order:guest", kwargs=key),
        document_url=reverse("order:document", kwargs=key),
        state=order_state(row.state for row in rows),
        placed_at=order.date_placed,
        contact_name=placement.contact_name,
        contact_phone=placement.contact_phone,
        contact_email=placement.contact_email,
        recipient=address.first_name if address else "",
        recipient_phone=normalise_phone(str(address.phone_number or "")) if address else "",
        address=", ".join(filter(None, (address.line1, address.line4, address.state))) if address else "",
        note=placement.note,
        parts=parts,
        goods_total=sum(part.goods_total for part in parts),
        shipping_total=sum(part.shipping_charge for part in parts),
        ended_total=ended_total,
        total=sum(part.total for part in parts) - ended_total,
        agreements=tuple(
            Agreement(row.document, _DOCUMENT_NAMES.get(row.document, row.document), row.version)
            for row in consents
        ),
    )


def bought_picture(*, placement: Placement, image_pk: int) -> ProductImage | None:
    """Return a picture of goods that this order bought."""
    lines = Line.objects.filter(order_id=placement.order_id, product__isnull=False).select_related("product")
    pages = {page_product_id(row.product) for row in lines}
    found: ProductImage | None = ProductImage.objects.filter(pk=image_pk, product_id__in=pages).first()
    return found


def _lines_by_partner(order_id: int, key: dict[str, str]) -> dict[int, list[OrderedLine]]:
    rows = list(
        Line.objects.filter(order_id=order_id)
        .select_related("product", "product__parent")
        .prefetch_related("attributes")
        .order_by("pk")
    )
    pictures = _pictures((page_product_id(row.product) for row in rows if row.product), key)
    lines: dict[int, list[OrderedLine]] = {}
    for row in rows:
        page = (row.product.parent or row.product) if row.product else None
        units = [attribute.value for attribute in row.attributes.all() if attribute.type == UNIT_ATTRIBUTE]
        lines.setdefault(row.partner_id, []).append(
            OrderedLine(
                title=row.title,
                unit=units[0] if units else "",
                quantity=row.quantity,
                price=to_dong(row.unit_price_incl_tax),
                amount=to_dong(row.line_price_incl_tax),
                url=page.get_absolute_url() if page and page.is_public else None,
                picture=pictures.get(page.pk) if page else None,
            )
        )
    return lines


def _pictures(product_ids: Iterable[int], key: dict[str, str]) -> dict[int, Picture]:
    """Return a picture for each product. What left the shelf has no public address; the order's link opens it."""
    images = ProductImage.objects.filter(product_id__in=set(product_ids)).select_related("product")
    return {
        image.product_id: image.picture() if image.product.is_public else _kept_picture(image, key)
        for image in images.order_by("-display_order", "-pk")
    }


def _kept_picture(image: ProductImage, key: dict[str, str]) -> Picture:
    address = reverse("order:picture", kwargs={**key, "image_pk": image.pk})
    return Picture(address, "", image.width, image.height)


def _part(
    row: StallOrder, placement: Placement, lines: Iterable[OrderedLine], attempt: Attempt | None
) -> Part:
    tone, icon = _TONES[row.state]
    is_pickup = row.shipping_way == ShippingWay.PICKUP
    # A step was taken when its first event says so; a later one corrects what it said.
    times = {event.state: event.at for event in reversed(row.events.all())}
    is_under_way = row.state in _ROAD and row.state != State.DELIVERED
    placed_on = timezone.localdate(row.created_at)
    cancel_url = None
    if row.state == State.NEW:
        key = {"number": placement.order.number, "token": placement.token, "part": row.number}
        cancel_url = reverse("order:cancel_part", kwargs=key)
    names = _PICKUP_STEP_NAMES if is_pickup else _STEP_NAMES
    is_paid = attempt is not None and attempt.state == Attempt.State.CAPTURED
    return Part(
        number=row.number,
        seller=_seller(row),
        state=row.state,
        state_name=names[row.state]
        if row.state in {State.SHIPPED, State.DELIVERED}
        else row.get_state_display(),
        tone=tone,
        icon=icon,
        steps=tuple(_steps(row.state, times, names)),
        lines=tuple(lines),
        parcels=tuple(
            Parcel(parcel.carrier, parcel.tracking_code, parcel.shipped_at) for parcel in row.shipments.all()
        ),
        goods_total=row.goods_total,
        shipping_charge=row.shipping_charge,
        shipping_name=row.get_shipping_way_display(),
        is_pickup=is_pickup,
        pickup_place=row.fetch_place,
        pickup_hours=row.pickup_hours,
        total=row.total,
        expected_from=placed_on + dt.timedelta(days=row.days_min) if is_under_way else None,
        expected_to=placed_on + dt.timedelta(days=row.days_max) if is_under_way else None,
        payment_name=_payment_name(attempt),
        is_paid=is_paid,
        paid_at=attempt.changed_at if attempt is not None and is_paid else None,
        ended_at=times.get(row.state) if row.state not in _ROAD else None,
        cancel_reason=row.cancel_reason,
        cancel_url=cancel_url,
    )


def _steps(state: str, times: dict[str, dt.datetime], names: dict[str, str | Promise]) -> Iterable[Step]:
    for step in _ROAD:
        at = times.get(step)
        if state not in _ROAD and at is None:
            continue  # a part that ended shows how far it came, not what will never be
        is_current = step == state and state != State.DELIVERED
        yield Step(name=names[step], at=at, is_done=at is not None and not is_current, is_current=is_current)


def _seller(row: StallOrder) -> Seller:
    stall = row.stall
    return Seller(
        name=stall.name,
        url=stall.get_absolute_url() if stall.is_active else None,
        phone=stall.phone,
        email=stall.email,
        address=stall.address,
        kind=stall.get_kind_display(),
        registration_no=stall.registration_no,
        tax_code=stall.tax_code,
    )


def _payment_name(attempt: Attempt | None) -> str | Promise:
    if attempt is None:
        return _("Không phải trả")
    try:
        return get_provider(attempt.provider).name
    except ProviderError:  # a way to pay that the floor has given up since
        return attempt.provider
