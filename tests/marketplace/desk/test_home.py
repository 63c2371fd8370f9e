"""The desk's first page: the day's work, the officer's words, and figures of this stall alone."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries

from marketplace.fulfilment.models import StallOrder
from marketplace.listings.services import request_changes
from marketplace.notifications.models import Message
from marketplace.stalls.enums import MemberRole
from tests.factories.listings import officer, submitted
from tests.factories.orders import make_order, make_product, make_stall, move_part, part_of
from tests.factories.stalls import StallFactory
from tests.marketplace.desk.people import sign_in

pytestmark = pytest.mark.django_db


def home(client: Client) -> str:
    return client.get(reverse("desk:home")).content.decode()


def test_work_is_counted_and_said(client: Client) -> None:
    stall = make_stall()
    for state in ("new", "new", "confirmed", "packed", "delivered"):
        move_part(part_of(make_order((make_product(stall=stall, stock=50), 1))), state)
    make_order()  # of somebody else
    sign_in(client, stall)
    page = home(client)
    for words in ("có 4 việc", "2 đơn chờ xác nhận", "1 đơn cần đóng gói", "1 gói chờ gửi"):
        assert words in page, words


def test_goods_that_run_out_are_named_with_what_is_left(client: Client) -> None:
    stall = make_stall()
    low = make_product(stall=stall, stock=5, title="Tiêu Cùa")
    make_product(stall=stall, stock=6, title="Bơ sáp")
    make_product(stall=make_stall(), stock=0, title="Hàng nhà khác")
    make_order((low, 2))
    sign_in(client, stall)
    page = home(client)
    assert "1 món sắp hết hoặc đã hết" in page
    assert "Tiêu Cùa" in page
    assert "còn 3" in page
    assert "Bơ sáp" not in page
    assert "Hàng nhà khác" not in page


def test_words_of_the_officer_stand_beside_the_listing(client: Client) -> None:
    stall = StallFactory.create()
    task = submitted(stall=stall)
    request_changes(task_state=task, user=officer(), comment="Ảnh nhãn bị lóa, chụp lại giúp.")
    sign_in(client, stall)
    page = home(client)
    assert "Ảnh nhãn bị lóa, chụp lại giúp." in page
    assert "Lê Thị Thanh Tâm" in page


def test_packer_is_shown_orders_and_no_money(client: Client) -> None:
    stall = make_stall()
    make_order((make_product(stall=stall, stock=50), 1))
    sign_in(client, stall, MemberRole.PACKER)
    page = home(client)
    assert "1 đơn chờ xác nhận" in page
    assert "Tiền hàng" not in page
    assert "118.000" not in page


def test_letter_that_opens_a_door_is_not_shown(client: Client) -> None:
    stall = make_stall()
    for number, kind, is_secret in ((1, "stall_order_new", False), (2, "password_reset", True)):
        Message.objects.create(
            key=str(number),
            kind=kind,
            recipient=stall.email,
            subject=f"Thư {number}",
            is_secret=is_secret,
            state="sent",
        )
    sign_in(client, stall)
    page = home(client)
    assert "Thư 1" in page
    assert "Thư 2" not in page


def test_confirming_on_the_page_comes_back_to_it(client: Client) -> None:
    stall = make_stall()
    part = part_of(make_order((make_product(stall=stall, stock=50), 1)))
    sign_in(client, stall)
    answer = client.post(
        reverse("desk:order_confirm", kwargs={"part_number": part.number}), {"next": reverse("desk:home")}
    )
    assert answer.headers["Location"] == reverse("desk:home")
    assert StallOrder.objects.get(pk=part.pk).state == "confirmed"


def test_page_costs_the_same_whatever_waits(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    stall = make_stall()
    sign_in(client, stall)
    for _round in range(2):
        for _order in range(4):
            make_order((make_product(stall=stall, stock=4), 1))
        home(client)
        with django_assert_max_num_queries(25):
            home(client)
