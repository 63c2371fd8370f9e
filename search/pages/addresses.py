"""Reading a list's address. What makes no sense is left out: a list never answers with an error."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.http import QueryDict

from search.places import PARAMETER
from search.text import clean, words
from search.text.prices import read_amount
from search.types import Filters, SearchQuery, Sort

MOST_DONG = 99_999_999_999
MOST_VALUES = 30
# All that a list reads of its address: the page cache keeps a page for each, and for no other name.
LIST_PARAMETERS = frozenset(
    {
        "q",
        "danh-muc",
        "gia-tu",
        "gia-den",
        "gian-hang",
        "xa",
        "sao",
        "danh-gia",
        PARAMETER,
        "con-hang",
        "sap-xep",
        "trang",
    }
)
_DIGITS = 12
_LONGEST = 40  # characters of an amount
_SLUG = re.compile(r"[A-Za-z0-9_-]{1,255}")
_CODE = re.compile(r"[0-9]{5}")
_PAGE = re.compile(r"[0-9]{1,6}")
# As English pages group thousands.
_COMMA = re.compile(r",(?=[0-9]{3}(?![0-9]))")


@dataclass(frozen=True, slots=True)
class ListAddress:
    """A list's path and the parameters that mean something, in a fixed order.

    ``base`` is what the page itself stands for (the category of its path, the stall of its page);
    it is in the query but never in the address.
    """

    path: str
    query: SearchQuery
    base: Filters = field(default_factory=Filters)

    def parameters(self, query: SearchQuery) -> list[tuple[str, str]]:
        """Return the (name, value) pairs that say ``query`` on this path."""
        filters = query.filters
        said: list[tuple[str, int | str | None]] = [
            ("q", query.text),
            ("danh-muc", filters.category if filters.category != self.base.category else ""),
            ("gia-tu", filters.price_min),
            ("gia-den", filters.price_max),
            *(("gian-hang", slug) for slug in filters.stalls if not self.base.stalls),
            *(("xa", code) for code in filters.communes),
            ("sao", filters.ocop_min),
            ("danh-gia", filters.rating_min),
            (PARAMETER, filters.ships_to),
            ("con-hang", "1" if filters.in_stock else ""),
            ("sap-xep", query.sort.value),
            ("trang", query.page if query.page > 1 else None),
        ]
        return [(name, str(value)) for name, value in said if value is not None and value != ""]

    def url(self, query: SearchQuery) -> str:
        """Return the address of ``query``."""
        pairs = self.parameters(query)
        return f"{self.path}?{urlencode(pairs)}" if pairs else self.path


def read_query(data: QueryDict, *, base: Filters | None = None, with_text: bool = False) -> SearchQuery:
    """Return what ``data`` asks for, on top of what the page stands for."""
    base = base or Filters()
    low, high = _dong(data.get("gia-tu")), _dong(data.get("gia-den"))
    if low is not None and high is not None and low > high:
        low, high = high, low
    return SearchQuery(
        text=_text(data.get("q", "")) if with_text else "",
        filters=Filters(
            category=base.category or _slug(data.get("danh-muc", "")),
            price_min=low,
            price_max=high,
            stalls=base.stalls or _several(data.getlist("gian-hang"), _slug),
            communes=_several(data.getlist("xa"), _code),
            ocop_min=_stars(data.get("sao")),
            rating_min=_stars(data.get("danh-gia")),
            in_stock=data.get("con-hang") == "1",
        ),
        sort=_sort(data.get("sap-xep", "")),
        page=_page(data.get("trang")),
    )


def _several(values: list[str], read: Callable[[str], str]) -> tuple[str, ...]:
    return tuple(sorted({known for value in values[:MOST_VALUES] if (known := read(value))}))


def _text(value: str) -> str:
    """Return the words asked for; marks alone are no question."""
    text = clean(value)
    return text if words(text) else ""


def _slug(value: str) -> str:
    return value if _SLUG.fullmatch(value) else ""


def _code(value: str) -> str:
    return value if _CODE.fullmatch(value) else ""


def _dong(value: str | None) -> int | None:
    written = (value or "")[:_LONGEST].replace("₫", "").strip()
    if (amount := read_amount(written)) is not None:
        return amount  # «50k», «1,5 triệu»
    digits = _COMMA.sub("", written).replace(".", "").replace(" ", "")
    if not digits.isascii() or not digits.isdigit() or len(digits) > _DIGITS:
        return None
    return min(int(digits), MOST_DONG)


def _stars(value: str | None) -> int | None:
    return int(value) if value in {"3", "4", "5"} else None


def _sort(value: str) -> Sort:
    return Sort(value) if value in set(Sort) else Sort.RELEVANCE


def _page(value: str | None) -> int:
    return max(1, int(value)) if value and _PAGE.fullmatch(value) else 1
