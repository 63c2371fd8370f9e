"""The desk in English: no Vietnamese of the floor's own is left, and what stays Vietnamese says that it is."""

import pytest
from bs4 import BeautifulSoup
from django.apps import apps
from django.test import Client
from django.urls import reverse
from django.utils import translation

from marketplace.listings.review.setup import set_up_review
from marketplace.stalls.models import Stall
from tests.factories.catalogue import published_product
from tests.factories.orders import make_order, make_product, make_stall, part_of
from tests.marketplace.desk.people import sign_in
from tests.marketplace.desk.strangers import SAMPLES
from tests.marketplace.desk.test_access import ALL
from tests.marketplace.english import left_over

pytestmark = pytest.mark.django_db


def english(name: str, **parameters: object) -> str:
    with translation.override("en"):
        return reverse(name, kwargs=parameters)


def stall_with_work() -> Stall:
    """A stall with an order that waits, goods on the shelf, and a draft."""
    set_up_review(apps)
    stall = make_stall()
    published_product(stall=stall)
    make_order((make_product(stall=stall), 2))
    SAMPLES["paper_digest"](stall)
    return stall


def test_walk_sees_vietnamese_that_is_left_over() -> None:
    page = '<html><h1>Orders</h1><p lang="vi">Mắm</p><p aria-label="Đơn">Xong nhé</p><p>phường Đông Hà, open</p></html>'
    assert left_over(page) == ["Xong nhé", "Đơn"]


def test_pages_in_english_have_no_vietnamese_of_the_floor(client: Client) -> None:
    stall = stall_with_work()
    sign_in(client, stall)
    left, read = {}, set()
    for name, pattern in ALL:
        address = english(name, **{key: SAMPLES[key](stall) for key in pattern.pattern.converters})
        answer = client.get(address)
        if answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html"):
            read.add(name)
            page = answer.content.decode()
            assert 'lang="en"' in page, name
            left[name] = left_over(page)
        else:  # it takes a post alone, leads elsewhere, or is a file
            assert answer.status_code in {200, 302, 405}, name
    assert {name: words for name, words in left.items() if words} == {}
    assert {"desk:home", "desk:order", "desk:listing_edit", "desk:listing_preview", "desk:members"} <= read
    assert len(read) >= 20


def test_bar_names_the_parts_of_the_desk(client: Client) -> None:
    sign_in(client, make_stall())
    soup = BeautifulSoup(client.get(english("desk:home")).content, "html.parser")
    bar = [" ".join(one.get_text(" ").split()) for one in soup.select(".desk-nav li a")]
    assert bar == ["Today", "Orders", "Listings", "Sales", "Stall"]
    days = [one.get_text() for one in soup.select("svg.chart text:not(.value)")]
    assert days[-1] == "Today"
    week = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    start = week.index(days[0])
    assert days[:-1] == [*week[start:], *week[:start]][:6]


@pytest.mark.parametrize("kind", ["nhan", "phieu"])
def test_papers_are_vietnamese_whatever_the_screen(client: Client, kind: str) -> None:
    stall = make_stall()
    part = part_of(make_order((make_product(stall=stall), 2)))
    sign_in(client, stall)
    asked = {"loai": kind, "don": part.number}
    papers = [
        str(BeautifulSoup(client.get(address, asked).content, "html.parser").select_one("article.paper"))
        for address in (reverse("desk:orders_print"), english("desk:orders_print"))
    ]
    assert papers[0] == papers[1]
    assert "Thu khi giao" in papers[0]
