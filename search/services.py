"""Asking: one door for every list of goods. An engine that fails is answered for, never shown."""

import hashlib
import logging
import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from django.db import DatabaseError

from marketplace.shop.catalogue.restrictions import unpromotable
from marketplace.stalls.shipping.zones import zone_for
from search import breaker
from search.cards import build_cards
from search.engines.base import Answer, Engine, EngineError, Found, RefusedError
from search.engines.choice import elasticsearch_engine
from search.engines.database import DatabaseEngine
from search.knowledge.current import Knowledge, current_knowledge
from search.places import province_of
from search.plan import Mode, Plan, PriceHint, Rules, make_plan
from search.ranking import mark, snippet
from search.rows import read_rows
from search.text import clean
from search.types import FacetCounts, Filters, Hit, Row, SearchPage, SearchQuery

MOST_PAGES = 500
NOTHING = Answer(found=(), total=0, counts=FacetCounts())

Value = TypeVar("Value")

logger = logging.getLogger(__name__)


def find_products(query: SearchQuery) -> SearchPage:
    """Return the page of cards that ``query`` asks for.

    A page beyond the last is the last. If the engine fails the answer is empty and marked.
    """
    started = time.perf_counter()
    query = replace(query, text=clean(query.text), page=min(max(query.page, 1), MOST_PAGES))
    plan, answer = Plan(), NOTHING
    rows: Sequence[Row] = ()
    name, stood_in, failed = DatabaseEngine.name, False, False
    try:
        query, plan = read_question(query)
        asked = ask(lambda engine: _answer(engine, query, plan))
        (answer, query), name, stood_in = asked.value, asked.engine, asked.stood_in
        rows = _rows(answer)
    except DatabaseError:
        logger.exception("search failed")
        failed = True
    return _page(query, plan, answer, rows, engine_name=name, started=started, degraded=stood_in or failed)


def ask_engine(query: SearchQuery, *, engine: Engine) -> SearchPage:
    """Return the page that this engine and no other answers with; what goes wrong is raised. For measuring."""
    started = time.perf_counter()
    query, plan = read_question(replace(query, text=clean(query.text)))
    answer, query = _answer(engine, query, plan)
    return _page(query, plan, answer, _rows(answer), engine_name=engine.name, started=started)


def read_question(query: SearchQuery, rules: Rules | None = None) -> tuple[SearchQuery, Plan]:
    """Return the question with everything that its words and its reader's place say, and its plan.

    ``rules`` take the place of those that stand, to see what they would do.
    """
    query = replace(query, filters=_with_zone(query.filters))
    plan = plan_for(query, rules)
    if plan.price is not None and not (plan.groups or plan.pinned or plan.blocked):
        # No word was asked for: then the price is a filter.
        query = replace(query, filters=_priced(query.filters, plan.price))
    return query, plan


def _priced(filters: Filters, price: PriceHint) -> Filters:
    return replace(
        filters,
        price_min=filters.price_min if filters.price_min is not None else price.low,
        price_max=filters.price_max if filters.price_max is not None else price.high,
    )


@dataclass(frozen=True, slots=True)
class Asked(Generic[Value]):
    """What an engine answered, which one, and whether it stood in for another."""

    value: Value
    engine: str
    stood_in: bool = False


def ask(question: Callable[[Engine], Value]) -> Asked[Value]:
    """Put a question to Elasticsearch, or to the database where there is none or it does not answer."""
    first, stand_in = elasticsearch_engine(), DatabaseEngine()
    if first is not None and breaker.may_ask():
        try:
            value = question(first)
        except RefusedError as error:
            breaker.note_refusal(error)  # our own fault: the next question may do
        except EngineError as error:
            breaker.note_failure(error)
        else:
            breaker.note_success()
            return Asked(value, first.name)
    return Asked(question(stand_in), stand_in.name, stood_in=first is not None)


