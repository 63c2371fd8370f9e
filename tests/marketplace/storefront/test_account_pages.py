"""What a person has on the floor. Another's number is a 404, and everything typed gets an answer."""

import pytest
from django.test import Client
from django.urls import reverse
from oscar.core.loading import get_model
from pytest_django import DjangoAssertNumQueries

from marketplace.accounts.models import User
from marketplace.shop.catalogue.models import Product
from marketplace.storefront.account_services import MOST_ADDRESSES
from tests.factories.orders import make_order, make_product, make_stall
from tests.factories.people import UserFactory
from tests.factories.places import load_few_places
from tests.marketplace.storefront.account import make_address, words_of

Basket = get_model("basket", "Basket")
UserAddress = get_model("address", "UserAddress")

pytestmark = pytest.mark.django_db


# --- who may see what -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    ["home", "orders", "addresses", "address_new", "wishlist", "export", "close"],
)
def test_pages_ask_to_sign_in_and_come_back(client: Client, name: str) -> None:
    path = reverse(f"account:{name}")
    response = client.get(path)
    assert (response.status_code, response.headers["Location"]) == (302, f"/tai-khoan/dang-nhap/?next={path}")


@pytest.mark.parametrize("name", ["home", "orders", "addresses", "address_new", "wishlist", "close"])
@pytest.mark.parametrize("language", ["", "/en"])
def test_pages_of_a_new_account_open_and_are_private(signed_in: Client, name: str, language: str) -> None:
    response = signed_in.get(language + reverse(f"account:{name}"))
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.headers["X-Robots-Tag"] == "noindex, nofollow"


def test_orders_and_addresses_of_others_are_not_found(signed_in: Client) -> None:
    other = UserFactory.create()
    placement = make_order(owner=other)
    address = make_address(other)
    number = placement.order.number
    assert signed_in.get(f"/tai-khoan/don-hang/{number}/").status_code == 404
    assert signed_in.post(f"/tai-khoan/don-hang/{number}/dat-lai/").status_code == 404
    for path in ("", "xoa/", "mac-dinh/"):
        assert (
            signed_in.post(f"/tai-khoan/dia-chi/{address.pk}/{path}", {"full_name": "x"}).status_code == 404
        )
    assert UserAddress.objects.get().first_name == "Nguyễn Thị Hồng Nhung"
    assert Basket.objects.filter(status="Open").count() == 0


@pytest.mark.parametrize(
    "path",
    [
        "don-hang/%00/",
        "don-hang/QT-0000-0000/",
        f"dia-chi/{'9' * 30}/",
        "don-hang/?trang=-5",
        "don-hang/?trang=x",
    ],
)
def test_nonsense_in_the_address_is_no_error(signed_in: Client, path: str) -> None:
    assert signed_in.get(f"/tai-khoan/{path}").status_code in {200, 404}


# --- orders ---------------------------------------------------------------------------------


def test_order_page_shows_the_parts_and_cancels_back_to_itself(signed_in: Client, person: User) -> None:
    first, second = make_stall(), make_stall()
    placement = make_order((make_product(stall=first), 1), (make_product(stall=second), 2), owner=person)
    path = f"/tai-khoan/don-hang/{placement.order.number}/"
    page = signed_in.get(path).content.decode()
    assert first.name in page
    assert second.name in page
    assert f"?next={path}" in page


def test_list_shows_orders_the_latest_first(signed_in: Client, person: User) -> None:
    older = make_order(owner=person)
    newer = make_order(owner=person)
    make_order(owner=UserFactory.create())
    rows = signed_in.get("/tai-khoan/don-hang/").context["orders"]
    assert [row.number for row in rows] == [newer.order.number, older.order.number]
    assert (rows[0].quantity, rows[0].state_name, rows[0].total) == (1, "Chờ gian hàng xác nhận", 118_000)


