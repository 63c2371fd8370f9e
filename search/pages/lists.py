"""The context of a page that lists goods: all goods, a category, results, a stall's goods."""

from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from marketplace.core.money import format_vnd
from marketplace.core.web.paging import PageLinks, page_links
from marketplace.shop.catalogue.categories import present_address
from marketplace.shop.catalogue.selectors import Aisle, menu_tree
from marketplace.stalls.shipping.zones import zone_for
from search.knowledge.current import current_knowledge
from search.pages.addresses import LIST_PARAMETERS, ListAddress, read_query
from search.pages.facets import build_chips, build_facets, build_sorts, every_aisle
from search.places import PARAMETER, read_place
from search.plan import parts_on_sale
from search.selectors import name_chosen, newest_cards
from search.services import find_products
from search.text import fold, words
from search.text.prices import take_price
from search.types import PAGE_SIZE, Card, Filters, SearchPage, SearchQuery

NEW_WHERE_EMPTY = 6  # whole rows, whether two stand side by side or three
MOST_SHORTER = 4
# What the filter form says itself; everything else of the address goes along in hidden fields.
_FORM_FIELDS = LIST_PARAMETERS - {"q", "danh-muc"}


@dataclass(frozen=True, slots=True)
class ListPage:
    """The goods of one page and the links to the others."""

    cards: tuple[Card, ...]
    total: int
    links: PageLinks

    @property
    def whole(self) -> tuple[Card, ...]:
        """Return the goods that have everything that was asked for."""
        return tuple(card for card in self.cards if card.hit is None or not card.hit.is_relaxed)

    @property
    def partly(self) -> tuple[Card, ...]:
        """Return those that have some of the words only."""
        return tuple(card for card in self.cards if card.hit is not None and card.hit.is_relaxed)

    @property
    def is_cut(self) -> bool:
        """Whether this is the last page that can be opened, though more goods follow."""
        return self.links.number == self.links.pages and self.total > self.links.pages * PAGE_SIZE

    @property
    def number(self) -> int:
        """Return the page's number, from 1."""
        return self.links.number

    @property
    def pages(self) -> int:
        """Return how many pages there are."""
        return self.links.pages

    @property
    def previous_url(self) -> str:
        """Return the address of the page before, or nothing."""
        return self.links.previous_url

    @property
    def next_url(self) -> str:
        """Return the address of the page after, or nothing."""
        return self.links.next_url

    @property
    def page_urls(self) -> tuple[tuple[int, str, bool], ...]:
        """Return (number, address, current); an entry without address is a gap."""
        return self.links.page_urls


def list_context(
    request: HttpRequest, *, base: Filters | None = None, with_text: bool = False, facets: bool = True
) -> dict[str, Any]:
    """Answer the request's question and return what ``search/list.html`` draws.

    A list without ``facets`` is not filtered: nothing on its page would say so, and a stall would seem to sell nothing.
    """
    query = replace(read_query(request.GET, base=base, with_text=with_text), facets=facets)
    place = read_place(request.GET.getlist(PARAMETER)) if facets else None
    if not facets:
        query = replace(query, filters=base or Filters())
    if place is not None:
        zone = zone_for(place.province_code).value
        query = replace(query, filters=replace(query.filters, ships_to=place.code, zone=zone))
    menu = menu_tree(get_language() or "vi")
    if not (base and base.category):
        query = replace(query, filters=_moved(query.filters, menu))
    found = find_products(query)
    counts = name_chosen(found.counts, query.filters)
    query = replace(query, page=found.page)
    address = ListAddress(request.path, query, base=base or Filters())
    bare = replace(query, filters=address.base, page=1)
    chips = build_chips(address, counts, menu, place)
    return {
        "page": ListPage(found.cards, found.total, _links(address, found)),
        "found": found,
        "facets": build_facets(address, counts, menu, place) if facets else [],
        "chips": chips,
        "sorts": build_sorts(query.sort),
        "query": query.text,
        "question": query,
        "reading": _reading(address, found),
        "clear_url": address.url(bare),
        "hidden_fields": [pair for pair in address.parameters(query) if pair[0] not in _FORM_FIELDS],
        "menu": menu,
        "ways": _ways_on(address, is_filtered=bool(chips)) if not found.cards else None,
    }


