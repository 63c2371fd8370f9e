"""Counts beside a list: every facet as if its own filter were not set.

Facets whose filters are the same share one pass over the entries.
"""

from collections.abc import Callable
from typing import Any

from django.db.models import Aggregate, Count, Max, Min, Q, QuerySet

from search.engines.filters import let_through
from search.engines.values import MOST_BUCKETS, OCOP_LEVELS, PRICE_BARS, RATING_LEVELS, ZONES
from search.models import ProductEntry
from search.types import Bucket, FacetCounts, Filters, PriceBar

Narrow = Callable[[QuerySet[ProductEntry]], QuerySet[ProductEntry]]


def count_facets(filters: Filters, narrow: Narrow, *, facets: bool) -> FacetCounts:
    """Return the counts of the entries that ``narrow`` leaves of those the filters let through."""

    def rest(name: str) -> QuerySet[ProductEntry]:
        return narrow(let_through(filters.without(name)))

    numbers = _numbers(filters, narrow, facets=facets)
    if not facets:
        return FacetCounts(total=numbers["total"])
    lowest, highest = numbers["lowest"], numbers["highest"]
    return FacetCounts(
        total=numbers["total"],
        categories=count_categories(rest("category")),
        stalls=_buckets(rest("stall"), "stall_slug", "stall_name", filters.stalls),
        communes=_buckets(rest("commune").exclude(ward_code=""), "ward_code", "ward_name", filters.communes),
        ocop=tuple(Bucket(str(level), "", numbers[f"ocop_{level}"]) for level in OCOP_LEVELS),
        ratings=tuple(Bucket(str(level), "", numbers[f"rating_{level}"]) for level in RATING_LEVELS),
        zones=tuple(Bucket(zone, "", numbers[f"zone_{zone}"]) for zone in ZONES),
        in_stock=numbers["in_stock"],
        prices=tuple(
            PriceBar(low, high, numbers[f"price_{number}"]) for number, (low, high) in enumerate(PRICE_BARS)
        ),
        price_range=None if lowest is None else (lowest, highest),
    )


def _numbers(filters: Filters, narrow: Narrow, *, facets: bool) -> dict[str, Any]:
    """Return the total and the counts that need no grouping, by name."""
    asked: dict[Filters, dict[str, Aggregate]] = {filters: {"total": Count("pk")}}

    def ask(facet: str, name: str, what: Aggregate) -> None:
        asked.setdefault(filters.without(facet), {})[name] = what

    if facets:
        ask("in_stock", "in_stock", Count("pk", filter=Q(in_stock=True)))
        for level in OCOP_LEVELS:
            ask("ocop", f"ocop_{level}", Count("pk", filter=Q(ocop_stars__gte=level)))
        for level in RATING_LEVELS:
            ask("rating", f"rating_{level}", Count("pk", filter=Q(rating__gte=level)))
        for zone in ZONES:
            ask("ships_to", f"zone_{zone}", Count("pk", filter=Q(**{f"ships_{zone}": True})))
        for number, (low, high) in enumerate(PRICE_BARS):
            inside = Q(price__gte=low) if high is None else Q(price__gte=low, price__lt=high)
            ask("price", f"price_{number}", Count("pk", filter=inside))
        ask("price", "lowest", Min("price"))
        ask("price", "highest", Max("price"))
    numbers: dict[str, Any] = {}
    for wanted, counts in asked.items():
        numbers |= narrow(let_through(wanted)).aggregate(**counts)
    return numbers


def _buckets(
    rows: QuerySet[ProductEntry], value: str, label: str, chosen: tuple[str, ...]
) -> tuple[Bucket, ...]:
    """Return the largest values, and with them every chosen one."""
    counted = (
        rows.order_by().values_list(value, label).annotate(count=Count("pk")).order_by("-count", label, value)
    )
    found = [Bucket(*row) for row in counted[:MOST_BUCKETS]]
    unseen = set(chosen) - {bucket.value for bucket in found}
    if unseen and len(found) == MOST_BUCKETS:
        found += [Bucket(*row) for row in counted.filter(**{f"{value}__in": unseen})]
    return tuple(found)


def count_categories(rows: QuerySet[ProductEntry]) -> tuple[Bucket, ...]:
    """Count leaves and aisles in one pass; goods that stand in an aisle itself count once."""
    counted = rows.order_by().values_list("aisle_slug", "category_slug").annotate(count=Count("pk"))
    totals: dict[str, int] = {}
    for aisle, leaf, count in counted:
        for slug in {aisle, leaf}:
            totals[slug] = totals.get(slug, 0) + count
    return tuple(Bucket(slug, "", count) for slug, count in sorted(totals.items()))
