"""What the page cache takes for one page, and what it never sees."""

from collections.abc import Iterator
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from pytest_django import DjangoAssertNumQueries, Settings

from marketplace.core.web.throttle import has_reached_limit, is_over_limit
from marketplace.storefront.page_cache import keep_shared_pages
from search.pages.addresses import LIST_PARAMETERS, ListAddress
from search.types import Filters, SearchQuery, Sort
from tests.marketplace.storefront.shop_front import main_words, shelf


@pytest.fixture
def counted(settings: Settings) -> Iterator[list[str]]:
    """The addresses that were drawn and not taken from the cache, with the middleware on top."""
    settings.PAGE_CACHE_SECONDS = 60
    drawn: list[str] = []
    yield drawn
    cache.clear()


def _answer(drawn: list[str], address: str, **attributes: Any) -> HttpResponse:
    def view(request: HttpRequest) -> HttpResponse:
        drawn.append(request.get_full_path())
        response = HttpResponse(f"page {len(drawn)}")
        response.is_shared_page = True  # type: ignore[attr-defined]  # as shared_page does
        return response

    request = RequestFactory().get(address)
    for name, value in attributes.items():
        setattr(request, name, value)
    return keep_shared_pages(view)(request)


def test_key_foreign_parameter_is_the_same_page(counted: list[str]) -> None:
    first = _answer(counted, "/san-pham/?trang=2&sao=4")
    second = _answer(counted, "/san-pham/?utm_source=thu&sao=4&trang=2&fbclid=abc")
    assert second.content == first.content
    assert counted == ["/san-pham/?trang=2&sao=4"]


def test_pages_of_many_addresses_push_nothing_else_out_of_the_cache(
    counted: list[str], settings: Settings
) -> None:
    memory = "django.core.cache.backends.locmem.LocMemCache"
    few = {"MAX_ENTRIES": 20}
    settings.CACHES = {
        name: {"BACKEND": memory, "LOCATION": f"test-{name}", "OPTIONS": few}
        for name in ("default", "marks", "pages")
    }
    assert not is_over_limit(scope="test", identity="lài", limit=1, seconds=60)
    addresses = [f"/san-pham/?trang={page}" for page in range(50)]
    for address in addresses:
        _answer(counted, address)
    assert counted == addresses
    assert has_reached_limit(scope="test", identity="lài", limit=1)


def test_key_known_parameters_make_pages_of_their_own(counted: list[str]) -> None:
    addresses = ["/san-pham/", "/san-pham/?xa=19441", "/san-pham/?xa=19441&xa=19333", "/en/san-pham/"]
    pages = [_answer(counted, address).content for address in addresses]
    assert len(set(pages)) == 4
    assert counted == addresses


@pytest.mark.django_db
def test_key_every_field_of_the_filters_makes_a_page_of_its_own(client: Client, counted: list[str]) -> None:
    shelf(3, ocop_stars=4)
    page = BeautifulSoup(client.get("/san-pham/").content, "html.parser")
    fields = {str(field["name"]) for field in page.select("#bo-loc [name], [form=bo-loc][name]")}
    assert {"sao", "giao-toi", "sap-xep", "con-hang"} <= fields
    addresses = ["/san-pham/", *(f"/san-pham/?{name}=1" for name in sorted(fields))]
    assert len({_answer(counted, address).content for address in addresses}) == len(addresses)


def test_list_writes_no_parameter_that_is_not_kept_apart() -> None:
    filters = Filters(
        category="ca-phe",
        price_min=1,
        price_max=2,
        stalls=("a",),
        communes=("19441",),
        ocop_min=3,
        rating_min=4,
        ships_to="46",
        in_stock=True,
    )
    query = SearchQuery(text="tiêu", filters=filters, sort=Sort.NEWEST, page=2)
    written = {name for name, _value in ListAddress("/san-pham/", query).parameters(query)}
    assert written == LIST_PARAMETERS


@pytest.mark.django_db
def test_kept_list_is_not_taken_for_a_narrower_one(settings: Settings) -> None:
    settings.PAGE_CACHE_SECONDS = 60
    client = Client()
    shelf(3)
    assert "3 sản phẩm" in main_words(client.get("/san-pham/"))
    assert "3 sản phẩm" not in main_words(client.get("/san-pham/?danh-gia=5"))


def test_key_repeated_parameter_the_last_one_counts(counted: list[str]) -> None:
    """``?trang=1&trang=2`` is page 2: it must not be taken for ``?trang=2&trang=1``."""
    assert (
        _answer(counted, "/san-pham/?trang=1&trang=2").content
        != _answer(counted, "/san-pham/?trang=2&trang=1").content
    )


def test_preview_is_neither_kept_nor_answered_from_the_cache(counted: list[str]) -> None:
    kept = _answer(counted, "/tin-tuc/mua-ca-phe/")
    preview = _answer(counted, "/tin-tuc/mua-ca-phe/", is_dummy=True)
    assert preview.content != kept.content
    assert "Cache-Control" not in preview.headers
    assert _answer(counted, "/tin-tuc/mua-ca-phe/").content == kept.content


def test_long_address_is_not_kept(counted: list[str]) -> None:
    address = f"/tim-kiem/?q={'a' * 1000}"
    assert _answer(counted, address).content != _answer(counted, address).content


def test_kept_page_asks_the_database_for_nothing(
    client: Client, db: None, settings: Settings, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    settings.PAGE_CACHE_SECONDS = 60
    client.handler.load_middleware()
    first = client.get("/robots.txt")
    with django_assert_num_queries(0):
        second = client.get("/robots.txt?utm_source=thu")
    assert second.content == first.content
    assert second.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
