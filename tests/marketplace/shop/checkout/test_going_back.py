"""The browser's way back after an order: it leads to the order, not to a basket that looks as if all were lost."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from marketplace.fulfilment.models import Placement
from tests.factories.baskets import fill
from tests.marketplace.shop.checkout.test_place import DETAILS_URL, PLACE, REVIEW, place, reviewed

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("step", [DETAILS_URL, REVIEW, PLACE])
def test_step_that_is_over_leads_to_the_order(client: Client, step: str) -> None:
    path = place(client, reviewed(client)).headers["Location"]
    answer = client.get(step, follow=True)
    number = Placement.objects.get().order.number
    assert answer.redirect_chain[-1] == (path, 303)
    assert f"Đơn {number} đã đặt xong, giỏ đã trống." in answer.content.decode()


def test_new_basket_is_ordered_as_ever(client: Client) -> None:
    place(client, reviewed(client))
    fill(client)
    assert client.get(DETAILS_URL).status_code == 200


def test_empty_basket_after_an_hour_and_of_another_visitor_says_so(client: Client) -> None:
    place(client, reviewed(client))
    assert Client().get(DETAILS_URL).headers["Location"] == "/gio-hang/"
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        assert client.get(DETAILS_URL).headers["Location"] == "/gio-hang/"
