"""The ranking recipe, in the weights that officers set.

For each group of the plan the best of field times form is taken, times what the group says (``idf``);
added are a beginning of the title, words that stand together, the quantity and the price that were
asked for, a little for sales and stars, and a step for each better tier.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from search.plan.types import Alternative, Form, Group, Plan, Tier


@dataclass(frozen=True, slots=True)
class Candidate:
    """What is ranked of a product. Each text begins and ends with a space, so that a phrase is a substring."""

    product_id: int
    title: str
    title_folded: str
    keywords: str
    keywords_folded: str
    description: str
    description_folded: str
    units: frozenset[str]
    price: int
    in_stock: bool
    ocop_stars: int
    rating: float | None
    sold_count: int


@dataclass(frozen=True, slots=True)
class Scored:
    """A product with its score; ``coverage`` is the share of the question that it answers."""

    product_id: int
    score: float
    tier: Tier
    coverage: float


@dataclass(frozen=True, slots=True)
class _Match:
    """The best way in which a group stands in a product."""

    value: float
    tier: Tier
    way: Alternative | None


_NONE = _Match(0.0, Tier.RELAXED, None)


def rank(plan: Plan, candidates: Iterable[Candidate]) -> list[Scored]:
    """Return the candidates that answer the plan, best first; equals stand by their number."""
    scored = [one for candidate in candidates if (one := score(plan, candidate)) is not None]
    return sorted(scored, key=lambda one: (-one.score, one.product_id))


def score(plan: Plan, candidate: Candidate) -> Scored | None:
    """Return how well a product answers, or nothing where it does not answer."""
    weights, whole = plan.weights, plan.total_idf or 1.0
    matches = [_match(group, candidate, plan) for group in plan.groups]
    required = [
        (group, match) for group, match in zip(plan.groups, matches, strict=True) if not group.optional
    ]
    missing = [group for group, match in required if match.way is None]
    covered = sum(
        group.share for group, match in required if match.way is not None and match.tier > Tier.CORRECTED
    )
    if missing and not (plan.may_relax and covered >= plan.min_coverage):
        return None
    tier = Tier.RELAXED if missing else min((match.tier for _, match in required), default=Tier.EXACT)
    value = sum(group.idf * match.value for group, match in zip(plan.groups, matches, strict=True))
    extra = _place(matches, candidate, plan) + _facts(candidate, plan)
    steps = {Tier.FOLDED: weights.tier_folded, Tier.EXACT: weights.tier_exact}
    extra += steps.get(tier, 0.0)
    return Scored(candidate.product_id, value + whole * extra, tier, covered)


def _match(group: Group, candidate: Candidate, plan: Plan) -> _Match:
    weights = plan.weights
    best, also, tier, found = 0.0, 0.0, Tier.RELAXED, None
    fields = (weights.title, weights.keywords, weights.description)
    for way in group.alternatives:
        needle = f" {way.phrase}" if way.is_prefix else f" {way.phrase} "
        if way.form is Form.EXACT:
            texts = (candidate.title, candidate.keywords, candidate.description)
        else:
            texts = (candidate.title_folded, candidate.keywords_folded, candidate.description_folded)
        values = [
            way.weight * weight
            for text, weight in zip(texts, fields, strict=True)
            if needle in text and not (way.unless and _means_else(way, needle, text))
        ]
        if not values:
            continue
        tier = max(tier, way.tier)
        if values[0] > best:
            best, found = values[0], way
        also = max(also, sum(values) - values[0])
    return _Match(best + weights.also * also, tier, found) if found is not None else _NONE


def _means_else(way: Alternative, needle: str, text: str) -> bool:
    """Whether the words stand in nothing but phrases in which they mean something else."""
    for phrase in way.unless:
        text = text.replace(f" {' '.join(phrase)} ", " ")
    return needle not in text


def _place(matches: list[_Match], candidate: Candidate, plan: Plan) -> float:
    """Return what it adds to begin the title, and to stand together."""
    weights, whole = plan.weights, plan.total_idf or 1.0
    added = 0.0
    for number, (group, match) in enumerate(zip(plan.groups, matches, strict=True)):
        if match.way is None:
            continue
        title = candidate.title if match.way.form is Form.EXACT else candidate.title_folded
        if title.startswith(f" {match.way.phrase}"):
            added += weights.head * (1.0 if number == 0 else 0.5)
        after = matches[number + 1] if number + 1 < len(matches) else _NONE
        if after.way is not None and _together(match.way, after.way, candidate):
            added += weights.adjacency * group.idf / whole
    return added


def _together(left: Alternative, right: Alternative, candidate: Candidate) -> bool:
    if left.form is Form.EXACT and right.form is Form.EXACT:
        return f" {left.phrase} {right.phrase}" in candidate.title
    return f" {_folded(left)} {_folded(right)}" in candidate.title_folded


def _folded(way: Alternative) -> str:
    from search.text import fold  # noqa: PLC0415

    return way.phrase if way.form is Form.FOLDED else fold(way.phrase)


def _facts(candidate: Candidate, plan: Plan) -> float:
    """Return what quantity, price, sales, stars and stock add or take."""
    weights = plan.weights
    added = weights.sales * min(1.0, math.log1p(candidate.sold_count) / 7.0)
    added += weights.ocop * candidate.ocop_stars / 5
    if weights.rating and candidate.rating:
        added += weights.rating * candidate.rating / 5
    if any(unit in candidate.units for unit in plan.units):
        added += weights.unit
    if plan.price is not None and plan.price.holds(candidate.price):
        added += weights.price
    return added if candidate.in_stock else added - weights.out_of_stock
