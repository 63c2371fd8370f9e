"""Reading a list's address. What makes no sense is left out: a list never answers with an error."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.http import QueryDict

from search.text import clean, words
from search.types import Filters, SearchQuery, Sort

MOST_DONG = 99_999_999_999
MOST_VALUES = 30
_DIGITS = 12
_SLUG = re.compile(r"[A-Za-z0-9_-]{1,255}")
_CODE = re.compile(r"[0-9]{5}")
_PAGE = re.compile(r"[0-9]{1,6}")


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
        filters, pairs = query.filters, []
        if query.text:
            pairs.append(("q", query.text))
        if filters.category and filters.category != self.base.category:
            pairs.append(("danh-muc", filters.category))
        if filters.price_min is not None:
            pairs.append(("gia-tu", str(filters.price_min)))
        if filters.price_max is not None:
            pairs.append(("gia-den", str(filters.price_max)))
        if not self.base.stalls:
            pairs += [("gian-hang", slug) for slug in filters.stalls]
        pairs += [("xa", code) for code in filters.communes]
        if filters.ocop_min is not None:
            pairs.append(("sao", str(filters.ocop_min)))
        if filters.in_stock:
            pairs.append(("con-hang", "1"))
        if query.sort:
            pairs.append(("sap-xep", query.sort.value))
        if query.page > 1:
            pairs.append(("trang", str(query.page)))
        return pairs

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
    digits = (value or "").replace(".", "").replace(" ", "").replace("₫", "").strip()
    if not digits.isascii() or not digits.isdigit() or len(digits) > _DIGITS:
        return None
    return min(int(digits), MOST_DONG)


def _stars(value: str | None) -> int | None:
    return int(value) if value in {"3", "4", "5"} else None


def _sort(value: str) -> Sort:
    return Sort(value) if value in set(Sort) else Sort.RELEVANCE


def _page(value: str | None) -> int:
    return max(1, int(value)) if value and _PAGE.fullmatch(value) else 1
