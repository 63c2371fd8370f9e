"""The pages that list goods: what they show, keep in their links, and cost."""

import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape

import pytest
from django.db import OperationalError
from django.test import Client
from pytest_django import DjangoDbBlocker

from marketplace.shop.catalogue.models import Category
from marketplace.shop.catalogue.selectors import forget_menu
from search.engines.database import DatabaseEngine
from search.pages import lists
from search.services import find_products
from search.types import SearchPage, SearchQuery
from tests.factories.stalls import StallFactory
from tests.rows import rows_kept
from tests.search.helpers import category, on_shelf, titles, ward
from tests.search.pages.reading import facet, names

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def kept_goods(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[list[str]]:
    """Put three goods on the shelf, once for all these tests; those that fill their own stand in test_filled_lists."""
    with rows_kept(django_db_blocker):
        drinks = category("Đồ uống", "do-uong")
        coffee, spices = category("Cà phê", "ca-phe", drinks), category("Gia vị", "gia-vi")
        stall = StallFactory.create(name="Hộ Mây Trắng", slug="may-trang")
        on_shelf("Cà phê Arabica", stall=stall, category=coffee, price=120_000, ocop_stars=4)
        on_shelf("Cà phê Robusta", stall=stall, category=coffee, price=80_000, stock=0)
        on_shelf("Tiêu Cùa", category=spices, price=200_000, origin_ward=ward("19597", "xã Cam Lộ"))
        yield ["Cà phê Arabica", "Cà phê Robusta", "Tiêu Cùa"]


@pytest.fixture
def goods(kept_goods: list[str]) -> list[str]:
    forget_menu()
    return kept_goods


def test_all_goods(client: Client, goods: list[str]) -> None:
    response = client.get("/san-pham/")
    assert response.status_code == 200
    assert names(response) == set(goods)
    html = unescape(response.content.decode())
    assert "Tất cả sản phẩm" in html
    assert "120.000" in html
    assert re.search(r'<form action="/gio-hang/them/" method="post"', html)
    assert "csrfmiddlewaretoken" not in html


def test_category_and_the_shelf_below_it(client: Client, goods: list[str]) -> None:
    aisle = client.get("/danh-muc/do-uong/")
    shelf = client.get("/danh-muc/ca-phe/")
    assert names(aisle) == names(shelf) == {"Cà phê Arabica", "Cà phê Robusta"}
    assert aisle.context["category"]["children"] == [
        {"name": "Cà phê", "url": "/danh-muc/ca-phe/", "count": 2}
    ]
    assert [ancestor.slug for ancestor in shelf.context["category"]["ancestors"]] == ["do-uong"]
    assert shelf.context["heading"] == "Cà phê"


def test_aisle_is_marked_in_the_bar_on_its_own_page_and_on_its_shelves(
    client: Client, goods: list[str]
) -> None:
    marked = {
        path: re.findall(
            r'<a href="([^"]+)" aria-current="(\w+)">',
            client.get(path).content.decode().split('class="category-bar"', 1)[1].split("</nav>", 1)[0],
        )
        for path in ("/danh-muc/do-uong/", "/danh-muc/ca-phe/", "/san-pham/")
    }
    assert marked == {
        "/danh-muc/do-uong/": [("/danh-muc/do-uong/", "page")],
        "/danh-muc/ca-phe/": [("/danh-muc/do-uong/", "true")],
        "/san-pham/": [],
    }


@pytest.mark.parametrize("path", ["/danh-muc/khong-co/", "/danh-muc/CA-PHE/", "/danh-muc/ca-phe/them/"])
def test_unknown_category_is_not_found(client: Client, goods: list[str], path: str) -> None:
    assert client.get(path).status_code == 404


def test_hidden_category_is_not_found(client: Client, goods: list[str]) -> None:
    Category.objects.filter(slug="ca-phe").update(is_public=False)
    forget_menu()
    assert client.get("/danh-muc/ca-phe/").status_code == 404


def test_results_with_and_without_marks(client: Client, goods: list[str]) -> None:
    for words in ("cà phê", "ca phe", "CA PHE"):
        assert names(client.get("/tim-kiem/", {"q": words})) == {"Cà phê Arabica", "Cà phê Robusta"}


def test_results_lead_to_the_stall_of_that_name(client: Client, goods: list[str]) -> None:
    response = client.get("/tim-kiem/", {"q": "may trang"})
    (group,) = response.context["beside"]
    assert (group.source.name, [card.name for card in group.items]) == ("stalls", ["Hộ Mây Trắng"])
    assert client.get("/tim-kiem/", {"q": "tiêu"}).context["beside"] == ()


def test_results_without_a_hit_lead_on(client: Client, goods: list[str]) -> None:
    response = client.get("/tim-kiem/", {"q": "máy bay"})
    html = response.content.decode()
    assert response.status_code == 200
    assert names(response) == set()
    assert "Chưa tìm thấy món nào" in html
    assert 'href="/san-pham/"' in html
    assert "list-bar" not in html  # nothing to sort, nothing to filter
    filtered = client.get("/tim-kiem/", {"q": "máy bay", "gia-tu": "1000"}).content.decode()
    assert "list-bar" in filtered  # a filter that was chosen can be changed


@pytest.mark.parametrize(
    "words",
    [
        "'",
        '"',
        "%",
        "_",
        "\x00",
        "😀" * 50,
        "a" * 10_000,
        "<script>alert(1)</script>",
        "\\",
        "NEAR(",
        "*",
        "\ud800",
        "-" * 300,
    ],
)
def test_hostile_words_get_a_page(client: Client, goods: list[str], words: str) -> None:
    response = client.get(
        "/tim-kiem/", {"q": words.encode("utf-8", "surrogatepass").decode("utf-8", "replace")}
    )
    assert response.status_code == 200
    assert "<script>alert" not in response.content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "trang=-1",
        "trang=999999",
        "trang=%00",
        "sao=9",
        "gia-tu=abc&gia-den=-1",
        "xa=%27&gian-hang=%27",
        "sap-xep=x",
        "q=%ff",
    ],
)
def test_hostile_parameters_get_a_page(client: Client, goods: list[str], query: str) -> None:
    for path in ("/san-pham/", "/danh-muc/ca-phe/", "/tim-kiem/"):
        assert client.get(f"{path}?{query}").status_code == 200


