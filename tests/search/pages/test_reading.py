"""What a list says above its goods about how the words were read."""

import re

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
