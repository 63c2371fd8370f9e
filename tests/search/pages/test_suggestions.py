"""What the search box offers while somebody types."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, DjangoDbBlocker

from marketplace.stalls.services import reopen_stall, suspend_stall
from search.indexing.sync import index_waiting
from search.knowledge.current import bump_rules
from search.models import HiddenPhrase, QuestionCount
from search.pages import suggestions
from search.selectors import find_stalls
from tests.factories.people import officer
from tests.factories.stalls import StallFactory
from tests.rows import rows_kept
from tests.search.helpers import all_on_shelf, ask, category, on_shelf, titles, ward

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def _shelf(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Fill the shelf once for all these tests."""
    with rows_kept(django_db_blocker):
        coffee = category("Cà phê rang, xay", "ca-phe-rang", category("Cà phê, gia vị", "ca-phe-gia-vi"))
        hill = StallFactory.create(name="HTX Cà phê Đồi Sương", slug="doi-suong")
        on_shelf(
            "Cà phê Arabica",
            stall=hill,
            category=coffee,
            price=98_000,
            origin_ward=ward("19597", "xã Cam Lộ"),
        )
        on_shelf(
            "Tiêu Cùa",
            stall=StallFactory.create(name="Hộ Đồi Trọc"),
            category=category("Hạt tiêu", "hat-tieu"),
            price=55_000,
            origin_ward=ward("19597", "xã Cam Lộ"),
        )
        yield


def offered(client: Client, words: str, prefix: str = "") -> dict[str, list[Any]]:
    answer = client.get(f"{prefix}/goi-y/", {"q": words})
    assert answer.status_code == 200
    return {
        group["name"]: [(item["text"], item["url"], item["detail"]) for item in group["items"]]
        for group in answer.json()["groups"]
    }


def test_keystrokes_of_an_input_method_find_goods_categories_and_stalls(client: Client) -> None:
    assert offered(client, "caf ph") == offered(client, "cà ph")
    assert [name for name, _url, _detail in offered(client, "tieeu")["Danh mục"]] == ["Hạt tiêu"]


def test_beginning_of_a_word_finds_goods_categories_and_stalls(client: Client) -> None:
    assert offered(client, "ca ph") == {
        "Sản phẩm": [("Cà phê Arabica", "/san-pham/ca-phe-arabica/", "98.000\xa0₫")],
        "Danh mục": [
            ("Cà phê, gia vị", "/danh-muc/ca-phe-gia-vi/", ""),
            ("Cà phê rang, xay", "/danh-muc/ca-phe-rang/", "Cà phê, gia vị"),
        ],
        "Gian hàng": [("HTX Cà phê Đồi Sương", "/gian-hang/doi-suong/", StallWard())],
    }