def _answer(used: Engine, query: SearchQuery, plan: Plan) -> tuple[Answer, SearchQuery]:
    """Ask for the page, or for the last where it lies beyond."""
    answer = used.search(query, plan)
    pages = _page_count(answer.total, query.page_size)
    if query.page > pages:
        query = replace(query, page=pages)
        answer = used.search(query, plan)
    return answer, query


def find_while_typing(text: str, *, limit: int, known: Knowledge | None = None) -> Sequence[Row]:
    """Return the rows of the first goods for words whose last is still being typed."""
    plan = plan_for(SearchQuery(text=clean(text), mode=Mode.AUTOCOMPLETE), known=known)
    found: Sequence[Found] = ask(lambda engine: engine.suggest(plan, limit=limit)).value
    return read_rows(each.product_id for each in found)


def plan_for(query: SearchQuery, rules: Rules | None = None, *, known: Knowledge | None = None) -> Plan:
    """Return what the words mean; a list without words asks nobody. ``known`` is what was read already."""
    if not query.text:
        return Plan()
    known = known or current_knowledge()
    made_with: tuple[int, ...] = known.versions.as_numbers()
    if rules is not None:
        # What engines keep about a plan of rules that are only tried must not be taken for the real one's.
        made_with += (int(hashlib.sha256(repr(rules).encode()).hexdigest()[:15], 16),)
    plan = make_plan(
        query.text, lexicon=known.lexicon, rules=known.rules if rules is None else rules, mode=query.mode
    )
    if plan.pinned and (closed := unpromotable(plan.pinned)):
        # A pin promotes. What engines keep about the plan with it must not be taken for the one without.
        plan = replace(plan, pinned=tuple(key for key in plan.pinned if key not in closed))
        made_with += tuple(sorted(closed))
    return replace(plan, made_with=made_with)


def _rows(answer: Answer) -> Sequence[Row]:
    if answer.rows is not None:
        return answer.rows
    return read_rows(found.product_id for found in answer.found)


def _hits(answer: Answer, rows: Sequence[Row], plan: Plan) -> dict[int, Hit]:
    """Return what was found of each product, marked; nothing where no words were asked for."""
    if plan.is_empty or not rows:
        return {}
    found = {one.product_id: one for one in answer.found}
    return {
        row.product_id: Hit(
            product_id=row.product_id,
            score=found[row.product_id].score,
            tier=found[row.product_id].tier,
            title=mark(row.title, plan),
            snippet=snippet(row.description or "", plan),
        )
        for row in rows
    }


def _with_zone(filters: Filters) -> Filters:
    """Say how far the shopper's place is, unless it was said; a place that is none filters nothing."""
    if not filters.ships_to or filters.zone:
        return filters
    code = province_of(filters.ships_to)
    return replace(filters, zone=zone_for(code).value) if code else replace(filters, ships_to="", zone="")


def _page(
    query: SearchQuery,
    plan: Plan,
    answer: Answer,
    rows: Sequence[Row],
    *,
    engine_name: str,
    started: float,
    degraded: bool = False,
) -> SearchPage:
    cards = tuple(build_cards(rows, _hits(answer, rows, plan)))
    # The corrected words were looked for as well: where nothing has them they lead nowhere either.
    leads_on = bool(answer.total) or query.filters.is_set
    return SearchPage(
        cards=cards,
        total=answer.total,
        page=query.page,
        pages=_page_count(answer.total, query.page_size),
        counts=answer.counts,
        engine=engine_name,
        degraded=degraded,
        exact_total=answer.exact_total,
        relaxed=any(card.hit is not None and card.hit.is_relaxed for card in cards),
        suggestion=plan.suggestion if leads_on else None,
        corrected_to=plan.corrected_to if leads_on else None,
        heard=plan.heard if plan.text else query.text,
        took_ms=round(1000 * (time.perf_counter() - started), 1),
    )


def _page_count(total: int, page_size: int) -> int:
    """Return how many pages can be opened: nobody reads on for ever, and a database counts every row it skips."""
    return min(MOST_PAGES, max(1, math.ceil(total / page_size)))
