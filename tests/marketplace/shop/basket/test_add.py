from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from marketplace.shop.basket import views
from marketplace.shop.basket.quantity import MAX_LINES
from marketplace.shop.basket.services import add_to_basket, change_basket
from marketplace.shop.catalogue.models import Product
from marketplace.stalls.services import suspend_stall
from tests.factories.baskets import SAME_ORIGIN, Basket, Line, lines_of, put, put_as_json
from tests.factories.catalogue import CategoryFactory, buyable, published_product
from tests.factories.people import UserFactory
from tests.factories.stalls import StallFactory

pytestmark = pytest.mark.django_db
SUMMARY = "/gio-hang/"


def test_add_leads_to_the_basket_and_says_so(client: Client) -> None:
    product = published_product(title="Cà phê Arabica Khe Sanh", stock=12)

    response = put(client, product, 2)

    assert (response.status_code, response["Location"]) == (303, SUMMARY)
    assert lines_of(Basket.objects.get()) == [(product.pk, 2)]
    assert "Đã cho vào giỏ: Cà phê Arabica Khe Sanh." in client.get(SUMMARY).content.decode()


def test_add_for_a_script_answers_with_count_and_sentence(client: Client) -> None:
    first, second = published_product(title="Tiêu Cùa"), published_product()

    assert put_as_json(client, first, 2).json() == {
        "ok": True,
        "message": "Đã cho vào giỏ: Tiêu Cùa.",
        "basket_count": 1,
    }
    assert put_as_json(client, second).json()["basket_count"] == 2
    assert put_as_json(client, first).json()["basket_count"] == 2
    assert lines_of(Basket.objects.get()) == [(first.pk, 3), (second.pk, 1)]


def test_line_remembers_the_price_it_was_chosen_at(client: Client) -> None:
    put(client, published_product(price=185_000))

    line = Line.objects.get()
    assert (line.price_incl_tax, line.price_excl_tax, line.price_currency) == (185_000, 185_000, "VND")


def test_variant_is_chosen_on_the_page_of_its_product(client: Client) -> None:
    product = published_product(variants=2, title="Cao chè vằng")
    child = buyable(product)[1]

    response = put(client, product)
    answer = put_as_json(client, product)

    assert (response.status_code, response["Location"]) == (303, product.get_absolute_url())
    assert answer.status_code == 422
    assert answer.json()["message"] == "Cao chè vằng có nhiều loại. Mời bạn chọn một loại."
    assert "có nhiều loại" not in client.get(SUMMARY).content.decode()  # the page that it led to shows them
    assert not Line.objects.exists()
    put(client, child)
    assert lines_of(Basket.objects.get()) == [(child.pk, 1)]


@pytest.mark.parametrize(
    ("quantity", "sentence"),
    [
        ("0", "Số lượng ít nhất là 1. Nếu không lấy nữa, bạn bấm «Bỏ khỏi giỏ»."),
        ("-1", "Số lượng ít nhất là 1. Nếu không lấy nữa, bạn bấm «Bỏ khỏi giỏ»."),
        ("1000000000", "Mỗi món đặt được nhiều nhất 99. Cần nhiều hơn, bạn gọi thẳng cho gian hàng."),
        ("9" * 5000, "Mỗi món đặt được nhiều nhất 99. Cần nhiều hơn, bạn gọi thẳng cho gian hàng."),
        ("hai", "Số lượng cần là một con số, ví dụ 2."),
        ("", "Số lượng cần là một con số, ví dụ 2."),
        ("1.5", "Số lượng cần là một con số, ví dụ 2."),
        ("1e9", "Số lượng cần là một con số, ví dụ 2."),
        ("٣", "Số lượng cần là một con số, ví dụ 2."),
        ("2\x00", "Số lượng cần là một con số, ví dụ 2."),
        ("☕", "Số lượng cần là một con số, ví dụ 2."),
        ("x" * 10_000, "Số lượng cần là một con số, ví dụ 2."),
    ],
)
def test_quantity_that_cannot_be_ordered_gets_a_sentence(
    client: Client, quantity: str, sentence: str
) -> None:
    product = published_product()

    answer = put_as_json(client, product, quantity)

    assert answer.status_code == 422
    assert (answer.json()["ok"], answer.json()["message"]) == (False, sentence)
    assert not Line.objects.exists()