class StallWard:
    """Any commune: the factory chooses the stall's."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, str) and bool(other)

    __hash__ = None  # type: ignore[assignment]  # compared only


def test_commune_leads_to_its_goods(client: Client) -> None:
    assert offered(client, "cam")["Xã, phường"] == [("xã Cam Lộ", "/san-pham/?xa=19597", "")]


def test_goods_of_several_prices_name_the_lowest_as_the_card_does(client: Client) -> None:
    on_shelf("Mật ong Cùa", category=category("Mật ong", "mat-ong"), price=90_000, variants=3)
    assert offered(client, "mat on")["Sản phẩm"] == [
        ("Mật ong Cùa", "/san-pham/mat-ong-cua/", "từ 90.000\xa0₫")
    ]
    assert offered(client, "mat on", "/en")["Products"] == [
        ("Mật ong Cùa", "/en/san-pham/mat-ong-cua/", "from 90.000\xa0₫")
    ]


def test_english_page_keeps_its_language_and_the_goods_theirs(client: Client) -> None:
    assert offered(client, "tieu", "/en") == {
        "Products": [("Tiêu Cùa", "/en/san-pham/tieu-cua/", "55.000\xa0₫")],
        "Category": [("Hạt tiêu", "/en/danh-muc/hat-tieu/", "")],
    }


@pytest.mark.parametrize("words", ["", "c", "  ", "'\"", "\x00", "%%%", "<b>"])
def test_nothing_is_offered_for_what_is_no_beginning(client: Client, words: str) -> None:
    assert offered(client, words) == {}


def test_stall_that_is_suspended_is_offered_no_more(client: Client) -> None:
    stall = StallFactory.create(name="Hộ Biển Xanh")
    assert "Gian hàng" in offered(client, "bien")
    assert "HTX Cà phê Đồi Sương" in client.get("/tim-kiem/?q=doi").content.decode()
    suspend_stall(stall=stall, reason="Giấy hết hạn")
    assert (
        offered(client, "bien") == {}
    )  # before anything is indexed, though names of stalls are kept for a minute
    index_waiting()
    assert offered(client, "bien") == {}
    reopen_stall(stall=stall)
    assert "Gian hàng" in offered(client, "bien")


def test_stalls_that_were_suspended_make_room_for_others(client: Client) -> None:
    stalls = [StallFactory.create(name=f"Hộ Biển Xanh {number}") for number in range(5)]
    assert len(offered(client, "bien")["Gian hàng"]) == 3
    for stall in stalls[:2]:
        suspend_stall(stall=stall, reason="Giấy hết hạn")
    assert [text for text, *_ in offered(client, "bien xanh")["Gian hàng"]] == [
        f"Hộ Biển Xanh {number}" for number in (2, 3, 4)
    ]
    assert [card.name for card in find_stalls("biển")] == [f"Hộ Biển Xanh {number}" for number in (2, 3, 4)]


def test_same_bytes_for_everyone_and_no_cookie(client: Client) -> None:
    first = client.get("/goi-y/?q=ca")
    known = Client()
    known.force_login(officer())
    second = known.get("/goi-y/?q=ca")
    assert second.content == first.content
    assert not second.cookies
    assert "public" in first.headers["Cache-Control"]


def test_few_queries(client: Client, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    offered(client, "ca ph")
    # Versions, goods named so, goods with the words elsewhere (for few are named so), their rows, stalls with what they
    # are called now; PostgreSQL is asked first, for both, how many it expects.
    with django_assert_max_num_queries(8 if connection.vendor == "postgresql" else 6):
        offered(client, "ca ph")


def test_database_that_is_away_offers_nothing(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> Any:
        raise DatabaseError("away")

    monkeypatch.setattr(suggestions, "find_while_typing", broken)
    assert offered(client, "ca ph") == {}


def popular(question: str, *, results: int = 3) -> None:
    for days in (1, 2):
        day = timezone.localdate() - timedelta(days=days)
        QuestionCount.objects.create(day=day, question=question, asked=9, results=results)


def test_what_many_look_for_is_offered_where_it_begins_so(client: Client) -> None:
    popular("cà phê phin")
    popular("phở khô & bún")
    popular("cà phê")
    popular("cà vạt", results=0)
    line = ("cà phê phin", "/tim-kiem/?q=c%C3%A0+ph%C3%AA+phin", "")
    assert offered(client, "ca ph")["Nhiều người tìm"] == [
        ("cà phê", "/tim-kiem/?q=c%C3%A0+ph%C3%AA", ""),
        line,
    ]
    # What stands in the box already is no offer.
    assert offered(client, "cà phê")["Nhiều người tìm"] == [line]
    assert offered(client, "kho", "/en")["Popular searches"] == [
        ("phở khô & bún", "/en/tim-kiem/?q=ph%E1%BB%9F+kh%C3%B4+%26+b%C3%BAn", "")
    ]
    assert "Nhiều người tìm" not in offered(client, "tieu")


def test_what_many_type_without_marks_is_offered_with_them(client: Client) -> None:
    for question in ("ca phe", "tieu", "may bay"):
        popular(question)
    # One syllable may be many words, and what the catalogue does not have in a row stays as it was typed.
    assert [line.text for line in suggestions.popular()] == ["cà phê", "may bay", "tieu"]
    assert offered(client, "ca")["Nhiều người tìm"] == [("cà phê", "/tim-kiem/?q=c%C3%A0+ph%C3%AA", "")]


def test_empty_box_and_empty_result_offer_what_many_look_for(client: Client) -> None:
    assert "Nhiều người tìm" not in client.get("/tim-kiem/?q=xe tăng").content.decode()
    cache.clear()
    for number in range(10):
        popular(f"món {number}")
    assert [text for text, _url, _detail in offered(client, "")["Nhiều người tìm"]] == [
        f"món {number}" for number in range(8)
    ]
    assert 'href="/tim-kiem/?q=m%C3%B3n+7"' in client.get("/tim-kiem/?q=xe tăng").content.decode()
    assert "Nhiều người tìm" not in client.get("/tim-kiem/?q=tiêu").content.decode()
    assert offered(client, "m") == {}


def test_what_officers_hide_is_offered_no_more_at_once() -> None:
    popular("rượu lậu")
    popular("rượu cần")
    assert len(suggestions.popular("ruou")) == 2
    HiddenPhrase.objects.create(phrase="rượu lậu")
    bump_rules()
    assert [line.text for line in suggestions.popular("ruou")] == ["rượu cần"]


def test_name_that_holds_a_hidden_phrase_is_never_said_and_the_goods_are_still_found(client: Client) -> None:
    on_shelf(
        "Rượu lậu Kim Long",
        stall=StallFactory.create(name="Hộ Rượu Lậu"),
        category=category("Rượu lậu", "ruou"),
    )
    on_shelf("Rượu Kim Long")
    assert {name: {line[0] for line in lines} for name, lines in offered(client, "ru").items()} == {
        "Sản phẩm": {"Rượu Kim Long", "Rượu lậu Kim Long"},
        "Danh mục": {"Rượu lậu"},
        "Gian hàng": {"Hộ Rượu Lậu"},
    }
    HiddenPhrase.objects.create(phrase="rượu lậu")
    bump_rules()
    assert {name: {line[0] for line in lines} for name, lines in offered(client, "ru").items()} == {
        "Sản phẩm": {"Rượu Kim Long"},
    }
    assert offered(client, "rượu lậu") == {}
    # Neither are words to go on with; what else was asked for is answered.
    empty = client.get("/tim-kiem/?q=rượu lậu").content.decode()
    assert "Rượu lậu Kim Long" not in empty
    assert "Hộ Rượu Lậu" not in empty
    assert (
        '"/tim-kiem/?q=r%C6%B0%E1%BB%A3u+l%E1%BA%ADu"'
        not in client.get("/tim-kiem/?q=rượu lậu xe tăng").content.decode()
    )
    assert set(titles(ask("kim long"))) == {"Rượu Kim Long", "Rượu lậu Kim Long"}


def test_hidden_names_take_no_place_of_goods_that_may_be_named(client: Client) -> None:
    all_on_shelf([*(f"Rượu lậu số {number}" for number in range(6)), "Rượu Kim Long"])
    assert len(offered(client, "ruou")["Sản phẩm"]) == 6
    HiddenPhrase.objects.create(phrase="rượu lậu")
    bump_rules()
    assert [text for text, *_ in offered(client, "ruou")["Sản phẩm"]] == ["Rượu Kim Long"]


def test_popular_searches_cost_one_query_more(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    popular("cà phê phin")
    offered(client, "ca ph")
    # Where few are named so, PostgreSQL looks twice for those and twice for the rest.
    with django_assert_max_num_queries(8 if connection.vendor == "postgresql" else 6):
        offered(client, "ca phe")