def _moved(filters: Filters, menu: tuple[Aisle, ...]) -> Filters:
    """Return the filters with the address that their category has today, where somebody kept one of before."""
    if not filters.category or any(aisle.slug == filters.category for aisle in every_aisle(menu)):
        return filters
    moved = present_address(filters.category)
    return replace(filters, category=moved.slug) if moved is not None else filters


@dataclass(frozen=True, slots=True)
class WaysOn:
    """Where to go from an empty page: (words, address) of shorter questions, and goods that came last.

    ``is_filters_fault`` where fewer filters would show something.
    """

    words: tuple[tuple[str, str], ...]
    cards: tuple[Card, ...]
    is_filters_fault: bool


def _ways_on(address: ListAddress, *, is_filtered: bool) -> WaysOn:
    knowledge = current_knowledge()
    hidden = knowledge.rules.hidden
    fresh = replace(address.query, filters=address.base, page=1)
    is_filters_fault = is_filtered and _finds_any(fresh)
    shorter = () if is_filters_fault else parts_on_sale(address.query.text, knowledge.lexicon)
    offered = [text for text in shorter if not hidden.hides(text)][:MOST_SHORTER]
    return WaysOn(
        words=tuple((text, address.url(replace(fresh, text=text))) for text in offered),
        cards=tuple(card for card in newest_cards(NEW_WHERE_EMPTY) if not hidden.hides(card.title)),
        is_filters_fault=is_filters_fault,
    )


def _finds_any(query: SearchQuery) -> bool:
    """Whether there is anything; a list without words holds all that there is."""
    return not query.text or bool(find_products(replace(query, facets=False, page_size=1)).total)


@dataclass(frozen=True, slots=True)
class Reading:
    """How the words were read, where that is not how they were typed: what to say above the goods.

    ``text`` with its marks and letters put right; ``is_searched`` where that was looked for, otherwise it
    is offered; ``url`` leads to its own results. ``is_relaxed`` where goods that have some of the words follow.
    ``priced`` is (label, address) of the goods at the price that the words say, which only moves goods up.
    """

    text: str
    url: str
    is_searched: bool
    is_relaxed: bool
    priced: tuple[str, str] | None = None


def _reading(address: ListAddress, found: SearchPage) -> Reading | None:
    text = found.corrected_to or ""
    if not text and found.suggestion and fold(address.query.text) != address.query.text.lower():
        # Who types without marks knows what is meant; other marks than the catalogue's may be a slip.
        text = found.suggestion
    priced = _priced(address) if found.cards else None
    if not text and not found.relaxed and not priced:
        return None
    url = address.url(replace(address.query, text=text, page=1)) if text else ""
    return Reading(text, url, is_searched=bool(found.corrected_to), is_relaxed=found.relaxed, priced=priced)


def _priced(address: ListAddress) -> tuple[str, str] | None:
    """Return the label and the address of the price that the words say, unless the list is filtered by one."""
    query = address.query
    rest, hint = take_price(query.text.lower())
    if hint is None or not words(rest) or query.filters.without("price") != query.filters:
        return None
    said = {"low": format_vnd(hint.low or 0), "high": format_vnd(hint.high or 0)}
    if hint.low is None:
        label = _("chỉ xem món đến %(high)s")
    elif hint.high is None:
        label = _("chỉ xem món từ %(low)s")
    else:
        label = _("chỉ xem món từ %(low)s đến %(high)s")
    filters = replace(query.filters, price_min=hint.low, price_max=hint.high)
    return label % said, address.url(replace(query, filters=filters, page=1))


def _links(address: ListAddress, found: SearchPage) -> PageLinks:
    return page_links(
        found.page, found.pages, lambda number: address.url(replace(address.query, page=number))
    )