@pytest.mark.parametrize("variants", [1, 2])
def test_wrong_quantity_without_script_is_told_on_the_page_of_the_product(
    client: Client, variants: int
) -> None:
    product = published_product(variants=variants)
    page = product.get_absolute_url()

    response = put(client, buyable(product)[0], "hai")

    assert (response.status_code, response["Location"]) == (303, f"{page}#so-luong-sai")
    shown = " ".join(client.get(page).content.decode().partition('id="so-luong-sai"')[2][:400].split())
    assert "Chưa cho vào giỏ. Số lượng là một con số từ 1 đến 99, tính cả phần đã có trong giỏ." in shown
    assert not Basket.objects.exists()
    assert "Số lượng" not in client.get(SUMMARY).content.decode()  # said once, and there


def test_wrong_quantity_of_nothing_on_the_shelf_is_told_in_the_basket(client: Client) -> None:
    product = published_product()
    Product.objects.filter(pk=product.pk).update(is_public=False)

    assert put(client, product, "hai")["Location"] == SUMMARY
    assert "Số lượng cần là một con số, ví dụ 2." in client.get(SUMMARY).content.decode()


@pytest.mark.parametrize("key", ["0", "-1", "999999999", "9" * 30, "abc", "", "1\x00", "1 OR 1=1", "☕"])
def test_forged_product_gets_a_sentence(client: Client, key: str) -> None:
    published_product()
    url = reverse("basket:add")

    answer = client.post(
        url, {"product_id": key, "quantity": 1}, headers={**SAME_ORIGIN, "Accept": "application/json"}
    )

    assert answer.status_code == 422
    assert answer.json()["message"] == "Món này không còn bày bán. Mời bạn xem món khác."
    assert client.post(url, {"product_id": key}, headers=SAME_ORIGIN).status_code == 303
    assert not Basket.objects.exists()


def test_post_without_fields_gets_a_sentence(client: Client) -> None:
    assert client.post(reverse("basket:add"), headers=SAME_ORIGIN).status_code == 303
    assert not Basket.objects.exists()


def test_post_from_elsewhere_is_refused(client: Client) -> None:
    product = published_product()

    response = put(client, product, **{"Sec-Fetch-Site": "cross-site"})

    assert response.status_code == 403
    assert not Basket.objects.exists()


def test_get_changes_nothing(client: Client) -> None:
    product = published_product()

    response = client.get(reverse("basket:add"), {"product_id": product.pk})

    assert (response.status_code, response["Location"]) == (303, SUMMARY)
    assert not Basket.objects.exists()


def test_more_than_is_left_takes_what_is_left(client: Client) -> None:
    product = published_product(title="Nước mắm Cửa Tùng", stock=3)

    answer = put_as_json(client, product, 5)

    assert answer.json()["message"] == "Chỉ còn 3 túi, đã cho tất cả vào giỏ: Nước mắm Cửa Tùng."
    assert lines_of(Basket.objects.get()) == [(product.pk, 3)]
    again = put_as_json(client, product)
    assert again.status_code == 422
    assert again.json()["message"] == "Gian hàng chỉ còn 3 túi và giỏ của bạn đã giữ đủ."
    assert lines_of(Basket.objects.get()) == [(product.pk, 3)]


def test_sold_out_product_is_not_added(client: Client) -> None:
    product = published_product(title="Mật ong rừng", stock=2)
    product.stockrecords.update(num_allocated=2)

    answer = put_as_json(client, product)

    assert answer.status_code == 422
    assert answer.json()["message"] == "Mật ong rừng vừa hết hàng."
    assert not Line.objects.exists()


