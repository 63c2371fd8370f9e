"""What the page cache takes for one page, and what it never sees."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from pytest_django import DjangoAssertNumQueries, Settings

from marketplace.storefront.page_cache import keep_shared_pages


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


def test_key_known_parameters_make_pages_of_their_own(counted: list[str]) -> None:
    addresses = ["/san-pham/", "/san-pham/?xa=19441", "/san-pham/?xa=19441&xa=19333", "/en/san-pham/"]
    pages = [_answer(counted, address).content for address in addresses]
    assert len(set(pages)) == 4
    assert counted == addresses


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
    assert second.headers["Cache-Control"] == "public, max-age=60"
