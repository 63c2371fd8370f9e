"""The parts of one stall, as its desk lists and shows them. Every function starts from the stall (law 6).

A list costs the same few queries whatever it holds: lines, attempts and parcels come in one each.
"""

import contextlib
import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from oscar.core.loading import get_model

from marketplace.core.money import to_dong
from marketplace.core.phone import normalise_phone
from marketplace.fulfilment.enums import StallOrderState
from marketplace.fulfilment.models import Carrier, StallOrder
from marketplace.fulfilment.reminders import REMIND_AFTER
from marketplace.shop.order.utils import UNIT_ATTRIBUTE
from marketplace.stalls.enums import ShippingWay
from marketplace.stalls.models import Stall
from payments.errors import ProviderError
from payments.models import Attempt
from payments.providers import cod
from payments.providers.registry import get_provider
from payments.selectors import latest_attempts

Line = get_model("order", "Line")
State = StallOrderState

# The tabs of the list, by what the address calls them: what they are named, and the states in them.
TABS: Final[dict[str, tuple[str | Promise, tuple[str, ...]]]] = {
    "cho": (gettext_lazy("Chờ xác nhận"), (State.NEW,)),
    "dong-goi": (gettext_lazy("Cần đóng gói"), (State.CONFIRMED,)),
    "gui": (gettext_lazy("Chờ gửi"), (State.PACKED,)),
    "dang-giao": (gettext_lazy("Đang giao"), (State.SHIPPED,)),
    "xong": (gettext_lazy("Đã giao"), (State.DELIVERED,)),
    "khong-thanh": (gettext_lazy("Hủy, trả lại"), (State.CANCELLED, State.RETURNED)),
    "tat-ca": (gettext_lazy("Mọi đơn"), tuple(State.values)),
}
# Where the stall has something to do, the one who waited longest comes first.
_OLDEST_FIRST: Final = ("cho", "dong-goi", "gui", "dang-giao")
_TONES: Final[dict[str, tuple[str, str]]] = {
    State.NEW: ("wait", "clock"),
    State.CONFIRMED: ("way", "check"),
    State.PACKED: ("way", "box"),
    State.SHIPPED: ("way", "truck"),
    State.DELIVERED: ("vouch", "check"),
    State.CANCELLED: ("off", "x"),
    State.RETURNED: ("off", "left"),
}

_FETCHED: Final[dict[str, str | Promise]] = {
    State.SHIPPED: gettext_lazy("Chờ khách tới lấy"),
    State.DELIVERED: gettext_lazy("Khách đã lấy"),
}


@dataclass(frozen=True, slots=True)
class PackedLine:
    """What goes into the parcel."""

    title: str
    unit: str
    sku: str
    quantity: int
    amount: int


@dataclass(frozen=True, slots=True)
class DeskPart:
    """One part as the stall works on it. ``to_collect`` is the cash that is due at the door."""

    pk: int
    number: str
    state: str
    state_name: str | Promise
    tone: str
    icon: str
    placed_at: dt.datetime
    changed_at: dt.datetime
    promised_by: dt.date
    is_late: bool
    lines: tuple[PackedLine, ...]
    goods_total: int
    shipping_charge: int
    total: int
    is_pickup: bool
    pickup_place: str
    pickup_hours: str
    way_name: str
    recipient: str
    phone: str
    street: str
    ward: str
    province: str
    note: str
    payment_name: str | Promise
    payment_state: str
    is_paid: bool
    to_collect: int
    cancel_reason: str

    @property
    def address(self) -> str:
        """Return the address in one line."""
        return ", ".join(part for part in (self.street, self.ward, self.province) if part)

    @property
    def pieces(self) -> int:
        """Return how many pieces the parcel holds."""
        return sum(line.quantity for line in self.lines)


def parts_at(stall: Stall) -> QuerySet[StallOrder]:
    """Return every part of a stall, with the rows that a page of it always needs."""
    return StallOrder.objects.filter(stall=stall).select_related(
        "order__shipping_address", "order__placement", "destination__province"
    )


def list_parts(
    stall: Stall,
    *,
    tab: str,
    words: str = "",
    first: dt.date | None = None,
    last: dt.date | None = None,
) -> QuerySet[StallOrder]:
    """Return the parts under a tab, narrowed by words and days, in the order of the work."""
    rows = parts_at(stall).filter(state__in=TABS[tab][1])
    if words:
        rows = rows.filter(_matches(stall, words))
    zone = timezone.get_current_timezone()
    if first is not None:
        rows = rows.filter(created_at__gte=dt.datetime.combine(first, dt.time.min, zone))
    if last is not None:
        rows = rows.filter(created_at__lt=dt.datetime.combine(last + dt.timedelta(days=1), dt.time.min, zone))
    way = "" if tab in _OLDEST_FIRST else "-"
    return rows.order_by(f"{way}created_at", f"{way}pk")


