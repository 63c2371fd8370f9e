"""The public page of ranking criteria says what ranks now, the same to everybody."""

import pytest
from bs4 import BeautifulSoup, Tag
from django.test import Client

from search.models import PinnedGoods
from search.pages.ranking import criteria
from search.plan import Weights
from tests.factories.people import UserFactory
from tests.search.helpers import on_shelf
from tests.search.officers import hide, pin, search_officer, weight

pytestmark = pytest.mark.django_db

PAGE = "/cach-xep-hang/"


def rows(client: Client, address: str = PAGE) -> dict[str, tuple[str, str]]:
    """Return (points, share) by criterion."""
    page = BeautifulSoup(client.get(address).content, "html.parser")
    table = page.select_one("main table")
    assert isinstance(table, Tag)
    found = {}
    for row in table.select("tbody tr"):
        points, share = (cell.get_text(strip=True).replace("\xa0", " ") for cell in row.select("td"))
        found[str(next(row.select("th")[0].stripped_strings))] = (points, share)
    return found


def words_of(client: Client, address: str = PAGE) -> str:
    page = BeautifulSoup(client.get(address).content, "html.parser")
    return " ".join(page.select("main")[0].get_text(" ", strip=True).split())


def test_shipped_weights_are_said_with_shares_that_add_up(client: Client) -> None:
    assert rows(client) == {
        "Hàng có chữ bạn tìm": ("108", "47,0 %"),
        "Đủ mọi chữ, đúng như gõ": ("30", "13,0 %"),
        "Đúng tầm giá": ("30", "13,0 %"),
        "Đúng khối lượng, dung tích": ("25", "10,9 %"),
        "Các chữ đứng liền nhau": ("15", "6,5 %"),
        "Đứng đầu tên hàng": ("12", "5,2 %"),
        "Tạm hết hàng": ("−4", "1,7 %"),
        "Bán được nhiều": ("3", "1,3 %"),
        "Sao OCOP": ("3", "1,3 %"),
    }
    assert round(sum(one.share for one in criteria(Weights())), 6) == 100


def test_changed_weight_stands_on_the_page_at_once(client: Client) -> None:
    assert "Điểm đánh giá" not in rows(client)
    weight("rating", 10)
    weight("sales", 0)
    said = rows(client)
    assert said["Điểm đánh giá"][0] == "10"
    assert "Bán được nhiều" not in said


def test_pins_and_hidden_words_are_said_without_the_words_that_are_hidden(client: Client) -> None:
    assert "Hiện không ghim món nào." in words_of(client)
    assert "Hiện không ẩn từ nào." in words_of(client)
    tea, other = on_shelf("Trà vằng"), on_shelf("Trà sâm")
    pin("trà", tea.pk, reason="Đang mùa")
    pin("TRÀ", other.pk, 2, reason="Đạt OCOP")
    hide("rượu lậu")
    said = words_of(client)
    assert "«trà» : 2 món ( Đang mùa; Đạt OCOP )" in said
    assert "Hiện có 1 từ như vậy." in said
    assert "rượu lậu" not in said


def test_pin_of_goods_that_left_is_not_said(client: Client) -> None:
    tea = on_shelf("Trà vằng")
    pin("trà", tea.pk, reason="Đang mùa")
    type(tea).objects.filter(pk=tea.pk).update(is_public=False)
    assert "Đang mùa" not in words_of(client)
    assert PinnedGoods.objects.count() == 1


def test_pins_are_said_by_the_words_that_they_stand_for(client: Client) -> None:
    pin("bơ", on_shelf("Quả bơ").pk, reason="Đang mùa")
    pin("bò", on_shelf("Bò một nắng").pk, reason="Đạt OCOP")
    said = words_of(client)
    assert "«bò» : 1 món ( Đạt OCOP )" in said
    assert "«bơ» : 1 món ( Đang mùa )" in said


def test_pin_that_pins_nothing_is_not_said(client: Client) -> None:
    wine, tea = on_shelf("Rượu men lá"), on_shelf("Trà vằng")
    pin("đặc sản", wine.pk, reason="Quà Tết")
    pin("trà lậu", tea.pk, reason="Nhầm chữ")
    assert "«trà lậu» : 1 món ( Nhầm chữ )" in words_of(client)
    hide("lậu")
    type(wine).objects.filter(pk=wine.pk).update(label_group="alcohol", label_data={"ethanol_percent": "40"})
    said = words_of(client)
    assert "Hiện không ghim món nào." in said
    assert "lậu" not in said


def test_reason_is_text_and_no_markup(client: Client) -> None:
    pin("trà", on_shelf("Trà vằng").pk, reason="<script>alert(1)</script>")
    assert b"<script>alert(1)" not in client.get(PAGE).content


def test_page_is_the_same_bytes_for_everyone(client: Client) -> None:
    anonymous = client.get(PAGE)
    for person in (UserFactory.create(), search_officer()):
        client.force_login(person)
        answer = client.get(PAGE)
        assert answer.content == anonymous.content
        assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in anonymous.headers.get("Vary", "")


def test_english_page_speaks_english(client: Client) -> None:
    said = words_of(client, f"/en{PAGE}")
    assert "How the floor orders goods" in said
    assert "Nobody can buy a place" in said
    assert rows(client, f"/en{PAGE}")["Sold often"] == ("3", "1.3 %")


def test_footer_and_sort_box_lead_to_it(client: Client) -> None:
    on_shelf("Trà vằng")
    page = BeautifulSoup(client.get("/tim-kiem/?q=tra").content, "html.parser")
    assert page.select_one(f"footer a[href='{PAGE}']") is not None
    assert page.select_one(f".sort a[href='{PAGE}']") is not None


def test_pinned_card_says_so_and_the_others_do_not(client: Client) -> None:
    on_shelf("Trà vằng")
    pin("trà", on_shelf("Mật ong", description="Hoa tràm.").pk)
    page = BeautifulSoup(client.get("/tim-kiem/?q=tra").content, "html.parser")
    said = {
        " ".join(card.select("h3")[0].get_text().split()): [
            mark.get_text(strip=True) for mark in card.select(".badge-pinned")
        ]
        for card in page.select(".product-card")
    }
    assert said == {"Mật ong": ["Được ghim"], "Trà vằng": []}
    everywhere = client.get("/san-pham/").content.decode()
    assert "Được ghim" not in everywhere


def test_other_methods_are_refused(client: Client) -> None:
    assert client.post(PAGE).status_code == 405
    assert client.head(PAGE).status_code == 200
