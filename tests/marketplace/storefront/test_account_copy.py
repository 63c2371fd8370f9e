"""Taking everything along: whole, readable, of nobody else, and without keys."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from oscar.core.loading import get_model
from pytest_django import DjangoAssertNumQueries

from marketplace.accounts.models import SecondFactor, User
from marketplace.fulfilment.enums import StallOrderState
from marketplace.notifications.models import Message
from marketplace.notifications.services import deliver_message
from marketplace.shop.catalogue.models import Product
from marketplace.stalls.enums import StallKind
from marketplace.stalls.models import StallMember
from marketplace.storefront.account_services import put_aside
from tests.factories.baskets import put
from tests.factories.dossiers import submitted_dossier
from tests.factories.messages import MessageFactory
from tests.factories.orders import CHARGE, make_order, make_product, make_stall, move_part, part_of
from tests.factories.people import ConsentFactory, UserFactory
from tests.marketplace.storefront.account import make_address

Review = get_model("reviews", "ProductReview")

pytestmark = pytest.mark.django_db
COPY = "/tai-khoan/rieng-tu/tai-ve/"


def copy_of(client: Client) -> Any:
    return json.loads(client.get(COPY).content)


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

    response = signed_in.get(COPY)
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
    assert (data["stalls"], data["stall_applications"]) == ([], [])
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


def test_copy_has_the_floors_clock_and_one_form_of_a_number(signed_in: Client, person: User) -> None:
    make_address(person)
    order = make_order(owner=person).order
    order.date_placed = datetime(2026, 11, 1, 18, 30, tzinfo=UTC)
    order.save()
    data = copy_of(signed_in)
    assert data["orders"][0]["placed_at"] == "2026-11-02T01:30:00+07:00"
    assert data["made_at"].endswith("+07:00")
    numbers = {row["phone"] for row in (data["profile"], data["addresses"][0], data["orders"][0]["delivery"])}
    assert numbers == {"0912345678"}


def test_copy_of_an_unproven_account_holds_no_letters_of_the_address(client: Client) -> None:
    """Whoever typed my address into a new account must not read what the floor wrote to me."""
    user = UserFactory.create(email="cua-toi@example.vn", email_verified_at=None)
    MessageFactory.create(recipient="cua-toi@example.vn", body_text="đơn của tôi")
    client.force_login(user)
    assert json.loads(client.get(COPY).content)["messages"] == []


def test_copy_tells_what_was_bought_how_it_came_and_how_it_is_paid(signed_in: Client, person: User) -> None:
    coffee, salt = (
        make_product(stall=make_stall(name=name), price=price, title=title, unit="túi 250 g")
        for name, price, title in (("HTX Đất Đỏ", 98_000, "Cà phê"), ("HTX Tiêu Cùa", 42_000, "Muối tiêu"))
    )
    placement = make_order((coffee, 2), (salt, 1), owner=person)
    move_part(part_of(placement), StallOrderState.DELIVERED)
    move_part(part_of(placement, 1), StallOrderState.CANCELLED)

    [order] = copy_of(signed_in)["orders"]

    arrived, cancelled = order["parts"]
    assert (order["total"], order["currency"]) == (2 * 98_000 + 42_000 + 2 * CHARGE, "VND")
    assert arrived["lines"] == [
        {"title": "Cà phê", "unit": "túi 250 g", "quantity": 2, "price": 98_000, "amount": 196_000}
    ]
    assert [event["state"] for event in arrived["events"]] == [
        "new",
        "confirmed",
        "packed",
        "shipped",
        "delivered",
    ]
    assert [row["tracking_code"] for row in arrived["shipments"]] == ["VTP 2611 8840"]
    assert [(row["way"], row["amount"], row["state"]) for row in arrived["payments"]] == [
        ("cod", 196_000 + CHARGE, "captured")
    ]
    assert (cancelled["stall"], cancelled["state"], cancelled["cancel_reason"]) == (
        "HTX Tiêu Cùa",
        "cancelled",
        "Hết hàng",
    )
    assert [row["state"] for row in cancelled["payments"]] == ["failed"]
    assert (arrived["state_in_words"], cancelled["state_in_words"]) == ("Đã giao", "Đã hủy")


def test_copy_of_a_letter_does_not_open_the_order(signed_in: Client, person: User) -> None:
    """Whoever is shown the copy must not be able to open the order with the link in the letter."""
    placement = make_order(owner=person)
    message = Message.objects.get(kind="order_placed")
    deliver_message(message.pk)
    message.refresh_from_db()
    assert placement.token in message.body_text
    text = signed_in.get(COPY).content.decode()
    [letter] = json.loads(text)["messages"]
    assert placement.order.number in letter["body_text"]
    assert placement.token not in text


def test_copy_holds_basket_reviews_and_the_second_step(signed_in: Client, person: User) -> None:
    product = make_product(stall=make_stall(), title="Mật ong")
    put(signed_in, product, 3)
    Review.objects.create(product=product, user=person, score=4, title="Thơm", body="Ngọt", status=0)
    since = timezone.now()
    SecondFactor.objects.create(user=person, secret="JBSWY3DPEHPK3PXP", confirmed_at=since)
    response = signed_in.get(COPY)
    data = json.loads(response.content)
    assert data["basket"] == [{"product": "Mật ong", "quantity": 3}]
    [review] = data["reviews"]
    assert (review["product"], review["score"], review["title"], review["state_in_words"]) == (
        "Mật ong",
        4,
        "Thơm",
        "chờ duyệt",
    )
    assert data["profile"]["second_factor_since"][:19] == timezone.localtime(since).isoformat()[:19]
    assert "JBSWY3DPEHPK3PXP" not in response.content.decode()


def test_copy_holds_stalls_and_what_the_person_asked_to_open(client: Client) -> None:
    dossier = submitted_dossier()
    StallMember.objects.create(stall=make_stall(name="Ruốc chị Lựu"), user=dossier.keeper, role="packer")
    submitted_dossier(UserFactory.create(), name="Gian người lạ")
    client.force_login(dossier.keeper)
    response = client.get(COPY)
    data = json.loads(response.content)
    assert [(row["stall"], row["role"]) for row in data["stalls"]] == [("Ruốc chị Lựu", "packer")]
    [asked] = data["stall_applications"]
    assert (asked["number"], asked["state"]) == (dossier.number, "submitted")
    assert {name: asked["facts"][name] for name in ("kind", "name", "residence", "bank_number")} == {
        "kind": StallKind.HOUSEHOLD,
        "name": "Tiêu Cùa Bà Lài",
        "residence": "Thôn Mai Lộc 2, xã Cam Lộ, tỉnh Quảng Trị",
        "bank_number": "0044000001",
    }
    assert [paper["file"] for paper in asked["papers"]] == ["giay.jpg"]
    assert "Gian người lạ" not in response.content.decode()


def test_queries_of_the_copy_do_not_grow(
    signed_in: Client, person: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    stall = make_stall()
    counts = []
    for number in range(2):
        for _order in range(2):
            product = make_product(stall=stall)
            make_order((product, 1), (make_product(stall=make_stall()), 1), owner=person)
            make_address(person, line1=f"{number} {_order}")
            put(signed_in, Product.objects.latest("pk"))
        signed_in.get(COPY)
        with django_assert_max_num_queries(30) as caught:
            signed_in.get(COPY)
        counts.append(len(caught))
    assert counts[0] == counts[1]