def test_facets_chips_and_sorts(client: Client, goods: list[str]) -> None:
    response = client.get("/san-pham/?xa=19597&gia-den=300000&con-hang=1&sap-xep=gia-tang")
    assert names(response) == {"Tiêu Cùa"}
    assert response.context["chips"] == [
        ("Đến 300.000\N{NO-BREAK SPACE}₫", "/san-pham/?xa=19597&con-hang=1&sap-xep=gia-tang"),
        ("xã Cam Lộ", "/san-pham/?gia-den=300000&con-hang=1&sap-xep=gia-tang"),
        ("Còn sẵn", "/san-pham/?gia-den=300000&xa=19597&sap-xep=gia-tang"),
    ]
    assert response.context["clear_url"] == "/san-pham/?sap-xep=gia-tang"
    assert [value for value, _label, selected in response.context["sorts"] if selected] == ["gia-tang"]
    communes = {one.value: (one.count, one.selected) for one in facet(response, "commune").values}
    assert communes == {"19597": (1, True), "19441": (1, False)}
    assert [one.label for one in facet(response, "category").values] == ["Gia vị"]


def test_value_that_is_chosen_stands_before_those_with_more_goods(client: Client, goods: list[str]) -> None:
    plain, chosen = (facet(client.get(f"/san-pham/{query}"), "commune").values for query in ("", "?xa=19597"))
    assert [(one.value, one.count) for one in plain] == [("19441", 2), ("19597", 1)]
    assert [(one.value, one.selected) for one in chosen] == [("19597", True), ("19441", False)]


