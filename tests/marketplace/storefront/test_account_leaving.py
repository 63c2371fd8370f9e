"""Leaving: what is forgotten, and what the law keeps."""

import pytest
from django.test import Client
from django.utils import timezone
from oscar.core.loading import get_model

from marketplace.accounts.models import Consent, RecoveryCode, SecondFactor, User
from marketplace.accounts.services import close_account
from marketplace.fulfilment.models import Placement, StallOrder
from marketplace.notifications.models import Message
from marketplace.shop.catalogue.models import Product
from marketplace.stalls.models import StallMember
from marketplace.storefront.account_services import put_aside
from tests.factories.dossiers import draft_dossier
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


def test_closed_account_leaves_no_key_of_the_second_step(person: User) -> None:
    SecondFactor.objects.create(user=person, secret="JBSWY3DPEHPK3PXP", confirmed_at=timezone.now())
    RecoveryCode.objects.create(user=person, digest="a" * 64)
    stranger = SecondFactor.objects.create(user=UserFactory.create(), secret="KRSXG5CTMVRXEZLU")
    close_account(user=person)
    assert list(SecondFactor.objects.all()) == [stranger]
    assert RecoveryCode.objects.count() == 0


def test_closed_account_leaves_letters_about_orders_only(person: User) -> None:
    sent = {"recipient": "Nhung@example.vn", "state": Message.State.SENT}
    MessageFactory.create(kind="password_changed", is_secret=True, **sent)
    order = MessageFactory.create(kind="order_placed", **sent)
    other = MessageFactory.create(
        kind="password_changed", is_secret=True, **{**sent, "recipient": "la@example.vn"}
    )
    close_account(user=person)
    assert set(Message.objects.exclude(kind="account_closed")) == {order, other}


def test_closed_account_cannot_sign_in_and_its_address_is_free(client: Client, person: User) -> None:
    client.force_login(person)
    client.post("/tai-khoan/rieng-tu/dong/", {"current": PASSWORD})
    answer = client.post("/tai-khoan/dang-nhap/", {"email": "nhung@example.vn", "password": PASSWORD})
    # The same sentence as for a wrong password: nobody learns that there was an account.
    assert answer.context["form"].non_field_errors() == [
        "Thư điện tử hoặc mật khẩu chưa đúng. Bạn xem lại, hoặc đặt mật khẩu mới."
    ]
    client.post("/tai-khoan/dang-nhap/", {"email": f"closed-{person.pk}@invalid", "password": PASSWORD})
    assert not is_signed_in(client)
    client.post("/tai-khoan/quen-mat-khau/", {"email": "nhung@example.vn"})
    assert Message.objects.filter(kind="password_reset").count() == 0
    again = UserFactory.create(email="nhung@example.vn")
    assert again.pk != person.pk
    client.post("/tai-khoan/dang-nhap/", {"email": "nhung@example.vn", "password": PASSWORD})
    assert is_signed_in(client)
    assert client.get("/tai-khoan/don-hang/").context["orders"] == []


def test_closing_speaks_of_an_application_where_there_is_one(signed_in: Client, person: User) -> None:
    sentence = "Rút lại hồ sơ mở gian hàng chưa được duyệt"
    assert sentence not in signed_in.get("/tai-khoan/rieng-tu/dong/").content.decode()
    draft_dossier(person)
    assert sentence in signed_in.get("/tai-khoan/rieng-tu/dong/").content.decode()


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
