"""A list's address is read forgivingly and written in one way only."""

from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from search.pages.addresses import MOST_DONG, MOST_VALUES, ListAddress, read_query
from search.text import clean, words
from search.types import Filters, SearchQuery, Sort


def read(**parameters: str) -> SearchQuery:
    return read_query(
        QueryDict(urlencode({name.replace("_", "-"): value for name, value in parameters.items()}))
    )


def test_everything_that_can_be_asked() -> None:
    data = QueryDict(
        "q=tiêu&danh-muc=gia-vi&gia-tu=50.000&gia-den=200000&gian-hang=b&gian-hang=a&xa=19441&sao=4"
        "&con-hang=1&sap-xep=gia-tang&trang=3"
    )
    assert read_query(data, with_text=True) == SearchQuery(
        text="tiêu",
        filters=Filters(
            category="gia-vi",
            price_min=50_000,
            price_max=200_000,
            stalls=("a", "b"),
            communes=("19441",),
            ocop_min=4,
            in_stock=True,
        ),
        sort=Sort.PRICE_UP,
        page=3,
    )


@pytest.mark.parametrize(
    "parameters",
    [
        {"trang": "0"},
        {"trang": "-1"},
        {"trang": "abc"},
        {"trang": "٣"},
        {"trang": "9" * 40},
        {"trang": "\x00"},
        {"gia_tu": "-5"},
        {"gia_tu": "1e9"},
        {"gia_tu": "²"},
        {"gia_den": "9" * 30},
        {"sao": "6"},
        {"sao": "' OR 1=1"},
        {"xa": "1944"},
        {"xa": "1944\x00"},
        {"xa": "19441\n"},
        {"gian_hang": "a'; DROP TABLE"},
        {"gian_hang": "a" * 300},
        {"danh_muc": "../../etc"},
        {"danh_muc": "😀"},
        {"sap_xep": "rating; --"},
        {"con_hang": "yes"},
        {"q": "tiêu"},
        {"unknown": "1"},
    ],
)
def test_what_makes_no_sense_is_left_out(parameters: dict[str, str]) -> None:
    assert read(**parameters) == SearchQuery()


@pytest.mark.parametrize(
    ("written", "dong"),
    [
        ("50k", 50_000),
        ("50 nghìn", 50_000),
        ("1,5 triệu", 1_500_000),
        ("1tr5", 1_500_000),
        ("50.000 ₫", 50_000),
        ("50.000đ", 50_000),
        ("50,000", 50_000),
        ("1,234,567", 1_234_567),
        ("1,5", None),
        ("k", None),
        ("50k" * 9_000, None),
    ],
)
def test_prices_are_read_as_people_write_them(written: str, dong: int | None) -> None:
    assert read(gia_tu=written).filters.price_min == dong


def test_prices_the_wrong_way_round_are_turned() -> None:
    filters = read(gia_tu="200000", gia_den="50000").filters
    assert (filters.price_min, filters.price_max) == (50_000, 200_000)


def test_price_beyond_all_prices_is_the_highest() -> None:
    assert read(gia_den="9" * 12).filters.price_max == MOST_DONG


def test_marks_alone_are_no_question() -> None:
    assert read_query(QueryDict("q=%25%25+---"), with_text=True).text == ""


def test_hundreds_of_values_are_cut() -> None:
    data = QueryDict(urlencode([("xa", str(10_000 + number)) for number in range(500)]))
    assert len(read_query(data).filters.communes) == MOST_VALUES


def test_page_of_a_category_stays_in_its_category() -> None:
    query = read_query(QueryDict("danh-muc=gia-vi"), base=Filters(category="ca-phe"))
    assert query.filters.category == "ca-phe"


def test_page_of_a_stall_stays_with_its_stall() -> None:
    query = read_query(QueryDict("gian-hang=khac"), base=Filters(stalls=("htx-doi-suong",)))
    assert query.filters.stalls == ("htx-doi-suong",)


def test_address_says_the_query_and_not_what_the_path_says() -> None:
    query = SearchQuery(
        text="cà phê",
        filters=Filters(category="ca-phe", price_min=50_000, communes=("19333", "19441"), in_stock=True),
        sort=Sort.NEWEST,
        page=2,
    )
    address = ListAddress("/danh-muc/ca-phe/", query, base=Filters(category="ca-phe"))
    url = address.url(query)
    assert url == (
        "/danh-muc/ca-phe/?q=c%C3%A0+ph%C3%AA&gia-tu=50000&xa=19333&xa=19441&con-hang=1&sap-xep=moi&trang=2"
    )
    again = read_query(QueryDict(url.partition("?")[2]), base=address.base, with_text=True)
    assert again == query


@given(
    st.builds(
        Filters,
        category=st.sampled_from(("", "gia-vi", "ca_phe-2")),
        price_min=st.none() | st.integers(0, 200_000),
        price_max=st.none() | st.integers(200_000, MOST_DONG),
        stalls=st.sets(st.sampled_from(("a", "htx-b", "c-3"))).map(lambda some: tuple(sorted(some))),
        communes=st.sets(st.sampled_from(("00001", "19441"))).map(lambda some: tuple(sorted(some))),
        ocop_min=st.sampled_from((None, 3, 4, 5)),
        rating_min=st.sampled_from((None, 3, 4, 5)),
        in_stock=st.booleans(),
    ),
    st.sampled_from(Sort),
    st.integers(1, 999_999),
    st.text(max_size=60).map(clean).filter(words) | st.just(""),
)
def test_address_that_is_shared_asks_the_same_question(
    filters: Filters, sort: Sort, page: int, text: str
) -> None:
    query = SearchQuery(text=text, filters=filters, sort=sort, page=page)
    url = ListAddress("/tim-kiem/", query).url(query)
    assert read_query(QueryDict(url.partition("?")[2]), with_text=True) == query


def test_address_without_filters_is_the_path() -> None:
    address = ListAddress("/san-pham/", SearchQuery())
    assert address.url(SearchQuery()) == "/san-pham/"
