"""Things put aside: from a page without a token, by posts of this site only, after signing in."""

import pytest
from django.test import Client
from oscar.core.loading import get_model
from pytest_django import DjangoAssertNumQueries

from marketplace.accounts.models import User
from marketplace.shop.catalogue.models import Product
from marketplace.storefront.account_services import put_aside
from tests.factories.orders import make_product, make_stall
from tests.factories.people import PASSWORD, UserFactory
from tests.marketplace.storefront.account import words_of

WishLine = get_model("wishlists", "Line")

pytestmark = pytest.mark.django_db
SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}


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


def test_product_page_offers_to_put_aside_without_a_token(client: Client) -> None:
    product = make_product(stall=make_stall())
    page = client.get(product.get_absolute_url()).content.decode()
    assert '<form action="/tai-khoan/yeu-thich/them/" method="post">' in page
    assert "csrfmiddlewaretoken" not in page
