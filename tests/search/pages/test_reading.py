"""What a list says above its goods about how the words were read."""

import re
from urllib.parse import urlencode

import pytest
from django.test import Client

from tests.search.helpers import on_shelf

pytestmark = pytest.mark.django_db


def above_the_goods(client: Client, words: str, prefix: str = "") -> str:
    page = client.get(f"{prefix}/tim-kiem/", {"q": words}).content.decode()
    found = re.search(r'<div class="alert list-note" role="note">(.*?)</div>\s*</div>', page, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", found.group(1)).split()) if found else ""


@pytest.fixture
def _coffee() -> None:
    for number in range(3):
        on_shelf(f"Cà phê Khe Sanh {number}")


@pytest.mark.usefixtures("_coffee")
def test_corrected_words_are_named_with_a_way_to_their_own_results(client: Client) -> None:
    said = above_the_goods(client, "caf phee")
    assert said == "Không món nào có đúng chữ «caf phee». Đang hiện kết quả cho cà phê ."
    page = client.get("/tim-kiem/", {"q": "caf phee"}).content.decode()
    assert 'href="/tim-kiem/?q=c%C3%A0+ph%C3%AA"' in page
    assert above_the_goods(client, "caf phee", "/en").startswith("Nothing has exactly «caf phee».")


@pytest.mark.usefixtures("_coffee")
@pytest.mark.parametrize("words", ["cà phê", "ca phe", ""])
def test_words_that_were_read_as_typed_say_nothing(client: Client, words: str) -> None:
    assert above_the_goods(client, words) == ""


@pytest.mark.usefixtures("_coffee")
def test_goods_with_some_of_the_words_are_announced(client: Client) -> None:
    said = above_the_goods(client, "cà phê khe sanh hòa tan")
    assert said == "Ít món có đủ các chữ bạn tìm, nên phía sau có cả món chỉ có một phần."


def test_price_in_the_words_leads_to_the_goods_at_that_price(client: Client) -> None:
    for price in (80_000, 120_000, 300_000):
        on_shelf(f"Cà phê {price}", price=price)
    for asked, said, filters, found in (
        ("cà phê dưới 100k", "chỉ xem món đến 100.000\xa0₫", "gia-den=100000", {80_000}),
        ("cà phê trên 200k", "chỉ xem món từ 200.000\xa0₫", "gia-tu=200000", {300_000}),
        (
            "cà phê 100-200k",
            "chỉ xem món từ 100.000\xa0₫ đến 200.000\xa0₫",
            "gia-tu=100000&gia-den=200000",
            {120_000},
        ),
    ):
        answer = client.get("/tim-kiem/", {"q": asked, "trang": "1"})
        assert len(answer.context["page"].cards) == 3  # nothing is taken away unasked
        label, url = answer.context["reading"].priced
        assert (label, url) == (said, f"/tim-kiem/?{urlencode({'q': asked})}&{filters}")
        assert above_the_goods(client, asked) == f"Bạn tìm theo giá: {' '.join(said.split())} ."
        filtered = client.get(url)
        assert {card.price for card in filtered.context["page"].cards} == found
        assert filtered.context["reading"] is None  # the filter's own chip says it
    for asked in ("cà phê", "dưới 100k"):
        assert "Bạn tìm theo giá" not in above_the_goods(client, asked), asked
