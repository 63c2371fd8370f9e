"""Placing an order: what is written, what is refused, and that nothing is left of a refusal."""

import re
from decimal import Decimal
from typing import Any

import pytest
from django.core import mail
from oscar.core.loading import get_model

from marketplace.accounts.models import Consent, User
from marketplace.fulfilment.models import Placement, StallOrder, StallOrderEvent
from marketplace.notifications.models import Message
from marketplace.shop.order.placing import (
    BasketChangedError,
    OutOfStockError,
    PaymentUnavailableError,
    PlacementError,
    Shortage,
)
from marketplace.shop.order.selectors import read_purchase
from marketplace.shop.order.services import place_order
from marketplace.shop.partner.models import StockRecord
from marketplace.stalls.models import Stall
from payments.models import Attempt
from tests.factories.catalogue import buyable, published_product
from tests.factories.orders import (
    CHARGE,
    TERMS,
    make_basket,
    make_order,
    make_product,
    make_stall,
    make_ward,
    placing_of,
)

Basket = get_model("basket", "Basket")
Line = get_model("order", "Line")
LineAttribute = get_model("order", "LineAttribute")
LinePrice = get_model("order", "LinePrice")
Order = get_model("order", "Order")
ShippingAddress = get_model("order", "ShippingAddress")

pytestmark = pytest.mark.django_db

WRITTEN: tuple[Any, ...] = (
    Order,
    Line,
    LinePrice,
    LineAttribute,
    ShippingAddress,
    StallOrder,
    StallOrderEvent,
    Placement,
    Attempt,
    Consent,
    Message,
)


def assert_nothing_was_written(basket: Any) -> None:
    assert {model.__name__: model.objects.count() for model in WRITTEN} == {
        model.__name__: 0 for model in WRITTEN
    }
    basket.refresh_from_db()
    assert basket.status == Basket.OPEN
    assert set(StockRecord.objects.values_list("num_allocated", flat=True)) <= {None, 0}


def test_order_of_two_stalls_writes_a_part_for_each() -> None:
    first, second = make_stall(name="HTX Cà phê Đất Đỏ"), make_stall(name="Nhà mắm Hương Biển")
    coffee = make_product(stall=first, price=185_000, title="Cà phê Arabica Khe Sanh")
    sauce = make_product(stall=second, price=140_000, title="Nước mắm cá cơm", unit="chai 500 ml")
    paste = make_product(stall=second, price=55_000, title="Ruốc biển", unit="")

    placement = make_order((coffee, 2), (sauce, 1), (paste, 3))

    order = placement.order
    assert re.fullmatch(r"QT-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}", order.number)
    assert len(placement.token) == 32
    assert (order.total_incl_tax, order.shipping_incl_tax) == (Decimal(711_000), Decimal(36_000))
    assert (order.status, order.currency, order.guest_email) == ("new", "VND", "nhung@example.vn")
    assert [
        (part.stall, part.number, part.goods_total, part.shipping_charge, part.state, part.days_max)
        for part in StallOrder.objects.filter(order=order).order_by("pk")
    ] == [
        (first, f"{order.number}-1", 370_000, CHARGE, "new", 3),
        (second, f"{order.number}-2", 305_000, CHARGE, "new", 3),
    ]
    assert [
        (
            line.title,
            line.quantity,
            line.unit_price_incl_tax,
            line.line_price_incl_tax,
            line.partner,
            line.status,
        )
        for line in order.lines.all()
    ] == [
        ("Cà phê Arabica Khe Sanh", 2, 185_000, 370_000, first.partner, "new"),
        ("Nước mắm cá cơm", 1, 140_000, 140_000, second.partner, "new"),
        ("Ruốc biển", 3, 55_000, 165_000, second.partner, "new"),
    ]
    assert list(LineAttribute.objects.order_by("pk").values_list("type", "value")) == [
        ("unit", "túi 500 g"),
        ("unit", "chai 500 ml"),
    ]


