"""The ranking recipe, in the weights that officers set.

For each group of the plan the best of field times form is taken, times what the group says (``idf``);
added are a beginning of the title, words that stand together, the quantity and the price that were
asked for, a little for sales and stars, and a step for each better tier.

Some hundred candidates are scored for each question, so what depends on the plan alone is worked out once
(:class:`Recipe`), and what is done for each candidate makes no objects.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from search.plan.types import Alternative, Form, Group, Plan, Tier
from search.text import fold


class Candidate(NamedTuple):
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
    """A product with its score, and how truly it answers."""

    product_id: int
    score: float
    tier: Tier


class _Way:
    """One alternative, made ready to be looked for."""

    __slots__ = ("folded", "head", "head_folded", "is_exact", "needle", "phrase", "tier", "unless", "values")

    def __init__(self, way: Alternative, plan: Plan) -> None:
        weights = plan.weights
        self.phrase = way.phrase
        self.is_exact = way.form is Form.EXACT
        self.folded = fold(self.phrase) if self.is_exact else self.phrase
        self.head = f" {self.phrase}"
        self.head_folded = f" {self.folded}"
        self.needle = self.head if way.is_prefix else f"{self.head} "
        self.values = tuple(
            way.weight * weight for weight in (weights.title, weights.keywords, weights.description)
        )
        self.tier = way.tier
        self.unless = tuple(f" {' '.join(phrase)} " for phrase in way.unless)

    def means_else(self, text: str) -> bool:
        """Whether the words stand in nothing but phrases in which they mean something else."""
        for phrase in self.unless:
            text = text.replace(phrase, " ")
        return self.needle not in text


# The fields of a product, folded and exact, each with all of it in one text: most ways stand nowhere, and are told by
# one look. Fields meet in two spaces there, so no phrase stands across them.
_Texts = tuple[tuple[tuple[str, str, str], str], tuple[tuple[str, str, str], str]]
# How well a group stands in a product, the tier that it gives, the way and the field (by number); none where it does not stand.
_Match = tuple[float, Tier, _Way | None, int]
_NONE: _Match = (0.0, Tier.RELAXED, None, 0)


class Recipe:
    """The recipe for one plan."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._whole = plan.total_idf or 1.0
        self._groups = [(group, [_Way(way, plan) for way in group.alternatives]) for group in plan.groups]
        self._steps = {Tier.FOLDED: plan.weights.tier_folded, Tier.EXACT: plan.weights.tier_exact}

    def score(self, candidate: Candidate) -> Scored | None:
        """Return how well a product answers, or nothing where it does not answer."""
        covered = value = 0.0
        tier, missing = Tier.PINNED, False
        texts = _texts(candidate)
        matches: list[tuple[Group, _Match]] = []
        for group, ways in self._groups:
            match = self._match(ways, texts)
            best, best_tier, way, _ = match
            matches.append((group, match))
            value += group.idf * best
            if group.optional:
                continue
            if way is None:
                missing = True
            else:
                tier = min(tier, best_tier)
                if best_tier > Tier.CORRECTED:
                    covered += group.share
        if missing and not (self._plan.may_relax and covered >= self._plan.min_coverage):
            return None
        tier = Tier.RELAXED if missing else min(tier, Tier.EXACT)
        value -= self._apart(matches, texts)
        extra = self._place(matches, candidate) + self._facts(candidate) + self._steps.get(tier, 0.0)
        return Scored(candidate.product_id, value + self._whole * extra, tier)

    def _match(self, ways: list[_Way], texts: _Texts) -> _Match:
        """Return the best way in which a group stands in a product."""
        best, also, tier, found, at = 0.0, 0.0, Tier.RELAXED, None, 0
        for way in ways:
            needle, unless = way.needle, way.unless
            fields, whole = texts[way.is_exact]
            if needle not in whole:
                continue
            first = others = 0.0
            is_there, where = False, 0
            for number, (text, value) in enumerate(zip(fields, way.values, strict=True)):
                if needle not in text or (unless and way.means_else(text)):
                    continue
                if is_there:
                    others += value
                else:
                    first, is_there, where = value, True, number
            if not is_there:
                continue
            tier = max(tier, way.tier)
            if first > best:
                best, found, at = first, way, where
            also = max(also, others)
        return _NONE if found is None else (best + self._plan.weights.also * also, tier, found, at)

    def _apart(self, matches: list[tuple[Group, _Match]], texts: _Texts) -> float:
        """Return what is lost where two words that are one name elsewhere stand in two fields here, and nowhere together.

        Then each is worth what it is in the poorer of the two: «Quảng Ninh» is a commune; sweet potato of Hải Ninh, somewhere in
        Quảng Bình, has both words and is not from there.
        """
        lost = 0.0
        for (group, (_, _, way, at)), (after, (_, _, other, to)) in pairwise(matches):
            if not group.is_bound or at == to or way is None or other is None:
                continue
            if f"{way.head_folded} {other.folded} " in texts[0][1]:
                continue
            lost += group.idf * max(0.0, way.values[at] - way.values[to])
            lost += after.idf * max(0.0, other.values[to] - other.values[at])
        return lost

    def _place(self, matches: list[tuple[Group, _Match]], candidate: Candidate) -> float:
        """Return what it adds to begin the title, and to stand together."""
        weights = self._plan.weights
        added = 0.0
        before: tuple[Group, _Way] | None = None
        for number, (group, (_, _, way, _)) in enumerate(matches):
            if way is None:
                before = None
                continue
            if (candidate.title if way.is_exact else candidate.title_folded).startswith(way.head):
                added += weights.head * (1.0 if number == 0 else 0.5)
            if before is not None and _together(before[1], way, candidate):
                added += weights.adjacency * before[0].idf / self._whole
            before = group, way
        return added

    def _facts(self, candidate: Candidate) -> float:
        """Return what quantity, price, sales, stars and stock add or take."""
        plan, weights = self._plan, self._plan.weights
        added = weights.sales * min(1.0, math.log1p(candidate.sold_count) / 7.0)
        added += weights.ocop * candidate.ocop_stars / 5
        if weights.rating and candidate.rating:
            added += weights.rating * candidate.rating / 5
        if plan.units and not candidate.units.isdisjoint(plan.units):
            added += weights.unit
        if plan.price is not None and plan.price.holds(candidate.price):
            added += weights.price
        return added if candidate.in_stock else added - weights.out_of_stock


def rank(plan: Plan, candidates: Iterable[Candidate]) -> list[Scored]:
    """Return the candidates that answer the plan, best first, those with some of the words behind all others.

    Equals stand by their number.
    """
    recipe = Recipe(plan)
    scored = [one for candidate in candidates if (one := recipe.score(candidate)) is not None]
    return sorted(scored, key=lambda one: (one.tier is Tier.RELAXED, -one.score, one.product_id))


def _texts(candidate: Candidate) -> _Texts:
    folded = (candidate.title_folded, candidate.keywords_folded, candidate.description_folded)
    exact = (candidate.title, candidate.keywords, candidate.description)
    return (folded, "".join(folded)), (exact, "".join(exact))


def _together(left: _Way, right: _Way, candidate: Candidate) -> bool:
    if left.is_exact and right.is_exact:
        is_in_title = f"{left.head} {right.phrase}" in candidate.title
    else:
        is_in_title = f"{left.head_folded} {right.folded}" in candidate.title_folded
    # A commune or a category is named in full there, and no word of it is still being typed.
    return is_in_title or f"{left.head_folded} {right.folded} " in candidate.keywords_folded