def test_chips_of_category_stall_and_stars_lead_to_the_list_without_them(
    client: Client, goods: list[str]
) -> None:
    response = client.get("/san-pham/?danh-muc=ca-phe&gian-hang=may-trang&sao=3&trang=1")
    assert names(response) == {"Cà phê Arabica"}
    assert response.context["chips"] == [
        ("Cà phê", "/san-pham/?gian-hang=may-trang&sao=3"),
        ("OCOP: từ 3 sao", "/san-pham/?danh-muc=ca-phe&gian-hang=may-trang"),
        ("Hộ Mây Trắng", "/san-pham/?danh-muc=ca-phe&sao=3"),
    ]
    for label, url in response.context["chips"]:
        without = client.get(url)
        left = [one for one, _url in response.context["chips"] if one != label]
        assert [one for one, _url in without.context["chips"]] == left
    # A page that is about a category or a stall has no chip for it.
    assert client.get("/danh-muc/ca-phe/").context["chips"] == []
    assert client.get("/gian-hang/may-trang/").context["chips"] == []


def test_english_list_has_english_facets_and_chips(client: Client, goods: list[str]) -> None:
    address = "/en/san-pham/?sao=5&danh-gia=3&gia-tu=1000&gia-den=300000&con-hang=1&giao-toi=44"
    response = client.get(address)
    assert [label for label, _url in response.context["chips"]] == [
        "From 1.000\N{NO-BREAK SPACE}₫",
        "Up to 300.000\N{NO-BREAK SPACE}₫",
        "OCOP: 5 stars",
        "Reviews: 3 stars or more",
        "Delivered to Quảng Trị",
        "In stock",
    ]
    assert [one.label for one in response.context["facets"]] == [
        "Category", "Price range", "OCOP stars", "Reviews", "Place of origin", "Stall", "Availability",
        "Delivered to",
    ]  # fmt: skip
    assert [one.label for one in facet(response, "in_stock").values] == ["Only goods in stock"]
    assert [one.label for one in facet(client.get("/en/san-pham/"), "ocop").values] == [
        "4 stars or more", "3 stars or more"
    ]  # fmt: skip


def test_filtered_list_is_kept_out_of_search_engines_and_the_plain_one_is_not(
    client: Client, goods: list[str]
) -> None:
    assert b'name="robots" content="noindex' in client.get("/san-pham/?con-hang=1").content
    assert b'name="robots" content="noindex' in client.get("/tim-kiem/?q=tieu").content
    assert b'name="robots"' not in client.get("/san-pham/").content


def test_every_filter_works_without_script(client: Client, goods: list[str]) -> None:
    """Each value of a facet is a link, or a control of the one form that goes by GET."""
    html = client.get("/san-pham/").content.decode()
    form = html[html.index('<form class="facets') : html.index("</form>", html.index('<form class="facets'))]
    for name in ("gia-tu", "gia-den", "xa", "gian-hang", "sao", "giao-toi", "con-hang"):
        assert f'name="{name}"' in form
    assert 'href="/danh-muc/do-uong/"' in form
    assert 'type="submit"' in form
    assert 'method="post"' not in form


def test_category_facet_of_results_keeps_the_words(client: Client, goods: list[str]) -> None:
    (value,) = facet(client.get("/tim-kiem/?q=ca+phe"), "category").values
    assert [(one.label, one.count, one.url) for one in value.children] == [
        ("Cà phê", 2, "/tim-kiem/?q=ca+phe&danh-muc=ca-phe")
    ]
    assert value.url == "/tim-kiem/?q=ca+phe&danh-muc=do-uong"
    response = client.get(value.url)
    assert names(response) == {"Cà phê Arabica", "Cà phê Robusta"}
    assert ("q", "ca phe") in response.context["hidden_fields"]
    assert ("danh-muc", "do-uong") in response.context["hidden_fields"]