def test_order_keeps_where_it_goes_and_what_was_agreed() -> None:
    placement = make_order()
    address = placement.order.shipping_address
    assert (
        address.first_name,
        address.line1,
        address.line4,
        address.state,
        address.country_id,
        address.postcode,
    ) == (
        "Nguyễn Thị Hồng Nhung",
        "24 Lê Lợi",
        "phường Đông Hà",
        "tỉnh Quảng Trị",
        "VN",
        "",
    )
    assert str(address.phone_number) == "+84912345678"
    consents = Consent.objects.order_by("document")
    assert [(row.document, row.version, row.purpose, row.reference) for row in consents] == [
        ("bao-mat", TERMS["bao-mat"], "order", placement.order.number),
        ("quy-che", TERMS["quy-che"], "order", placement.order.number),
    ]
    assert StallOrder.objects.get().destination == make_ward()


def test_order_opens_one_attempt_per_part() -> None:
    placement = make_order(
        (make_product(stall=make_stall(), price=70_000), 1), (make_product(stall=make_stall()), 2)
    )
    parts = StallOrder.objects.filter(order=placement.order).order_by("pk")
    assert [
        (row.reference, row.amount, row.provider, row.state) for row in Attempt.objects.order_by("pk")
    ] == [
        (parts[0].reference, 70_000 + CHARGE, "cod", "created"),
        (parts[1].reference, 200_000 + CHARGE, "cod", "created"),
    ]
    assert all(re.fullmatch(r"[A-Z0-9]{12}", part.reference) for part in parts)


def test_order_sets_stock_aside_and_counts_the_sale() -> None:
    product = make_product(stall=make_stall(), stock=5)
    make_order((product, 3))
    record = StockRecord.objects.get(product=product)
    assert (record.num_in_stock, record.num_allocated, record.net_stock_level) == (5, 3, 2)
    product.refresh_from_db()
    assert product.sold_count == 3


def test_order_of_a_variant_counts_on_its_parent() -> None:
    stall = make_stall()
    parent = make_product(stall=stall, structure="parent", title="Cà phê rang mộc", unit="")
    child = make_product(stall=stall, structure="child", parent=parent, title="", unit="túi 250 g")
    placement = make_order((child, 2))
    parent.refresh_from_db()
    child.refresh_from_db()
    assert (parent.sold_count, child.sold_count) == (2, 0)
    assert placement.order.lines.get().title == "Cà phê rang mộc"


def test_order_asks_for_one_message_to_the_shopper_and_one_per_stall(
    django_capture_on_commit_callbacks: Any,
) -> None:
    first, second = make_stall(email="mot@example.vn"), make_stall(email="hai@example.vn")
    with django_capture_on_commit_callbacks() as callbacks:
        placement = make_order((make_product(stall=first), 1), (make_product(stall=second), 1))
    assert [(row.kind, row.recipient) for row in Message.objects.order_by("pk")] == [
        ("order_placed", "nhung@example.vn"),
        ("stall_order_new", "mot@example.vn"),
        ("stall_order_new", "hai@example.vn"),
    ]
    assert mail.outbox == []
    assert callbacks != []
    shopper = Message.objects.get(kind="order_placed").context
    assert shopper["order_path"] == f"/don-hang/{placement.order.number}/{placement.token}/"
    assert [part["part_total"] for part in shopper["parts"]] == [100_000 + CHARGE, 100_000 + CHARGE]
    assert placement.token not in str(
        Message.objects.filter(kind="stall_order_new").values_list("context", flat=True)
    )


