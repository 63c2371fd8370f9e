"""Ranks the first hits by the recipe itself, so that every engine puts the same goods in the same order."""

from typing import Any, Final

from search.engines.base import Found
from search.plan import Plan, Tier
from search.ranking import Candidate, Recipe

FIELDS: Final = (
    "title",
    "title_folded",
    "keywords",
    "keywords_folded",
    "description",
    "description_folded",
    "units",
    "price",
    "in_stock",
    "ocop_stars",
    "rating",
    "sold_count",
)
_TEXTS: Final = FIELDS[:6]


def rank_hits(answer: dict[str, Any], plan: Plan) -> list[Found]:
    """Return the hits in the order of the recipe, pinned ones first; one that it would not count comes last."""
    hits = {int(hit["_id"]): hit["_source"] for hit in answer["hits"]["hits"]}
    pinned = [Found(key, tier=Tier.PINNED) for key in plan.pinned if key in hits]
    first = {each.product_id for each in pinned}
    ranked: list[tuple[float, int, Found]] = []
    recipe = Recipe(plan)
    for key, source in hits.items():
        if key in first:
            continue
        scored = recipe.score(_candidate(key, source))
        value, tier = (0.0, Tier.RELAXED) if scored is None else (scored.score, scored.tier)
        ranked.append((-value, key, Found(key, value, tier)))
    return [*pinned, *(found for _, _, found in sorted(ranked, key=lambda one: one[:2]))]


def _candidate(key: int, source: dict[str, Any]) -> Candidate:
    return Candidate(
        product_id=key,
        **{name: f" {source[name]} " for name in _TEXTS},
        units=frozenset(source["units"]),
        price=source["price"],
        in_stock=source["in_stock"],
        ocop_stars=source["ocop_stars"],
        rating=source["rating"],
        sold_count=source["sold_count"],
    )
