"""A plan and filters as Elasticsearch says them. See ``search.plan.types`` for what a plan means."""

from collections.abc import Iterable
from itertools import pairwise
from typing import Final

from elasticsearch_dsl import Q
from elasticsearch_dsl.query import Query

from search.engines.words import Scope, ways_of
from search.plan import Alternative, Form, Group, Plan, PriceHint
from search.plan.rules import Weights
from search.text import fold
from search.types import Filters, Sort

# What is looked in, as documents and weights call it.
FIELDS: Final = ("title", "keywords", "description")
# More than any score can be, and more than that.
WHOLE: Final = 1_000.0
PIN: Final = 10_000.0

_ORDERS: Final[dict[Sort, list[dict[str, str]]]] = {
    Sort.RELEVANCE: [{"in_stock": "desc"}, {"sold_count": "desc"}, {"published_at": "desc"}],
    Sort.NEWEST: [{"published_at": "desc"}],
    Sort.PRICE_UP: [{"price": "asc"}],
    Sort.PRICE_DOWN: [{"price": "desc"}],
    Sort.BEST_SELLING: [{"sold_count": "desc"}],
}


def match_group(group: Group, *, whole: bool = True, fields: Iterable[str] = FIELDS) -> Query:
    """Return what a product must fulfil to match ``group``, without a score; see ``ways_of`` for ``whole``."""
    return _any(_match(way, field) for way in ways_of(group, whole=whole) for field in fields)


def in_title(plan: Plan) -> Query:
    """Return whether a product's title has all of the words; without any, whether it has a quantity."""
    if not plan.required:
        return cover(plan)
    return Q("bool", filter=[match_group(group, fields=FIELDS[:1]) for group in plan.required])


def score_group(group: Group, weights: Weights) -> Query:
    """Return the group's part of the score: the best of field and form, times what the group says."""
    ways = [
        Q(
            "constant_score",
            filter=_match(alternative, field),
            boost=max(group.idf * getattr(weights, field) * alternative.weight, 1e-6),
        )
        for alternative in group.alternatives
        for field in FIELDS
    ]
    return Q("dis_max", queries=ways)


def may_miss_words(plan: Plan) -> bool:
    """Whether goods with only some of the words belong to the answer."""
    return plan.may_relax and len(plan.required) > 1


def cover(plan: Plan) -> Query:
    """Return what a product must fulfil to belong to the answer: all of the words, or enough of them; without any, a quantity."""
    if not plan.required:
        return Q("terms", units=list(plan.units)) if plan.units else Q("match_all")
    whole, *parts = Scope(plan, relaxed=may_miss_words(plan)).subsets()
    sets = [[match_group(group) for group in whole]]
    sets += [[match_group(group, whole=False) for group in part] for part in parts]
    return _any(Q("bool", filter=one) for one in sets)


def prefer_whole(plan: Plan) -> Query:
    """Return what puts goods with all of the words before those with some: few have all, or none would be relaxed."""
    whole = Q("bool", filter=[match_group(group) for group in plan.required])
    return Q("constant_score", filter=whole, boost=WHOLE)


def filter_goods(filters: Filters, *, but: str = "") -> list[Query]:
    """Return the filters as clauses, less the one that facet ``but`` is about."""
    kept = filters.without(but) if but else filters
    found: list[Query] = []
    if kept.category:
        found.append(Q("term", categories=kept.category))
    price = {"gte": kept.price_min, "lte": kept.price_max}
    if any(value is not None for value in price.values()):
        found.append(Q("range", price={name: value for name, value in price.items() if value is not None}))
    if kept.stalls:
        found.append(Q("terms", stall=list(kept.stalls)))
    if kept.communes:
        found.append(Q("terms", commune=list(kept.communes)))
    if kept.ocop_min is not None:
        found.append(Q("range", ocop_stars={"gte": kept.ocop_min}))
    if kept.rating_min is not None:
        found.append(Q("range", rating={"gte": kept.rating_min}))
    if kept.in_stock:
        found.append(Q("term", in_stock=True))
    if kept.zone:
        found.append(Q("term", zones=kept.zone))
    return found


def sort_goods(sort: Sort, *, by_score: bool) -> list[dict[str, str]]:
    """Return the order; what is equal stands by its number."""
    first = [{"_score": "desc"}] if by_score and sort is Sort.RELEVANCE else []
    last = {"product_id": "desc" if sort is Sort.PRICE_DOWN else "asc"}
    return [*first, *_ORDERS[sort], last]


def extra_score(plan: Plan) -> list[Query]:
    """Return what moves goods up and takes none away: quantity, price, the head of the title, neighbours.

    Tiers and the little that sales, stars and stock add are left to the recipe: to weigh them for every hit costs as
    much as all of the words. Goods with an equal score stand by popularity.
    """
    weights, whole = plan.weights, plan.total_idf or 1.0
    found = [_worth(weights.unit * whole, Q("term", units=unit)) for unit in plan.units]
    if plan.price is not None:
        found.append(_worth(weights.price * whole, _near_price(plan.price)))
    if plan.required:
        found.append(_worth(weights.head * whole, _at_head(plan.required[0].alternatives[0])))
    found += [
        _worth(weights.adjacency * whole / max(1, len(plan.required) - 1), _beside(left, right))
        for left, right in pairwise(plan.required)
    ]
    return [query for query in found if query is not None]


def _worth(boost: float, condition: Query) -> Query | None:
    return Q("constant_score", filter=condition, boost=boost) if boost > 0 else None


def _near_price(price: PriceHint) -> Query:
    asked = {"gte": price.low, "lte": price.high}
    return Q("range", price={name: value for name, value in asked.items() if value is not None})


def _at_head(alternative: Alternative) -> Query:
    tokens = tuple(fold(token) for token in alternative.tokens)
    return Q("span_first", match=_span("title_folded", tokens), end=len(tokens))


def _beside(left: Group, right: Group) -> Query:
    """Return whether two groups stand next to each other in the title, as their best alternatives say them."""
    tokens = [*left.alternatives[0].tokens, *right.alternatives[0].tokens]
    return Q("match_phrase", title_folded=" ".join(fold(token) for token in tokens))


def _match(alternative: Alternative, field: str) -> Query:
    """Return whether a field holds the alternative's tokens in a row, and not only where they mean something else."""
    name = f"{field}_folded" if alternative.form is Form.FOLDED else field
    if alternative.unless and not alternative.is_prefix:
        others = [_span(name, phrase) for phrase in alternative.unless]
        but = others[0] if len(others) == 1 else Q("span_or", clauses=others)
        return Q("span_not", include=_span(name, alternative.tokens), exclude=but)
    if not alternative.is_prefix:
        if len(alternative.tokens) == 1:
            return Q("term", **{name: alternative.phrase})
        return Q("match_phrase", **{name: alternative.phrase})
    if len(alternative.tokens) == 1:
        return Q("prefix", **{name: alternative.phrase})
    return Q("match_phrase_prefix", **{name: {"query": alternative.phrase, "max_expansions": 200}})


def _span(name: str, tokens: tuple[str, ...]) -> Query:
    words = [Q("span_term", **{name: token}) for token in tokens]
    return words[0] if len(words) == 1 else Q("span_near", clauses=words, slop=0, in_order=True)


def _any(ways: Iterable[Query]) -> Query:
    found = list(ways)
    if not found:
        return Q("match_none")
    return found[0] if len(found) == 1 else Q("bool", should=found, minimum_should_match=1)
