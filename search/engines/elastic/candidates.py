"""Ranks the first hits by the recipe itself, so that every engine puts the same goods in the same order."""

from collections.abc import Sequence
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
# What a database's column of keys holds.
_KEYS_END: Final = 2**63


def rank_hits(hits: Sequence[dict[str, Any]], plan: Plan) -> list[Found]:
    """Return the hits in the order of the recipe, pinned ones first; one that it would not count comes last."""
    told = {found.product_id: found for found in tell_hits(hits, plan)}
    pinned = [told.pop(key) for key in plan.pinned if key in told]
    return [*pinned, *sorted(told.values(), key=_place)]


def _place(found: Found) -> tuple[bool, float, int]:
    """Return where it stands, as ``search.ranking.rank`` says."""
    return found.tier is Tier.RELAXED, -found.score, found.product_id


def tell_hits(hits: Sequence[dict[str, Any]], plan: Plan) -> list[Found]:
    """Return the hits as they stand, each with how truly it answers."""
    recipe = Recipe(plan)
    return [_tell(hit, plan, recipe) for hit in hits]


def _tell(hit: dict[str, Any], plan: Plan, recipe: Recipe) -> Found:
    key = int(hit["_id"])
    if not 0 < key < _KEYS_END:
        raise ValueError(f"no product has the key {key}")
    if key in plan.pinned:
        return Found(key, tier=Tier.PINNED)
    if plan.is_empty:
        return Found(key)
    scored = recipe.score(_candidate(key, hit["_source"]))
    return Found(key, tier=Tier.RELAXED) if scored is None else Found(key, scored.score, scored.tier)


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