def test_withdrawn_product_is_not_added(client: Client) -> None:
    product = published_product()
    Product.objects.filter(pk=product.pk).update(is_public=False)

    assert put_as_json(client, product).status_code == 422
    assert not Line.objects.exists()


def test_product_of_a_suspended_stall_is_not_added(client: Client) -> None:
    product = published_product()
    assert product.stall is not None
    suspend_stall(stall=product.stall, reason="Hồ sơ hết hạn")

    assert put_as_json(client, product).status_code == 422
    assert not Line.objects.exists()


def test_ninety_nine_of_one_thing_are_the_most(client: Client) -> None:
    product = published_product(stock=500)
    put(client, product, 98)

    assert put_as_json(client, product, 2).status_code == 422
    assert lines_of(Basket.objects.get()) == [(product.pk, 98)]


def test_sixty_lines_are_the_most(client: Client) -> None:
    stall, category = StallFactory.create(), CategoryFactory.create()
    products = [published_product(stall=stall, category=category) for _number in range(2)]
    put(client, products[0])
    line = Line.objects.get()
    # The other lines stand for goods of any kind: only their number counts here.
    fillers = Product.objects.bulk_create(
        Product(title=f"Món {number}", slug=f"mon-{number}", is_public=False)
        for number in range(MAX_LINES - 1)
    )
    Line.objects.bulk_create(
        Line(basket=line.basket, product=filler, stockrecord=line.stockrecord, line_reference=str(filler.pk))
        for filler in fillers
    )

    answer = put_as_json(client, products[1])

    assert answer.status_code == 422
    assert answer.json()["message"].startswith("Giỏ đã có 60 món")
    assert Line.objects.count() == MAX_LINES
    assert put_as_json(client, products[0]).status_code == 200


def test_queries_of_adding_do_not_grow_with_the_basket(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    stall, category = StallFactory.create(), CategoryFactory.create()
    for _number in range(10):
        put(client, published_product(stall=stall, category=category))
    product = published_product(stall=stall, category=category)

    with django_assert_max_num_queries(12):
        put_as_json(client, product)


def test_goods_go_to_a_new_basket_once_the_old_one_was_ordered(client: Client) -> None:
    first, second = published_product(), published_product()
    put(client, first)
    Basket.objects.update(status=Basket.SUBMITTED)

    assert put_as_json(client, second).json()["basket_count"] == 1

    assert lines_of(Basket.open.get()) == [(second.pk, 1)]


def test_persons_basket_carries_no_cookie(client: Client) -> None:
    user = UserFactory.create()
    client.force_login(user)

    response = put(client, published_product())

    assert "gio_hang" not in response.cookies
    assert Basket.objects.get().owner == user


def test_basket_that_is_deleted_meanwhile_gives_way_to_a_new_one(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The nightly clean-up, or the account closed in another tab, comes between reading and locking."""
    put(client, published_product(), 1)
    left = Basket.objects.get()
    product = published_product(title="Tiêu Cùa")
    add = add_to_basket

    def add_late(**facts: Any) -> Any:
        if facts["basket"].pk == left.pk:
            Basket.objects.filter(pk=left.pk).delete()
        return add(**facts)

    monkeypatch.setattr(views, "add_to_basket", add_late)
    assert put(client, product, 2).status_code == 303
    basket = Basket.objects.get()
    assert basket.pk != left.pk
    assert lines_of(basket) == [(product.pk, 2)]
    assert "Đã cho vào giỏ: Tiêu Cùa." in client.get(SUMMARY).content.decode()


def test_changing_a_basket_that_is_deleted_says_so(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    put(client, published_product(), 1)
    line = Line.objects.get()
    change = change_basket

    def change_late(**facts: Any) -> None:
        Basket.objects.all().delete()
        change(**facts)

    monkeypatch.setattr(views, "change_basket", change_late)
    answer = client.post("/gio-hang/sua/", {f"so-luong-{line.pk}": "3"}, follow=True)
    assert answer.status_code == 200
    assert "Giỏ này không còn nữa." in answer.content.decode()
    assert not Line.objects.exists()
