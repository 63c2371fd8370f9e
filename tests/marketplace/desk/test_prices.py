"""Price and stock at the desk: one by one and in a table, each row guarded by what it was drawn with."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from marketplace.listings.models import Listing, PriceChange
from marketplace.listings.shelf.offers import change_price
from marketplace.shop.catalogue.models import Product
from marketplace.shop.partner.models import StockRecord
from marketplace.shop.partner.stock import allocate_stock
from marketplace.stalls.enums import MemberRole
from marketplace.stalls.models import Stall
from tests.factories.catalogue import published_product
from tests.factories.listings import listing_draft
from tests.factories.stalls import StallFactory
from tests.marketplace.desk.keeper import at_desk, fields_of, url, words

pytestmark = pytest.mark.django_db
TABLE = "/kenh-ban-hang/mat-hang/gia/"
FORM = "form[method=post]:has(.desk-prices)"


@pytest.fixture
def stall() -> Stall:
    return StallFactory.create()


@pytest.fixture
def desk(client: Client, stall: Stall) -> Client:
    return at_desk(client, stall)


def listing_of(product: Product) -> Listing:
    return Listing.objects.get(product=product)


def row(product: Product, name: str, place: int = 0) -> str:
    return f"hang{listing_of(product).pk}-{place}-{name}"


def table(desk: Client) -> dict[str, str]:
    return fields_of(desk.get(TABLE), FORM)


def record(product: Product) -> tuple[int, int | None, int, int]:
    found = StockRecord.objects.get(product=product)
    return int(found.price), found.price_was, found.num_in_stock, found.num_allocated or 0


def test_several_rows_change_in_one_post_and_at_once(desk: Client, stall: Stall) -> None:
    first, second, third = (published_product(stall=stall, price=100_000, stock=10) for _number in range(3))
    changed = {
        row(first, "price"): "120.000 ₫",
        row(first, "available"): "0",
        row(second, "price_was"): "130000",
    }
    answer = desk.post(TABLE, {**table(desk), **changed}, follow=True)
    assert "Đã đổi 2 dòng, có hiệu lực ngay." in words(answer)
    assert record(first) == (120_000, None, 0, 0)
    assert record(second) == (100_000, 130_000, 10, 0)
    assert record(third) == (100_000, None, 10, 0)
    assert list(PriceChange.objects.values_list("before", "after")) == [(100_000, 120_000)]


@pytest.mark.parametrize(
    ("price", "stock", "kept"),
    [
        ("1.250.000 đ", "1.000", (1_250_000, None, 1_000, 0)),
        ("98000.00", "12.0", (98_000, None, 12, 0)),
        ("98.5", "1.000", (100_000, None, 10, 0)),  # 98.500 or 985? It is asked, and the row stays
        ("98.000", "1.5", (100_000, None, 10, 0)),
    ],
)
def test_thousands_are_thousands_and_what_is_unclear_is_asked(
    desk: Client, stall: Stall, price: str, stock: str, kept: tuple[int, None, int, int]
) -> None:
    product = published_product(stall=stall, price=100_000, stock=10)
    typed = {row(product, "price"): price, row(product, "available"): stock}
    answer = desk.post(TABLE, {**table(desk), **typed})
    assert answer.status_code == (302 if kept[0] != 100_000 else 422)
    assert record(product) == kept


def test_table_sent_as_it_was_changes_nothing(desk: Client, stall: Stall) -> None:
    product = published_product(stall=stall, price=100_000, price_was=120_000, stock=10)
    assert desk.post(TABLE, table(desk)).status_code == 302
    assert record(product) == (100_000, 120_000, 10, 0)
    assert PriceChange.objects.count() == 0


def test_stock_is_net_of_what_orders_reserved(desk: Client, stall: Stall) -> None:
    product = published_product(stall=stall, stock=10)
    assert allocate_stock(stockrecord_id=StockRecord.objects.get().pk, quantity=4)
    assert table(desk)[row(product, "available")] == "6"
    desk.post(TABLE, {**table(desk), row(product, "available"): "9"})
    assert record(product)[2:] == (13, 4)


def test_row_of_a_stale_form_comes_back_and_the_others_are_taken(desk: Client, stall: Stall) -> None:
    sold, other = (published_product(stall=stall, price=100_000, stock=10) for _number in range(2))
    data = {**table(desk), row(sold, "available"): "12", row(other, "available"): "7"}
    assert allocate_stock(stockrecord_id=StockRecord.objects.get(product=sold).pk, quantity=3)
    answer = desk.post(TABLE, data)
    assert answer.status_code == 422
    assert "hiện còn 7" in words(answer)
    assert (record(sold)[2:], record(other)[2:]) == ((10, 3), (7, 0))
    # What was typed stands there still, and sending it again means it.
    again = fields_of(answer, FORM)
    assert again[row(sold, "available")] == "12"
    assert desk.post(TABLE, again).status_code == 302
    assert record(sold)[2:] == (15, 3)


def test_row_whose_stock_is_refused_keeps_its_price_too(desk: Client, stall: Stall) -> None:
    product = published_product(stall=stall, price=100_000, stock=10)
    data = {**table(desk), row(product, "price"): "120000", row(product, "available"): "12"}
    assert allocate_stock(stockrecord_id=StockRecord.objects.get().pk, quantity=3)
    answer = desk.post(TABLE, data)
    assert answer.status_code == 422
    assert "hiện còn 7" in words(answer)
    assert (record(product), PriceChange.objects.count()) == ((100_000, None, 10, 3), 0)
    # Sent again with what was typed, both are meant.
    assert desk.post(TABLE, fields_of(answer, FORM)).status_code == 302
    assert record(product) == (120_000, None, 15, 3)


def test_price_that_somebody_else_changed_is_not_written_over(desk: Client, stall: Stall) -> None:
    product = published_product(stall=stall, price=100_000)
    data = {**table(desk), row(product, "price"): "90000"}
    change_price(listing=listing_of(product), sku=product.sku, price=110_000)
    answer = desk.post(TABLE, data)
    assert answer.status_code == 422
    assert "Giá vừa được đổi thành 110.000" in words(answer).replace("\xa0", " ")
    assert record(product)[0] == 110_000


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("price", "0", "Giá cần lớn hơn 0."),
        ("price", "rẻ lắm", "Giá chỉ gồm chữ số"),
        ("price", "99999999999", "Giá cao quá"),
        ("price_was", "50.000", "Giá cũ phải cao hơn giá đang bán."),
        ("available", "-1", "Số còn không thể âm. Hết hàng thì ghi 0."),
    ],
)
def test_row_that_cannot_be_taken_says_why(
    desk: Client, stall: Stall, name: str, value: str, sentence: str
) -> None:
    product = published_product(stall=stall, price=100_000, stock=10)
    answer = desk.post(TABLE, {**table(desk), row(product, name): value})
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert record(product) == (100_000, None, 10, 0)


def test_row_of_another_stall_in_the_post_changes_nothing(desk: Client, stall: Stall) -> None:
    published_product(stall=stall)
    foreign = published_product(price=100_000, stock=10)
    data = {
        row(foreign, "seen"): f"{foreign.sku}\n100000\n0\n10",
        row(foreign, "price"): "1",
        row(foreign, "price_was"): "",
        row(foreign, "available"): "999",
    }
    desk.post(TABLE, {**table(desk), **data})
    assert record(foreign) == (100_000, None, 10, 0)
    assert (
        desk.post(
            url("stock", listing_of(foreign)), {"sku": foreign.sku, "seen": 10, "available": 1}
        ).status_code
        == 404
    )
    assert record(foreign) == (100_000, None, 10, 0)


def test_packer_sets_stock_and_no_price(client: Client, stall: Stall) -> None:
    product = published_product(stall=stall, price=100_000, stock=10)
    desk = at_desk(client, stall, MemberRole.PACKER)
    fields = table(desk)
    assert row(product, "price") not in fields
    desk.post(TABLE, {**fields, row(product, "price"): "1", row(product, "available"): "8"})
    assert record(product) == (100_000, None, 8, 0)


def test_number_in_the_list_is_set_at_once_and_returns_to_the_same_list(desk: Client, stall: Stall) -> None:
    product = published_product(stall=stall, stock=10)
    address = url("stock", listing_of(product))
    back = "/kenh-ban-hang/mat-hang/?trang-thai=on_sale"
    answer = desk.post(address, {"sku": product.sku, "seen": "10", "available": "64", "quay-lai": back})
    assert answer.headers["Location"] == back
    assert record(product)[2] == 64
    answer = desk.post(
        address, {"sku": product.sku, "seen": "10", "available": "1", "quay-lai": "//evil.example/"}
    )
    assert answer.headers["Location"] == reverse("desk:listings")
    assert record(product)[2] == 64
    assert "hiện còn 64" in words(desk.get(reverse("desk:listings")))


@pytest.mark.parametrize(
    "data",
    [{}, {"sku": "x", "seen": "a", "available": "b"}, {"sku": "không có", "seen": "1", "available": "1"}],
)
def test_number_that_means_nothing_is_answered_with_a_sentence(
    desk: Client, stall: Stall, data: dict[str, Any]
) -> None:
    product = published_product(stall=stall, stock=10)
    assert desk.post(url("stock", listing_of(product)), data).status_code == 302
    assert record(product)[2] == 10


def test_table_costs_the_same_number_of_queries_for_one_and_for_ten(desk: Client, stall: Stall) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert desk.get(TABLE).status_code == 200
        return len(caught)

    published_product(stall=stall)
    desk.get(TABLE)
    few = queries()
    for _number in range(5):
        published_product(stall=stall, variants=3)
        listing_draft(stall=stall)
    assert queries() == few
    assert few <= 18