@pytest.mark.parametrize("path", ["/tai-khoan/", "/tai-khoan/don-hang/"])
def test_queries_do_not_grow_with_orders(
    signed_in: Client, person: User, path: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    signed_in.get(path)
    make_order(owner=person)
    with django_assert_max_num_queries(15) as few:
        signed_in.get(path)
    for _order in range(3):
        make_order((make_product(stall=make_stall()), 1), (make_product(stall=make_stall()), 1), owner=person)
    with django_assert_max_num_queries(15) as many:
        signed_in.get(path)
    assert len(many) == len(few)


def test_reorder_fills_the_basket_with_what_is_left(signed_in: Client, person: User) -> None:
    stall = make_stall()
    there, gone, scarce = (make_product(stall=stall) for _number in range(3))
    placement = make_order((there, 2), (gone, 1), (scarce, 4), owner=person)
    Product.objects.filter(pk=gone.pk).update(is_public=False)
    scarce.stockrecords.update(num_in_stock=6)  # four of them are set aside for the order
    response = signed_in.post(f"/tai-khoan/don-hang/{placement.order.number}/dat-lai/")
    assert response.headers["Location"] == "/gio-hang/"
    basket = Basket.objects.get(owner=person, status="Open")
    assert dict(basket.lines.values_list("product", "quantity")) == {there.pk: 2, scarce.pk: 2}
    assert words_of(signed_in.get("/gio-hang/")) == [
        f"Không còn bán hoặc đã đủ trong giỏ: {gone.title}.",
        "Đã cho 2 món của đơn cũ vào giỏ, theo giá hôm nay.",
    ]


def test_reorder_of_what_asks_an_age_leads_to_the_question_and_says_nothing_untrue(
    signed_in: Client, person: User
) -> None:
    stall = make_stall()
    there, spirit = make_product(stall=stall), make_product(stall=stall)
    placement = make_order((there, 1), (spirit, 2), owner=person)
    Product.objects.filter(pk=spirit.pk).update(label_group="alcohol")
    signed_in.post(f"/tai-khoan/don-hang/{placement.order.number}/dat-lai/", {"du-tuoi": "1"})
    basket = Basket.objects.get(owner=person, status="Open")
    assert dict(basket.lines.values_list("product", "quantity")) == {there.pk: 1}
    assert words_of(signed_in.get("/gio-hang/")) == [
        f"{spirit.title} chỉ bán cho người đủ 18 tuổi. Bạn trả lời câu hỏi về tuổi ở trang của món này.",
        "Đã cho 1 món của đơn cũ vào giỏ, theo giá hôm nay.",
    ]


# --- addresses ------------------------------------------------------------------------------

ADDRESS = {
    "full_name": "Trần Thị Minh",
    "phone": "0987 654 321",
    "province": "44",
    "ward": "19597",
    "line1": "Thôn Tân Trúc",
}


def test_address_is_saved_in_two_tiers_and_the_first_is_the_usual(signed_in: Client, person: User) -> None:
    load_few_places()
    assert signed_in.post("/tai-khoan/dia-chi/them/", ADDRESS).headers["Location"] == "/tai-khoan/dia-chi/"
    address = UserAddress.objects.get(user=person)
    assert (address.first_name, address.line1, address.line4, address.state, address.country_id) == (
        "Trần Thị Minh",
        "Thôn Tân Trúc",
        "xã Cam Lộ",
        "tỉnh Quảng Trị",
        "VN",
    )
    assert address.phone_number.as_e164 == "+84987654321"
    assert address.is_default_for_shipping is True
    form = signed_in.get(f"/tai-khoan/dia-chi/{address.pk}/").context["form"]
    assert {name: form[name].value() for name in ADDRESS} == {**ADDRESS, "phone": "0987654321"}


def test_choosing_a_province_brings_its_communes_and_keeps_what_was_typed(signed_in: Client) -> None:
    load_few_places()
    response = signed_in.post(
        "/tai-khoan/dia-chi/them/",
        {"chon-xa": "1", "province": "46", "line1": "3 Lê Lợi", "full_name": "Hòa"},
    )
    form = response.context["form"]
    assert form.fields["ward"].choices == [("", "Chọn xã, phường"), ("19786", "phường Thuận Hóa")]
    assert (form["line1"].value(), form["full_name"].value()) == ("3 Lê Lợi", "Hòa")
    assert form.errors == {}
    assert UserAddress.objects.count() == 0


@pytest.mark.parametrize(
    ("change", "field", "sentence"),
    [
        ({"ward": "19786"}, "ward", "Xã, phường này không thuộc tỉnh đã chọn. Bạn chọn lại giúp."),
        ({"ward": ""}, "ward", "Bạn chưa chọn xã, phường."),
        ({"province": "00\x00"}, "province", "Lựa chọn này không còn nữa. Bạn chọn lại giúp."),
        ({"line1": "d" * 10_000}, "line1", "Phần này dài quá: tối đa 160 ký tự, bạn đang có 10000."),
    ],
)
def test_address_that_is_wrong_says_so(
    signed_in: Client, change: dict[str, str], field: str, sentence: str
) -> None:
    load_few_places()
    response = signed_in.post("/tai-khoan/dia-chi/them/", {**ADDRESS, **change})
    assert response.status_code == 200
    assert response.context["form"].errors[field] == [sentence]
    assert 'value="Trần Thị Minh"' in response.content.decode()
    assert UserAddress.objects.count() == 0


def test_address_changes_in_place(signed_in: Client, person: User) -> None:
    load_few_places()
    address = make_address(person)
    signed_in.post(f"/tai-khoan/dia-chi/{address.pk}/", ADDRESS)
    changed = UserAddress.objects.get()
    assert (changed.pk, changed.first_name, changed.line4) == (address.pk, "Trần Thị Minh", "xã Cam Lộ")
    assert changed.is_default_for_shipping is True


def test_one_address_is_the_usual_one(signed_in: Client, person: User) -> None:
    first = make_address(person)
    second = make_address(person, line1="1 Hùng Vương")
    third = make_address(person, line1="2 Hùng Vương", is_default=True)

    def usual() -> list[int]:
        return list(UserAddress.objects.filter(is_default_for_shipping=True).values_list("pk", flat=True))

    assert usual() == [third.pk]
    signed_in.post(f"/tai-khoan/dia-chi/{second.pk}/mac-dinh/")
    assert usual() == [second.pk]
    signed_in.post(f"/tai-khoan/dia-chi/{second.pk}/xoa/")
    assert usual() == [first.pk]


def test_same_address_twice_and_one_too_many_are_told(signed_in: Client, person: User) -> None:
    load_few_places()
    signed_in.post("/tai-khoan/dia-chi/them/", ADDRESS)
    again = signed_in.post("/tai-khoan/dia-chi/them/", ADDRESS)
    assert again.context["form"].non_field_errors() == ["Địa chỉ này đã có trong sổ rồi."]
    for number in range(MOST_ADDRESSES - 1):
        make_address(person, line1=f"{number} Lê Duẩn")
    more = signed_in.post("/tai-khoan/dia-chi/them/", {**ADDRESS, "line1": "khác"})
    assert more.context["form"].non_field_errors() == ["Sổ đã đủ 20 địa chỉ. Bạn xóa bớt một địa chỉ cũ nhé."]
    assert UserAddress.objects.count() == MOST_ADDRESSES
    first = UserAddress.objects.earliest("pk")
    signed_in.post(
        f"/tai-khoan/dia-chi/{first.pk}/", {**ADDRESS, "line1": "9 Trần Phú"}
    )  # a full book is still edited
    first.refresh_from_db()
    assert (first.line1, first.is_default_for_shipping) == ("9 Trần Phú", True)
