"""Links from one page of a list to the others: the ends, the neighbours, and gaps between."""

from collections.abc import Callable
from dataclasses import dataclass

_NEIGHBOURS = 2


@dataclass(frozen=True, slots=True)
class PageLinks:
    """What the pager draws. In ``page_urls`` (number, url, current), an entry without url is a gap."""

    number: int
    pages: int
    previous_url: str
    next_url: str
    page_urls: tuple[tuple[int, str, bool], ...]


def page_links(number: int, pages: int, url_for: Callable[[int], str]) -> PageLinks:
    """Return the links of page ``number`` of ``pages``, both counted from 1."""
    shown = sorted({1, pages, *range(max(1, number - _NEIGHBOURS), min(pages, number + _NEIGHBOURS) + 1)})
    links: list[tuple[int, str, bool]] = []
    for before, page in zip([0, *shown], shown, strict=False):
        if page - before > 1:
            links.append((before + 1, "", False))
        links.append((page, url_for(page), page == number))
    return PageLinks(
        number=number,
        pages=pages,
        previous_url=url_for(number - 1) if number > 1 else "",
        next_url=url_for(number + 1) if number < pages else "",
        page_urls=tuple(links),
    )