def _matches(stall: Stall, words: str) -> Q:
    """Match a number, who receives it, their phone, or what is in it."""
    digits = "".join(letter for letter in words if letter.isdigit())
    lines = Line.objects.filter(order=OuterRef("order"), partner=stall.partner_id)
    found: Q = (
        Q(number__icontains=words)
        | Q(order__shipping_address__first_name__icontains=words)
        | Q(order__placement__contact_name__icontains=words)
        | Q(Exists(lines.filter(Q(title__icontains=words) | Q(partner_sku__iexact=words))))
    )
    if len(digits) >= 4 and len(digits) >= len(words.replace(" ", "")) - 1:  # noqa: PLR2004 - shorter would match half of all phones
        tail = digits.removeprefix("84").lstrip("0")
        found |= Q(order__placement__contact_phone__contains=tail) | Q(
            order__shipping_address__phone_number__contains=tail
        )
    return found


def count_tabs(stall: Stall) -> dict[str, int]:
    """Return how many parts each tab holds, in one query."""
    counted = StallOrder.objects.filter(stall=stall).values_list("state").annotate(Count("pk")).order_by()
    counts = dict(counted)
    return {tab: sum(counts.get(state, 0) for state in states) for tab, (_name, states) in TABS.items()}


def count_work(stall: Stall) -> int:
    """Return how many parts wait for a hand of the stall."""
    return StallOrder.objects.filter(
        stall=stall, state__in=(State.NEW, State.CONFIRMED, State.PACKED)
    ).count()


def state_name(row: StallOrder, state: str) -> str | Promise:
    """Return what a state of this part is called; nobody drives out with goods that their buyer fetches."""
    if row.shipping_way == ShippingWay.PICKUP and state in _FETCHED:
        return _FETCHED[state]
    return State(state).label


def carrier_names() -> list[Carrier]:
    """Return the carriers that a stall may choose, in the department's order."""
    return list(Carrier.objects.filter(is_active=True))


def read_parts(rows: Iterable[StallOrder]) -> list[DeskPart]:
    """Return the parts with their goods and money: three queries, whatever there is."""
    rows = list(rows)
    attempts = latest_attempts(row.reference for row in rows)
    lines = _lines(rows)
    return [_part(row, lines.get(row.order_id, []), attempts.get(row.reference)) for row in rows]


def _lines(rows: list[StallOrder]) -> dict[int, list[PackedLine]]:
    """Return the goods of each order that this stall packs. All rows are of one stall."""
    if not rows:
        return {}
    found = (
        Line.objects.filter(
            order__in=[row.order_id for row in rows], partner__stall__in={row.stall_id for row in rows}
        )
        .prefetch_related("attributes")
        .order_by("pk")
    )
    lines: dict[int, list[PackedLine]] = {}
    for row in found:
        units = [attribute.value for attribute in row.attributes.all() if attribute.type == UNIT_ATTRIBUTE]
        lines.setdefault(row.order_id, []).append(
            PackedLine(
                title=row.title,
                unit=units[0] if units else "",
                sku=row.partner_sku,
                quantity=row.quantity,
                amount=to_dong(row.line_price_incl_tax),
            )
        )
    return lines


def _part(row: StallOrder, lines: Iterable[PackedLine], attempt: Attempt | None) -> DeskPart:
    tone, icon = _TONES[row.state]
    address: Any = row.order.shipping_address
    placement = row.order.placement
    is_pickup = row.shipping_way == ShippingWay.PICKUP
    name, state, is_paid, to_collect = _money(attempt)
    return DeskPart(
        pk=row.pk,
        number=row.number,
        state=row.state,
        state_name=state_name(row, row.state),
        tone=tone,
        icon=icon,
        placed_at=row.created_at,
        changed_at=row.changed_at,
        promised_by=timezone.localdate(row.created_at) + dt.timedelta(days=row.days_max),
        is_late=row.state == State.NEW and timezone.now() - row.created_at >= REMIND_AFTER,
        lines=tuple(lines),
        goods_total=row.goods_total,
        shipping_charge=row.shipping_charge,
        total=row.total,
        is_pickup=is_pickup,
        pickup_place=row.fetch_place,
        pickup_hours=row.pickup_hours,
        way_name=row.get_shipping_way_display(),
        recipient=address.first_name if address else placement.contact_name,
        phone=normalise_phone(str(address.phone_number or "")) if address else placement.contact_phone,
        street=address.line1 if address else "",
        ward=address.line4 if address else "",
        province=address.state if address else "",
        note=placement.note,
        payment_name=name,
        payment_state=state,
        is_paid=is_paid,
        to_collect=to_collect,
        cancel_reason=row.cancel_reason,
    )


def _money(attempt: Attempt | None) -> tuple[str | Promise, str, bool, int]:
    """Return how a part is paid: by what, in words, whether the money is there, the cash still due."""
    if attempt is None:
        return _("Không phải trả"), "", True, 0
    name: str | Promise = attempt.provider
    with contextlib.suppress(ProviderError):  # a way to pay that was given up keeps its code as its name
        name = get_provider(attempt.provider).name
    is_paid = attempt.state == Attempt.State.CAPTURED
    is_due = attempt.provider == cod.CODE and attempt.state in {
        Attempt.State.CREATED,
        Attempt.State.PENDING,
    }
    return name, attempt.state, is_paid, attempt.amount if is_due else 0
