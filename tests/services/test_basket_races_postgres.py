"""What happens when a shopper, or a browser, is faster than an answer. Needs row locks that are real."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from oscar.core.loading import get_model

from tests.factories.baskets import DETAILS, Basket, Line, fill, lines_of, put, put_as_json
from tests.factories.catalogue import published_product
from tests.factories.places import load_few_places

pytestmark = [pytest.mark.needs_postgres, pytest.mark.django_db(transaction=True)]
Order = get_model("order", "Order")
THREADS = 8
COOKIES = ("gio_hang", "sessionid")


def together(act: Callable[[Client], Any], client: Client) -> list[Any]:
    """Let ``THREADS`` browsers with the cookies of ``client`` do the same at once."""
    start = Barrier(THREADS)

    def one(_number: int) -> Any:
        browser = Client()
        for name in COOKIES:
            if name in client.cookies:
                browser.cookies[name] = client.cookies[name].value
        start.wait(timeout=20)
        try:
            return act(browser)
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(one, range(THREADS)))


def test_same_goods_added_at_once_make_one_line(client: Client) -> None:
    first, second = published_product(stock=50), published_product(stock=50)
    put(client, first)

    answers = together(lambda browser: put_as_json(browser, second), client)

    assert [answer.status_code for answer in answers] == [200] * THREADS
    assert lines_of(Basket.objects.get()) == [(first.pk, 1), (second.pk, THREADS)]


def test_order_sent_at_once_is_one_order(client: Client) -> None:
    load_few_places()
    fill(client, stalls=2)
    page = client.get("/thanh-toan/")
    client.post("/thanh-toan/", {**DETAILS, "da-xem": page.context["seen"]})
    form = {
        "khoa": client.get("/thanh-toan/xem-lai/").context["key"],
        "dong-y-quy-che": "on",
        "dong-y-bao-mat": "on",
    }

    answers = together(lambda browser: browser.post("/thanh-toan/dat-hang/", form), client)

    assert Order.objects.count() == 1
    order = Order.objects.get()
    assert {answer["Location"] for answer in answers} == {
        f"/don-hang/{order.number}/{order.placement.token}/"
    }
    assert set(Line.objects.values_list("stockrecord__num_allocated", flat=True)) == {2}