def test_dead_mail_server_costs_no_sale(settings: Any, django_capture_on_commit_callbacks: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # nobody listens there
    with django_capture_on_commit_callbacks(execute=True):
        placement = make_order()
    assert Order.objects.get() == placement.order
    assert set(Message.objects.values_list("state", flat=True)) == {"waiting"}
    assert Message.objects.filter(attempts=1).count() >= 1


def test_message_of_an_english_order_leads_to_the_english_page() -> None:
    placement = make_order(language="en")
    message = Message.objects.get(kind="order_placed")
    assert (message.language, message.context["order_path"]) == (
        "en",
        f"/en/don-hang/{placement.order.number}/{placement.token}/",
    )
    assert Message.objects.get(kind="stall_order_new").language == "vi"


def test_same_basket_twice_is_one_order() -> None:
    basket = make_basket((make_product(stall=make_stall()), 1))
    arguments = placing_of(basket)
    first = place_order(**arguments)
    second = place_order(**arguments)
    assert second == first
    assert Order.objects.count() == 1
    assert StockRecord.objects.get().num_allocated == 1
    assert Message.objects.count() == 2
    basket.refresh_from_db()
    assert basket.status == Basket.SUBMITTED


def test_merged_basket_is_refused() -> None:
    basket = make_basket((make_product(stall=make_stall()), 1))
    Basket.objects.filter(pk=basket.pk).update(status=Basket.MERGED)
    with pytest.raises(BasketChangedError):
        place_order(**placing_of(basket))
    assert Order.objects.count() == 0


def test_empty_basket_is_refused() -> None:
    basket = make_basket()
    with pytest.raises(BasketChangedError, match="không còn món nào"):
        place_order(**placing_of(basket))
    assert_nothing_was_written(basket)


def test_short_stock_is_refused_with_what_is_left() -> None:
    stall = make_stall()
    plenty, scarce = make_product(stall=stall), make_product(stall=stall, stock=2, title="Mật ong")
    basket = make_basket((plenty, 1), (scarce, 3))
    with pytest.raises(OutOfStockError, match="«Mật ong» chỉ còn 2") as caught:
        place_order(**placing_of(basket))
    assert caught.value.lines == (
        Shortage(line_id=basket.lines.get(product=scarce).pk, title="Mật ong", available=2),
    )
    assert_nothing_was_written(basket)


def test_stock_that_goes_between_look_and_take_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    stall = make_stall()
    first, second = make_product(stall=stall), make_product(stall=stall, title="Mật ong", stock=1)
    basket = make_basket((first, 1), (second, 1))
    arguments = placing_of(basket)
    # The look is passed over: somebody else took the last one right after it.
    monkeypatch.setattr("marketplace.shop.order.services.check_goods", lambda _goods: None)
    StockRecord.objects.filter(product=second).update(num_allocated=1)
    with pytest.raises(OutOfStockError, match="«Mật ong» đã hết"):
        place_order(**arguments)
    assert Order.objects.count() == 0
    assert StockRecord.objects.get(product=first).num_allocated is None
    assert Message.objects.count() == 0


@pytest.mark.parametrize("change", ["withdrawn", "suspended"])
def test_goods_off_the_shelf_are_refused(change: str) -> None:
    stall = make_stall()
    product = make_product(stall=stall, title="Trà vằng")
    basket = make_basket((product, 1))
    arguments = placing_of(basket)
    product.is_public = False
    product.save()
    if change == "suspended":
        Stall.objects.filter(pk=stall.pk).update(status="suspended")
    with pytest.raises(BasketChangedError, match="«Trà vằng» vừa ngừng bán"):
        place_order(**arguments)
    assert_nothing_was_written(basket)


def test_variant_of_a_withdrawn_parent_is_refused() -> None:
    stall = make_stall()
    parent = make_product(stall=stall, structure="parent", title="Cà phê")
    child = make_product(stall=stall, structure="child", parent=parent, title="")
    basket = make_basket((child, 1))
    arguments = placing_of(basket)
    parent.is_public = False
    parent.save()
    with pytest.raises(BasketChangedError):
        place_order(**arguments)
    assert_nothing_was_written(basket)


def test_price_that_changed_is_told() -> None:
    product = make_product(stall=make_stall(), price=130_000, title="Nước mắm")
    basket = make_basket((product, 1))
    StockRecord.objects.update(price=140_000)
    with pytest.raises(BasketChangedError, match=r"Giá «Nước mắm» vừa đổi từ 130\.000.₫ sang 140\.000.₫"):
        place_order(**placing_of(basket))
    assert_nothing_was_written(basket)


def test_total_other_than_shown_is_refused() -> None:
    basket = make_basket((make_product(stall=make_stall()), 1))
    with pytest.raises(BasketChangedError, match="Tổng tiền vừa đổi"):
        place_order(**placing_of(basket), expected_total=100_000)
    assert_nothing_was_written(basket)
    assert place_order(**placing_of(basket), expected_total=100_000 + CHARGE).order.total_incl_tax == 118_000


def test_stall_without_a_way_to_ship_is_refused() -> None:
    basket = make_basket((make_product(stall=make_stall(name="Vườn Tiêu Cùa")), 1))
    with pytest.raises(BasketChangedError, match="Chưa có cách giao cho hàng của Vườn Tiêu Cùa"):
        place_order(**placing_of(basket, choices={}))
    assert_nothing_was_written(basket)


@pytest.mark.parametrize("method", ["", "stripe", "cod\x00"])
def test_unknown_way_to_pay_is_refused(method: str) -> None:
    basket = make_basket((make_product(stall=make_stall()), 1))
    with pytest.raises(PaymentUnavailableError):
        place_order(**placing_of(basket, payment_method=method))
    assert_nothing_was_written(basket)


def test_cash_over_the_cap_is_refused() -> None:
    basket = make_basket((make_product(stall=make_stall(), price=10_000_000), 2))
    with pytest.raises(PaymentUnavailableError):
        place_order(**placing_of(basket))
    assert_nothing_was_written(basket)


def test_alcohol_is_never_sold_for_cash() -> None:
    basket = make_basket((make_product(stall=make_stall(), label_group="alcohol"), 1))
    with pytest.raises(PaymentUnavailableError):
        place_order(**placing_of(basket))
    assert_nothing_was_written(basket)


def test_failure_at_the_last_step_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_messages: object) -> None:
        raise RuntimeError

    basket = make_basket((make_product(stall=make_stall()), 1))
    monkeypatch.setattr("marketplace.shop.order.services.queue_messages", fail)
    with pytest.raises(RuntimeError):
        place_order(**placing_of(basket))
    assert_nothing_was_written(basket)