def test_failing_engine_leaves_a_page_with_categories(
    client: Client, goods: list[str], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_args: object) -> None:
        raise OperationalError("the index is away")

    monkeypatch.setattr(DatabaseEngine, "search", fail)
    for path in ("/san-pham/", "/danh-muc/ca-phe/", "/tim-kiem/?q=tieu", "/gian-hang/may-trang/"):
        response = client.get(path)
        assert response.status_code == 200
        assert names(response) == set()
        assert response.context["found"].degraded
        assert 'href="/danh-muc/do-uong/"' in response.content.decode()
    assert "search failed" in caplog.text


def test_english_list_speaks_english_and_leaves_goods_as_written(client: Client, goods: list[str]) -> None:
    Category.objects.filter(slug="do-uong").update(name_en="Drinks")
    forget_menu()
    response = client.get("/en/san-pham/")
    card = next(card for card in response.context["page"].cards if card.title == "Tiêu Cùa")
    assert card.url.startswith("/en/san-pham/tieu-cua")
    assert "Drinks" in response.content.decode()
    assert response.context["other_language_url"] == "/san-pham/"


def test_description_of_a_category_stands_on_its_vietnamese_page_alone(
    client: Client, goods: list[str]
) -> None:
    Category.objects.filter(slug="ca-phe").update(description="Rang mộc, giao trong ngày.")
    assert "Rang mộc, giao trong ngày." in client.get("/danh-muc/ca-phe/").content.decode()
    assert "Rang mộc" not in client.get("/en/danh-muc/ca-phe/").content.decode()


def test_lists_answer_only_to_reading(client: Client, goods: list[str]) -> None:
    assert client.post("/san-pham/").status_code == 405
    assert client.head("/san-pham/").status_code == 200


def test_titles_of_a_stall_page_are_its_own(client: Client, goods: list[str]) -> None:
    response = client.get("/gian-hang/may-trang/")
    assert set(titles(response.context["found"])) == {"Cà phê Arabica", "Cà phê Robusta"}
    assert response.context["facets"] == []


@pytest.mark.parametrize(
    "address",
    ["gia-tu=9999999999", "danh-muc=khong-co", "sao=5&con-hang=1", "xa=99999", "giao-toi=79&danh-gia=5"],
)
def test_stall_page_is_filtered_by_no_address_for_it_would_seem_to_sell_nothing(
    client: Client, goods: list[str], address: str
) -> None:
    response = client.get(f"/gian-hang/may-trang/?{address}&sap-xep=gia-giam")
    dear_first = sorted(response.context["page"].cards, key=lambda card: -card.price)
    assert len(dear_first) == 2
    assert list(response.context["page"].cards) == dear_first
    assert response.context["chips"] == []


def test_large_list_groups_its_numbers_and_says_where_it_stops(
    client: Client, goods: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def many(query: SearchQuery) -> SearchPage:
        found = find_products(query)
        counts = replace(found.counts, in_stock=98_765)
        return replace(found, total=100_000, pages=500, page=query.page, counts=counts)

    stops = "Danh sách mở tới trang 500. Lọc thêm hoặc tìm bằng chữ để thấy các món sau đó."
    assert stops not in client.get("/san-pham/").content.decode()
    monkeypatch.setattr(lists, "find_products", many)
    html = client.get("/san-pham/?trang=500").content.decode()
    assert html.count("<strong>100.000 sản phẩm</strong>") == 2
    assert 'data-counted="Xem 100.000 sản phẩm"' in html
    assert '<span class="choice-count">98.765</span>' in html
    assert stops in html
    assert "100000" not in html
    assert stops not in client.get("/san-pham/?trang=499").content.decode()
    assert 'data-counted="See 100,000 products"' in client.get("/en/san-pham/").content.decode()
