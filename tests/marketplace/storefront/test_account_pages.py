"""What a person has on the floor. Another's number is a 404, and everything typed gets an answer."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from oscar.core.loading import get_model
from pytest_django import DjangoAssertNumQueries

from marketplace.accounts.models import Consent, User
from marketplace.accounts.services import close_account
from marketplace.fulfilment.models import Placement, StallOrder
from marketplace.notifications.models import Message
from marketplace.shop.catalogue.models import Product
from marketplace.stalls.models import StallMember
from marketplace.storefront.account_services import MOST_ADDRESSES, put_aside, save_address
from tests.factories.messages import MessageFactory
from tests.factories.orders import make_order, make_product, make_stall
from tests.factories.people import PASSWORD, ConsentFactory, UserFactory, officer
from tests.factories.places import WardFactory, load_few_places
from tests.marketplace.accounts.helpers import is_signed_in

Basket = get_model("basket", "Basket")
Order = get_model("order", "Order")
Review = get_model("reviews", "ProductReview")
UserAddress = get_model("address", "UserAddress")
WishLine = get_model("wishlists", "Line")

pytestmark = pytest.mark.django_db
SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def person() -> User:
    return UserFactory.create(email="nhung@example.vn")


@pytest.fixture
def signed_in(client: Client, person: User) -> Client:
    client.force_login(person)
    return client


def make_address(user: User, **changes: Any) -> Any:
    values = {
        "full_name": "Nguyễn Thị Hồng Nhung",
        "phone": "0912345678",
        "line1": "24 Lê Lợi",
        "ward": WardFactory.create(code="19333"),
        "is_default": False,
        **changes,
    }
    return save_address(user=user, **values)


def words_of(response: Any) -> list[str]:
    return [str(message) for message in response.context["messages"]]


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
    assert (rows[0].quantity, rows[0].state_name, rows[0].total) == (1, "mới", 118_000) or rows[
        0
    ].quantity == 1


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


# --- things put aside -----------------------------------------------------------------------


def test_wish_is_put_aside_once_from_a_page_without_a_token(person: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(person)
    product = make_product(stall=make_stall())
    for _twice in range(2):
        response = client.post("/tai-khoan/yeu-thich/them/", {"product_id": product.pk}, headers=SAME_ORIGIN)
        assert response.headers["Location"] == "/tai-khoan/yeu-thich/"
    assert list(WishLine.objects.values_list("wishlist__owner", "product")) == [(person.pk, product.pk)]


@pytest.mark.parametrize(
    "headers", [{}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}]
)
def test_wish_from_another_site_is_refused(signed_in: Client, headers: dict[str, str]) -> None:
    product = make_product(stall=make_stall())
    response = signed_in.post("/tai-khoan/yeu-thich/them/", {"product_id": product.pk}, headers=headers)
    assert response.status_code == 403
    assert WishLine.objects.count() == 0


def test_wish_of_somebody_not_signed_in_waits_for_the_sign_in(client: Client, person: User) -> None:
    product = make_product(stall=make_stall())
    response = client.post("/tai-khoan/yeu-thich/them/", {"product_id": product.pk}, headers=SAME_ORIGIN)
    assert response.headers["Location"] == "/tai-khoan/dang-nhap/?next=/tai-khoan/yeu-thich/them/"
    form = {"email": person.email, "password": PASSWORD, "next": "/tai-khoan/yeu-thich/them/"}
    done = client.post("/tai-khoan/dang-nhap/", form, follow=True)
    assert done.redirect_chain[-1][0] == "/tai-khoan/yeu-thich/"
    assert words_of(done)[-1] == f"Đã để dành: {product.title}."
    assert WishLine.objects.get().product_id == product.pk


def test_wish_by_a_link_adds_nothing(signed_in: Client) -> None:
    product = make_product(stall=make_stall())
    response = signed_in.get("/tai-khoan/yeu-thich/them/", {"product_id": product.pk})
    assert response.headers["Location"] == "/tai-khoan/yeu-thich/"
    assert WishLine.objects.count() == 0


@pytest.mark.parametrize("product_id", ["", "0", "-1", "x", "\x00", "9" * 40, "999999"])
def test_wish_for_nothing_is_told(signed_in: Client, product_id: str) -> None:
    response = signed_in.post(
        "/tai-khoan/yeu-thich/them/", {"product_id": product_id}, headers=SAME_ORIGIN, follow=True
    )
    assert words_of(response) == ["Món này không còn trên kệ."]
    assert WishLine.objects.count() == 0


def test_list_says_what_can_be_had(signed_in: Client, person: User) -> None:
    stall = make_stall()
    there, sold_out, gone = (make_product(stall=stall, price=50_000) for _number in range(3))
    for product in (there, sold_out, gone):
        put_aside(user=person, product_id=product.pk)
    sold_out.stockrecords.update(num_in_stock=0)
    Product.objects.filter(pk=gone.pk).update(is_public=False)
    wishes = signed_in.get("/tai-khoan/yeu-thich/").context["wishes"]
    assert [(wish.title, wish.price, wish.in_stock, wish.url is None) for wish in wishes] == [
        (gone.title, None, False, True),
        (sold_out.title, 50_000, False, False),
        (there.title, 50_000, True, False),
    ]


def test_size_stands_for_the_whole_and_shows_the_lowest_price(signed_in: Client, person: User) -> None:
    stall = make_stall()
    parent = make_product(stall=stall, structure=Product.PARENT)
    small = make_product(stall=stall, structure=Product.CHILD, parent=parent, price=40_000)
    make_product(stall=stall, structure=Product.CHILD, parent=parent, price=70_000)
    put_aside(user=person, product_id=small.pk)
    [wish] = signed_in.get("/tai-khoan/yeu-thich/").context["wishes"]
    assert (wish.product_id, wish.price, wish.has_variants, wish.in_stock) == (parent.pk, 40_000, True, True)


def test_queries_of_the_list_do_not_grow(
    signed_in: Client, person: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    stall = make_stall()
    counts = []
    for _round in range(2):
        for _number in range(3):
            parent = make_product(stall=stall, structure=Product.PARENT)
            make_product(stall=stall, structure=Product.CHILD, parent=parent)
            put_aside(user=person, product_id=parent.pk)
            put_aside(user=person, product_id=make_product(stall=make_stall()).pk)
        signed_in.get("/tai-khoan/yeu-thich/")
        with django_assert_max_num_queries(15) as caught:
            signed_in.get("/tai-khoan/yeu-thich/")
        counts.append(len(caught))
    assert counts[0] == counts[1]


def test_wish_is_taken_off_and_others_stay(signed_in: Client, person: User) -> None:
    product = make_product(stall=make_stall())
    other = UserFactory.create()
    for user in (person, other):
        put_aside(user=user, product_id=product.pk)
    signed_in.post("/tai-khoan/yeu-thich/bo/", {"product_id": product.pk})
    assert list(WishLine.objects.values_list("wishlist__owner", flat=True)) == [other.pk]


# --- a copy of it all -----------------------------------------------------------------------


def test_copy_holds_everything_of_the_person_and_of_nobody_else(signed_in: Client, person: User) -> None:
    stranger = UserFactory.create(email="la@example.vn", full_name="Người Lạ", phone="0909999999")
    make_order(owner=stranger)
    make_address(stranger, line1="Nhà người lạ")
    MessageFactory.create(recipient="la@example.vn", body_text="thư người lạ")
    placement = make_order(owner=person)
    make_address(person)
    put_aside(user=person, product_id=make_product(stall=make_stall(), title="Tiêu Cùa").pk)
    ConsentFactory.create(user=person, document="bao-mat", version="1.4")
    MessageFactory.create(recipient="nhung@example.vn", body_text="thư của tôi")
    MessageFactory.create(recipient="nhung@example.vn", body_text="đường dẫn bí mật", is_secret=True)

    response = signed_in.get("/tai-khoan/rieng-tu/tai-ve/")
    assert response.headers["Content-Disposition"].startswith('attachment; filename="du-lieu-cua-toi-')
    text = response.content.decode()
    data = json.loads(text)
    assert data["profile"]["email"] == "nhung@example.vn"
    assert [row["line1"] for row in data["addresses"]] == ["24 Lê Lợi"]
    [order] = data["orders"]
    assert order["number"] == placement.order.number
    assert order["contact"]["phone"] == "0912345678"
    assert [line["quantity"] for part in order["parts"] for line in part["lines"]] == [1]
    assert data["wish_list"] == ["Tiêu Cùa"]
    assert [row["document"] for row in data["consents"]].count("bao-mat") == 2  # account and order
    assert "thư của tôi" in text
    for foreign in (
        "la@example.vn",
        "Người Lạ",
        "Nhà người lạ",
        "thư người lạ",
        "đường dẫn bí mật",
        placement.token,
    ):
        assert foreign not in text


def test_copy_of_an_unproven_account_holds_no_letters_of_the_address(client: Client) -> None:
    """Whoever typed my address into a new account must not read what the floor wrote to me."""
    user = UserFactory.create(email="cua-toi@example.vn", email_verified_at=None)
    MessageFactory.create(recipient="cua-toi@example.vn", body_text="đơn của tôi")
    client.force_login(user)
    assert json.loads(client.get("/tai-khoan/rieng-tu/tai-ve/").content)["messages"] == []


# --- the way out ----------------------------------------------------------------------------


def test_closed_account_forgets_the_person_and_keeps_the_contract(client: Client, person: User) -> None:
    placement = make_order(owner=person)
    make_address(person)
    put_aside(user=person, product_id=make_product(stall=make_stall()).pk)
    Basket.objects.create(owner=person)
    ConsentFactory.create(user=person)
    review = Review.objects.create(
        product=Product.objects.first(),
        user=person,
        score=5,
        title="Ngon",
        body="Thơm",
        name="Nhung",
        status=1,
    )
    elsewhere = Client()
    for session in (client, elsewhere):
        session.force_login(person)
    response = client.post("/tai-khoan/rieng-tu/dong/", {"current": PASSWORD})
    assert response.headers["Location"] == "/tai-khoan/dang-nhap/"

    assert not is_signed_in(client)
    assert not is_signed_in(elsewhere)
    person.refresh_from_db()
    assert (person.email, person.full_name, person.phone) == (
        f"closed-{person.pk}@invalid",
        "Tài khoản đã đóng",
        "",
    )
    assert (person.is_active, person.has_usable_password(), person.email_verified_at) == (False, False, None)
    assert person.closed_at is not None
    assert UserAddress.objects.count() == 0
    assert WishLine.objects.count() == 0
    assert list(Basket.objects.filter(owner=person).values_list("pk", flat=True)) == [placement.basket_id]
    review.refresh_from_db()
    assert (review.user_id, review.name, review.body) == (None, "Người mua đã đóng tài khoản", "Thơm")
    # The contract and the proof of what was agreed to stay.
    kept = Placement.objects.get()
    assert (kept.contact_name, kept.contact_phone) == ("Nguyễn Thị Hồng Nhung", "0912345678")
    assert Order.objects.get().shipping_address.line1 == "24 Lê Lợi"
    assert StallOrder.objects.count() == 1
    assert Consent.objects.filter(user=person, purpose="account", withdrawn_at=None).count() == 0
    assert Consent.objects.filter(user=person, purpose="order", withdrawn_at=None).count() == 2
    assert list(Message.objects.filter(kind="account_closed").values_list("recipient", flat=True)) == [
        "nhung@example.vn"
    ]


def test_closed_account_cannot_sign_in_and_its_address_is_free(client: Client, person: User) -> None:
    client.force_login(person)
    client.post("/tai-khoan/rieng-tu/dong/", {"current": PASSWORD})
    for email in ("nhung@example.vn", f"closed-{person.pk}@invalid"):
        client.post("/tai-khoan/dang-nhap/", {"email": email, "password": PASSWORD})
        assert not is_signed_in(client)
    client.post("/tai-khoan/quen-mat-khau/", {"email": "nhung@example.vn"})
    assert Message.objects.filter(kind="password_reset").count() == 0
    again = UserFactory.create(email="nhung@example.vn")
    assert again.pk != person.pk
    client.post("/tai-khoan/dang-nhap/", {"email": "nhung@example.vn", "password": PASSWORD})
    assert is_signed_in(client)
    assert client.get("/tai-khoan/don-hang/").context["orders"] == []


def test_closing_asks_for_the_password_and_a_post(signed_in: Client, person: User) -> None:
    signed_in.get("/tai-khoan/rieng-tu/dong/")
    response = signed_in.post("/tai-khoan/rieng-tu/dong/", {"current": "sai"})
    assert response.context["form"].errors == {"current": ["Mật khẩu hiện nay chưa đúng."]}
    person.refresh_from_db()
    assert person.closed_at is None


def test_closing_twice_changes_nothing_more(person: User) -> None:
    assert close_account(user=person) is True
    person.refresh_from_db()
    first = person.closed_at
    assert close_account(user=person) is False
    person.refresh_from_db()
    assert person.closed_at == first
    assert Message.objects.filter(kind="account_closed").count() == 1


def test_account_that_keeps_a_stall_stays(signed_in: Client, person: User) -> None:
    stall = make_stall()
    StallMember.objects.create(stall=stall, user=person)
    make_address(person)
    response = signed_in.post("/tai-khoan/rieng-tu/dong/", {"current": PASSWORD})
    assert response.context["form"].non_field_errors() == [
        f"Tài khoản này đang trông coi {stall.name}. Bạn liên hệ sàn để bàn giao gian hàng trước khi đóng."
    ]
    person.refresh_from_db()
    assert person.closed_at is None
    assert UserAddress.objects.count() == 1


def test_account_of_an_officer_stays(client: Client) -> None:
    person = officer()
    client.force_login(person)
    response = client.post("/tai-khoan/rieng-tu/dong/", {"current": PASSWORD})
    assert response.context["form"].non_field_errors() == [
        "Tài khoản này vào được trang quản trị. Bạn nhờ quản trị sàn thu quyền trước khi đóng."
    ]
    person.refresh_from_db()
    assert person.closed_at is None


def test_product_page_offers_to_put_aside_without_a_token(client: Client) -> None:
    product = make_product(stall=make_stall())
    page = client.get(product.get_absolute_url()).content.decode()
    assert '<form action="/tai-khoan/yeu-thich/them/" method="post">' in page
    assert "csrfmiddlewaretoken" not in page
