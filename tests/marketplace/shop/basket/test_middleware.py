"""Whose basket it is: cookie, account, and the moment of signing in."""

import pytest
from django.conf import settings
from django.core.signing import Signer
from django.http import HttpResponse
from django.test import Client, RequestFactory

from marketplace.shop.basket.middleware import BasketMiddleware
from tests.factories.baskets import Basket, Line, lines_of, put
from tests.factories.catalogue import published_product
from tests.factories.people import PASSWORD, UserFactory

COOKIE = settings.OSCAR_BASKET_COOKIE_OPEN
SUMMARY = "/gio-hang/"


class Untouchable:
    def __getattr__(self, name: str) -> object:
        raise AssertionError(name)


def test_page_that_needs_no_basket_asks_for_nothing(rf: RequestFactory) -> None:
    request = rf.get("/", headers={"Cookie": f"{COOKIE}=1:forged"})
    request.user = request.session = Untouchable()  # type: ignore[assignment]

    response = BasketMiddleware(lambda _request: HttpResponse("ok"))(request)

    assert response.content == b"ok"
    assert response.cookies == {}
    assert not response.has_header("Vary")


@pytest.mark.django_db
class TestCookie:
    def test_visitor_gets_a_signed_cookie_with_the_first_goods(self, client: Client) -> None:
        assert client.get(SUMMARY).cookies == {}

        cookie = put(client, published_product()).cookies[COOKIE]

        key = Signer(salt="marketplace.shop.basket").unsign(cookie.value)
        assert int(key) == Basket.objects.get().pk
        assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", 30 * 24 * 3600)

    def test_cookie_is_not_sent_again(self, client: Client) -> None:
        put(client, published_product())

        assert COOKIE not in client.get(SUMMARY).cookies

    @pytest.mark.parametrize("value", ["1", "1:abc", "", "x" * 4000, "1:\u00e9", "-1:9"])
    def test_forged_cookie_opens_nothing_and_goes(self, client: Client, value: str) -> None:
        put(Client(), published_product(title="Tiêu Cùa"))
        client.cookies[COOKIE] = value

        response = client.get(SUMMARY)

        assert response.status_code == 200
        assert "Tiêu Cùa" not in response.content.decode()
        assert response.cookies[COOKIE]["max-age"] == 0

    def test_cookie_signed_for_something_else_opens_nothing(self, client: Client) -> None:
        put(Client(), published_product(title="Tiêu Cùa"))
        client.cookies[COOKIE] = Signer().sign(str(Basket.objects.get().pk))

        assert "Tiêu Cùa" not in client.get(SUMMARY).content.decode()

    @pytest.mark.parametrize("status", [Basket.SUBMITTED, Basket.MERGED, Basket.FROZEN])
    def test_basket_that_is_closed_is_an_empty_one(self, client: Client, status: str) -> None:
        put(client, published_product(title="Tiêu Cùa"))
        Basket.objects.update(status=status)

        response = client.get(SUMMARY)

        assert "Giỏ còn trống" in response.content.decode()
        assert response.cookies[COOKIE]["max-age"] == 0

    def test_basket_that_was_cleared_away_is_an_empty_one(self, client: Client) -> None:
        put(client, published_product())
        Basket.objects.all().delete()

        assert "Giỏ còn trống" in client.get(SUMMARY).content.decode()

    def test_persons_basket_cannot_be_opened_by_a_visitors_cookie(self, client: Client) -> None:
        put(client, published_product(title="Tiêu Cùa"))
        Basket.objects.update(owner=UserFactory.create())

        assert "Giỏ còn trống" in client.get(SUMMARY).content.decode()


@pytest.mark.django_db
class TestSignIn:
    def test_chosen_goods_join_the_persons_basket(self, client: Client) -> None:
        user = UserFactory.create()
        both, old, new = (published_product() for _number in range(3))
        client.force_login(user)
        put(client, both, 3)
        put(client, old, 1)
        client.logout()
        put(client, both, 2)
        put(client, new, 4)

        client.force_login(user)
        page = client.get(SUMMARY)

        own = Basket.open.get()
        assert own.owner == user
        assert lines_of(own) == [(both.pk, 3), (old.pk, 1), (new.pk, 4)]
        assert "Đã gộp món bạn chọn lúc chưa đăng nhập." in page.content.decode()
        assert page.cookies[COOKIE]["max-age"] == 0
        assert Basket.objects.get(owner=None).status == Basket.MERGED

    def test_larger_quantity_stays(self, client: Client) -> None:
        user, product = UserFactory.create(), published_product(stock=30)
        put(client, product, 7)
        client.force_login(user)
        client.get(SUMMARY)
        client.logout()
        put(client, product, 9)

        client.force_login(user)
        client.get(SUMMARY)

        assert lines_of(Basket.open.get()) == [(product.pk, 9)]

    def test_sign_in_page_merges_at_once(self, client: Client) -> None:
        user, product = UserFactory.create(), published_product()
        put(client, product, 2)

        client.post("/tai-khoan/dang-nhap/", {"email": user.email, "password": PASSWORD})

        assert lines_of(Basket.open.get(owner=user)) == [(product.pk, 2)]

    def test_person_without_goods_has_no_basket_row(self, client: Client) -> None:
        client.force_login(UserFactory.create())

        client.get(SUMMARY)

        assert not Basket.objects.exists()

    def test_two_open_baskets_of_a_person_become_one(self, client: Client) -> None:
        user = UserFactory.create()
        first, second = published_product(), published_product()
        client.force_login(user)
        put(client, first)
        other = Client()
        put(other, second)
        Basket.objects.filter(owner=None).update(owner=user)

        client.get(SUMMARY)

        assert lines_of(Basket.open.get()) == [(first.pk, 1), (second.pk, 1)]

    def test_same_basket_is_not_merged_twice(self, client: Client) -> None:
        product = published_product()
        put(client, product, 3)
        value = client.cookies[COOKIE].value
        client.force_login(UserFactory.create())
        client.get(SUMMARY)
        Line.objects.update(quantity=1)
        client.cookies[COOKIE] = value  # another tab, which left before the first was answered

        client.get(SUMMARY)

        assert lines_of(Basket.open.get()) == [(product.pk, 1)]
