"""Which goods of a page have all the words, which a part, and what is offered instead of the words."""

import re

import pytest
from django.test import Client

from tests.search.helpers import all_on_shelf, on_shelf

pytestmark = pytest.mark.django_db

LABEL = "Chỉ khớp một phần những chữ bạn tìm"
CARD = '<h3 class="product-name"'


def cards_around_the_label(html: str) -> tuple[list[str], list[str]]:
    """Return the names of the goods before the label, and behind it."""
    before, _label, behind = html.partition(f">{LABEL}</h2>")

    def names(part: str) -> list[str]:
        cards = re.findall(rf"{CARD}.*?</h3>", part, re.DOTALL)
        return [re.sub(r"<[^>]+>", "", card).strip() for card in cards]

    return names(before), names(behind)


ORDERS = ("gia-tang", "gia-giam", "moi", "ban-chay")


def test_label_stands_between_what_has_all_the_words_and_the_rest(client: Client) -> None:
    for title in ("Mật ong rừng", "Mật ong rừng Trường Sơn", "Mật ong rừng khô", "Ruốc"):
        on_shelf(title)
    html = client.get("/tim-kiem/?q=mat+ong+rung+truong+son").content.decode()
    whole, partly = cards_around_the_label(html)
    assert whole == ["Mật ong rừng Trường Sơn"]
    assert sorted(partly) == ["Mật ong rừng", "Mật ong rừng khô"]
    assert html.count(LABEL) == 1


@pytest.mark.parametrize("order", ORDERS)
def test_order_that_was_chosen_has_goods_with_a_part_only_where_none_has_all(
    client: Client, order: str
) -> None:
    for title, price in (("Mật ong rừng", 10_000), ("Mật ong rừng khô", 200_000), ("Ruốc", 5_000)):
        on_shelf(title, price=price)
    question = f"/tim-kiem/?q=mat+ong+rung+ruoc&sap-xep={order}"
    html = client.get(question).content.decode()
    whole, partly = cards_around_the_label(html)
    assert whole == []
    assert sorted(partly) == ["Mật ong rừng", "Mật ong rừng khô"]
    if order.startswith("gia"):
        assert (partly == sorted(partly)) is (order == "gia-tang")
    on_shelf("Mật ong rừng với ruốc", price=90_000)
    html = client.get(question).content.decode()
    assert cards_around_the_label(html) == (["Mật ong rừng với ruốc"], [])
    assert LABEL not in html


def test_goods_that_all_have_all_the_words_stand_under_no_label(client: Client) -> None:
    for title in ("Mật ong rừng", "Mật ong rừng Trường Sơn", "Ruốc"):
        on_shelf(title)
    html = client.get("/tim-kiem/?q=mat+ong").content.decode()
    assert LABEL not in html
    assert "món chỉ có một phần" not in html
    assert set(cards_around_the_label(html)[0]) == {"Mật ong rừng", "Mật ong rừng Trường Sơn"}


def test_second_page_of_goods_with_a_part_is_labelled_from_its_first_card(client: Client) -> None:
    pairs = [(f"Mật ong rừng {number}", f"Áo Trường Sơn {number}") for number in range(26)]
    all_on_shelf(["Mật ong rừng Trường Sơn", *(title for pair in pairs for title in pair)])
    question = "/tim-kiem/?q=mat+ong+rung+truong+son"
    first, second = (client.get(f"{question}&trang={page}") for page in (1, 2))
    whole, partly = cards_around_the_label(first.content.decode())
    assert (whole, len(partly)) == (["Mật ong rừng Trường Sơn"], 23)
    beyond, more = cards_around_the_label(second.content.decode())
    assert beyond == []
    assert 3 <= len(more) <= 24
    assert not set(more) & {*whole, *partly}
    assert {*partly, *more} >= {f"Mật ong rừng {number}" for number in range(26)}


def alert(html: str) -> str:
    found = re.search(r'<div class="alert list-note" role="note">(.*?)</div>\s*</div>', html, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", found.group(1)).split()) if found else ""


def test_marks_of_another_word_are_offered_and_what_was_typed_is_what_is_shown(client: Client) -> None:
    for number in range(3):
        on_shelf(f"Cà phê Khe Sanh {number}", price=50_000)
    on_shelf("Cà phê đắt", price=900_000)
    answer = client.get("/tim-kiem/", {"q": "cá phê khe sanh", "gia-den": "200000", "sap-xep": "moi"})
    html = answer.content.decode()
    assert alert(html) == "Có phải bạn muốn tìm cà phê khe sanh ?"
    assert "Không món nào có đúng chữ" not in html
    # The offer keeps the filter and the order, and is not what was searched for.
    way = "/tim-kiem/?q=c%C3%A0+ph%C3%AA+khe+sanh&gia-den=200000&sap-xep=moi"
    assert f'href="{way}"'.replace("&", "&amp;") in html
    assert answer.context["query"] == "cá phê khe sanh"
    taken = client.get(way)
    assert alert(taken.content.decode()) == ""
    assert [card.title for card in taken.context["page"].cards] == [
        f"Cà phê Khe Sanh {number}" for number in (2, 1, 0)
    ]
