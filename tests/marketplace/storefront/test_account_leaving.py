"""Taking everything along, and leaving: what is forgotten, and what the law keeps."""

import json

import pytest
from django.test import Client
from oscar.core.loading import get_model

from marketplace.accounts.models import Consent, User
from marketplace.accounts.services import close_account
from marketplace.fulfilment.models import Placement, StallOrder
from marketplace.notifications.models import Message
from marketplace.shop.catalogue.models import Product
from marketplace.stalls.models import StallMember
from marketplace.storefront.account_services import put_aside
from tests.factories.messages import MessageFactory
from tests.factories.orders import make_order, make_product, make_stall
from tests.factories.people import PASSWORD, ConsentFactory, UserFactory, officer
from tests.marketplace.accounts.helpers import is_signed_in
from tests.marketplace.storefront.account import make_address

Basket = get_model("basket", "Basket")
Order = get_model("order", "Order")
Review = get_model("reviews", "ProductReview")
UserAddress = get_model("address", "UserAddress")
WishLine = get_model("wishlists", "Line")

pytestmark = pytest.mark.django_db


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