def test_every_refusal_carries_a_sentence() -> None:
    assert issubclass(OutOfStockError, PlacementError)
    assert issubclass(BasketChangedError, PlacementError)
    assert issubclass(PaymentUnavailableError, PlacementError)


def test_account_order_belongs_to_the_account() -> None:
    user = User.objects.create_user("nhung@example.vn", full_name="Nguyễn Thị Hồng Nhung")
    placement = make_order(owner=user)
    assert (placement.order.user, placement.order.guest_email, placement.email_verified) == (user, "", False)
    assert set(Consent.objects.values_list("user", flat=True)) == {user.pk}
    assert StallOrderEvent.objects.get().actor == user


def test_goods_that_came_through_the_door_can_be_ordered() -> None:
    parent = published_product(variants=2, price=98_000, stock=12, title="Cà phê bột Hướng Phùng")
    single = published_product(price=45_000, stock=3)
    _small, large = buyable(parent)
    placement = make_order((large, 2), (single, 1))
    assert [
        (line.title, line.quantity, line.line_price_incl_tax) for line in placement.order.lines.all()
    ] == [
        ("Cà phê bột Hướng Phùng", 2, 392_000),
        (single.title, 1, 45_000),
    ]
    purchase = read_purchase(placement=placement)
    lines = [line for part in purchase.parts for line in part.lines]
    assert [line.url for line in lines] == [parent.get_absolute_url(), single.get_absolute_url()]
    assert all(line.picture is not None for line in lines)
