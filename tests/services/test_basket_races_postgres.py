"""What happens when a shopper, or a browser, is faster than an answer. Needs row locks that are real."""

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
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
    browsers = [Client() for _number in range(THREADS)]
    for browser in browsers:
        for name in COOKIES:
            if name in client.cookies:
                browser.cookies[name] = client.cookies[name].value
    return at_once([partial(act, browser) for browser in browsers])


def at_once(acts: Sequence[Callable[[], Any]]) -> list[Any]:
    """Do all of it at the same moment, each on its own connection."""
    start = Barrier(len(acts))

    def one(act: Callable[[], Any]) -> Any:
        start.wait(timeout=20)
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(one, acts))


def at_the_review(client: Client) -> dict[str, str]:
    """Walk from the basket to the review; return the form that binds."""
    page = client.get("/thanh-toan/")
    client.post("/thanh-toan/", {**DETAILS, "da-xem": page.context["seen"]})
    return {
        "khoa": client.get("/thanh-toan/xem-lai/").context["key"],
        "dong-y-quy-che": "on",
        "dong-y-bao-mat": "on",
    }


def test_same_goods_added_at_once_make_one_line(client: Client) -> None:
    first, second = published_product(stock=50), published_product(stock=50)
    put(client, first)

    answers = together(lambda browser: put_as_json(browser, second), client)

    assert [answer.status_code for answer in answers] == [200] * THREADS
    assert lines_of(Basket.objects.get()) == [(first.pk, 1), (second.pk, THREADS)]


def test_order_sent_at_once_is_one_order(client: Client) -> None:
    load_few_places()
    fill(client, stalls=2)
    form = at_the_review(client)

    answers = together(lambda browser: browser.post("/thanh-toan/dat-hang/", form), client)

    assert Order.objects.count() == 1
    order = Order.objects.get()
    assert {answer["Location"] for answer in answers} == {
        f"/don-hang/{order.number}/{order.placement.token}/"
    }
    assert set(Line.objects.values_list("stockrecord__num_allocated", flat=True)) == {2}


def test_twelve_shoppers_of_the_last_three_see_an_order_or_a_sentence() -> None:
    load_few_places()
    scarce = published_product(title="Mật ong rừng", stock=3)
    shoppers = [Client() for _number in range(12)]
    forms = []
    for shopper in shoppers:
        put(shopper, scarce)
        forms.append(at_the_review(shopper))

    def place(shopper: Client, form: dict[str, str]) -> Any:
        return shopper.post("/thanh-toan/dat-hang/", form, follow=True)

    answers = at_once([partial(place, *pair) for pair in zip(shoppers, forms, strict=True)])

    assert [answer.status_code for answer in answers] == [200] * 12
    last = Counter(answer.redirect_chain[-1][0].split("/")[1] for answer in answers)
    assert last == {"don-hang": 3, "gio-hang": 9}
    told = "Món này vừa hết hàng nên không tính vào đơn."
    assert sum(told in answer.content.decode() for answer in answers) == 9
    assert Order.objects.count() == 3
    record = scarce.stockrecords.get()
    assert (record.num_in_stock, record.num_allocated) == (3, 3)
