"""Asking: one door for every list of goods. An engine that fails is answered for, never shown."""

import logging
import math
from dataclasses import replace

from django.db import DatabaseError

from search.cards import build_cards
from search.engines.base import Answer, Engine
from search.engines.database import DatabaseEngine
from search.text import clean
from search.types import FacetCounts, SearchPage, SearchQuery

MOST_PAGES = 400

logger = logging.getLogger(__name__)


def engine() -> Engine:
    """Return the engine that answers."""
    return DatabaseEngine()


def find_products(query: SearchQuery) -> SearchPage:
    """Return the page of cards that ``query`` asks for.

    A page beyond the last is the last. If the engine fails the answer is empty and marked.
    """
    query = replace(query, text=clean(query.text), page=min(max(query.page, 1), MOST_PAGES))
    used = engine()
    try:
        answer = used.search(query)
        pages = _page_count(answer.total, query.page_size)
        if query.page > pages:
            query = replace(query, page=pages)
            answer = used.search(query)
    except DatabaseError:
        logger.exception("search failed")
        answer = Answer(hits=(), total=0, counts=FacetCounts())
        return _page(query, answer, used.name, degraded=True)
    return _page(query, answer, used.name)


def _page(query: SearchQuery, answer: Answer, name: str, *, degraded: bool = False) -> SearchPage:
    return SearchPage(
        cards=tuple(build_cards(list(answer.hits))),
        total=answer.total,
        page=query.page,
        pages=_page_count(answer.total, query.page_size),
        counts=answer.counts,
        engine=name,
        degraded=degraded,
    )


def _page_count(total: int, page_size: int) -> int:
    """Return how many pages can be opened: nobody reads on for ever, and a database counts every row it skips."""
    return min(MOST_PAGES, max(1, math.ceil(total / page_size)))
