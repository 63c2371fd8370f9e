"""Baskets, orders and parts for tests, placed by the service that places real ones."""

from collections.abc import Mapping, Sequence
from itertools import count
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from oscar.core.loading import get_model
from wagtail.models import Revision

from marketplace.accounts.models import User
from marketplace.core.money import to_dong
from marketplace.fulfilment.enums import ActorRole, StallOrderState
from marketplace.fulfilment.models import Placement, StallOrder, StallOrderEvent
from marketplace.fulfilment.services import (
    cancel_part,
    confirm_part,
    deliver_part,
    pack_part,
    return_part,
    ship_part,
)
from marketplace.places.models import Province, Ward
from marketplace.shop.catalogue.models import Product
from marketplace.shop.order.placing import Contact, DeliveryAddress, ShippingChoice
from marketplace.shop.order.services import place_order
from marketplace.shop.partner.models import StockRecord
from marketplace.stalls.models import Stall

Basket = get_model("basket", "Basket")
Partner = get_model("partner", "Partner")
ProductClass = get_model("catalogue", "ProductClass")

_numbers = count(1)
CHARGE = 18_000
TERMS = {"quy-che": "2026-11", "bao-mat": "2026-10"}
Line = tuple[Product, int]


def make_ward() -> Ward:
    """Return phường Đông Hà, tỉnh Quảng Trị."""
    province, _created = Province.objects.get_or_create(
        code="44", defaults={"name": "tỉnh Quảng Trị", "short_name": "Quảng Trị"}
    )
    ward, _created = Ward.objects.get_or_create(
        code="19333", defaults={"name": "phường Đông Hà", "short_name": "Đông Hà", "province": province}
    )
    return ward


def make_stall(**fields: Any) -> Stall:
    """Return an active stall."""
    number = next(_numbers)
    values: dict[str, Any] = {
        "name": f"Gian hàng thử {number}",
        "slug": f"gian-hang-thu-{number}",
        "kind": "household",
        "representative": "Lê Văn Thử",
        "registration_no": f"30A{number:07d}",
        "street": "12 Hùng Vương",
        "phone": "0905000111",
        "email": f"gian-hang-{number}@example.vn",
        "selling_since": 2019,
        **fields,
    }
    partner = Partner.objects.create(name=values["name"], code=f"thu-{number}")
    return Stall.objects.create(partner=partner, ward=values.pop("ward", None) or make_ward(), **values)


def make_product(*, stall: Stall, price: int = 100_000, stock: int = 10, **fields: Any) -> Product:
    """Return a product on the shelf with its one stockrecord. Only orders are tested with it."""
    number = next(_numbers)
    product_class, _created = ProductClass.objects.get_or_create(
        name="Hàng hóa", defaults={"track_stock": True, "requires_shipping": True}
    )
    values: dict[str, Any] = {
        "title": f"Món thử {number}",
        "slug": f"mon-thu-{number}",
        "unit": "túi 500 g",
        "is_public": True,
        "product_class": product_class,
        "approved_revision": _revision(stall),
        **fields,
    }
    if values.get("structure") == Product.CHILD:
        values["product_class"] = None
    product: Product = Product.objects.create(stall=stall, **values)
    if product.structure != Product.PARENT:
        StockRecord.objects.create(
            product=product,
            partner=stall.partner,
            partner_sku=f"THU-{number}",
            price=price,
            price_currency="VND",
            num_in_stock=stock,
        )
    return product


def _revision(stall: Stall) -> Revision:
    # Written past Wagtail: what a product was approved from is the listings' matter, not an order's.
    kind = ContentType.objects.get_for_model(Stall)
    rows = [
        Revision(
            content_type=kind,
            base_content_type=kind,
            object_id=str(stall.pk),
            created_at=timezone.now(),
            content={},
        )
    ]
    return Revision.objects.bulk_create(rows)[0]


def make_basket(*lines: Line, owner: User | None = None) -> Any:
    """Return a stored basket, its lines priced as on the shelf."""
    basket = Basket.objects.create(owner=owner)
    for product, quantity in lines:
        record = StockRecord.objects.get(product=product)
        price = to_dong(record.price)
        basket.lines.create(
            line_reference=f"{product.pk}_{record.pk}",
            product=product,
            stockrecord=record,
            quantity=quantity,
            price_currency="VND",
            price_excl_tax=price,
            price_incl_tax=price,
        )
    return basket


def placing_of(basket: Any, **changes: Any) -> dict[str, Any]:
    """Return the arguments with which ``place_order`` binds ``basket``."""
    ward = make_ward()
    stalls = Stall.objects.filter(products__basket_lines__basket=basket).distinct()
    return {
        "basket": basket,
        "user": basket.owner,
        "contact": Contact(name="Nguyễn Thị Hồng Nhung", phone="0912345678", email="nhung@example.vn"),
        "address": DeliveryAddress(
            full_name="Nguyễn Thị Hồng Nhung", phone="0912345678", line1="24 Lê Lợi", ward=ward
        ),
        "choices": {
            stall.pk: ShippingChoice(way="delivery", zone="province", charge=CHARGE, days_min=2, days_max=3)
            for stall in stalls
        },
        "payment_method": "cod",
        "note": "Gọi trước khi giao",
        "language": "vi",
        "terms": TERMS,
        **changes,
    }


def make_order(*lines: Line, owner: User | None = None, **changes: Any) -> Placement:
    """Return a placed order of ``lines``; without any, of one product of one stall."""
    bought: Sequence[Line] = lines or [(make_product(stall=make_stall()), 1)]
    return place_order(**placing_of(make_basket(*bought, owner=owner), **changes))


def last_event(part: StallOrder) -> StallOrderEvent:
    """Return what happened to a part last."""
    return StallOrderEvent.objects.filter(stall_order=part).latest("pk")


def part_of(placement: Placement, index: int = 0) -> StallOrder:
    """Return one part of an order, read afresh."""
    return StallOrder.objects.filter(order=placement.order).order_by("pk")[index]


_STALL: Mapping[str, Any] = {"actor": None, "role": ActorRole.STALL}


def move_part(part: StallOrder, state: str) -> StallOrder:
    """Bring a new part to ``state`` along the ordinary road."""
    if state == StallOrderState.NEW:
        return part
    if state == StallOrderState.CANCELLED:
        return cancel_part(part=part, reason="Hết hàng", **_STALL)
    road = [
        StallOrderState.CONFIRMED,
        StallOrderState.PACKED,
        StallOrderState.SHIPPED,
        StallOrderState.DELIVERED,
    ]
    target = StallOrderState.DELIVERED if state == StallOrderState.RETURNED else state
    for step in road[: road.index(StallOrderState(target)) + 1]:
        part = STEPS[step](part)
    return return_part(part=part, **_STALL) if state == StallOrderState.RETURNED else part


STEPS = {
    StallOrderState.CONFIRMED: lambda part: confirm_part(part=part, **_STALL),
    StallOrderState.PACKED: lambda part: pack_part(part=part, **_STALL),
    StallOrderState.SHIPPED: lambda part: ship_part(
        part=part, carrier="Viettel Post", tracking_code="VTP 2611 8840", **_STALL
    ),
    StallOrderState.DELIVERED: lambda part: deliver_part(part=part, **_STALL),
    StallOrderState.CANCELLED: lambda part: cancel_part(part=part, reason="Hết hàng", **_STALL),
    StallOrderState.RETURNED: lambda part: return_part(part=part, **_STALL),
}
