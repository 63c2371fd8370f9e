"""Counts beside the goods: one filtered aggregation per facet, each without its own filter."""

from typing import Any, Final

from elasticsearch_dsl import A, Q
from elasticsearch_dsl.aggs import Agg
from elasticsearch_dsl.query import Query

from marketplace.places.models import Ward
from marketplace.stalls.models import Stall
from search.engines.elastic.queries import filter_goods
from search.engines.values import MOST_BUCKETS, OCOP_LEVELS, PRICE_BARS, RATING_LEVELS, ZONES
from search.types import Bucket, FacetCounts, Filters, PriceBar

# Facet by facet: the aggregation, and the filter that it leaves out.
_MOST_CATEGORIES: Final = 500


def facet_aggregations(filters: Filters) -> dict[str, Agg]:
    """Return the aggregations of every facet, by name."""
    asked: dict[str, tuple[str, Agg]] = {
        "categories": ("category", A("terms", field="categories", size=_MOST_CATEGORIES)),
        "stalls": ("stall", _terms("stall")),
        "communes": ("commune", _terms("commune")),
        "zones": ("ships_to", A("terms", field="zones", size=len(ZONES))),
        "ocop": ("ocop", _at_least("ocop_stars", OCOP_LEVELS)),
        "ratings": ("rating", _at_least("rating", RATING_LEVELS)),
        "in_stock": ("in_stock", A("filter", filter=Q("term", in_stock=True))),
        "prices": ("price", _price_bars()),
        "lowest": ("price", A("min", field="price")),
        "highest": ("price", A("max", field="price")),
    }
    # What was chosen is counted though others are larger.
    if filters.stalls:
        asked["stalls_chosen"] = ("stall", _terms("stall", include=list(filters.stalls)))
    if filters.communes:
        asked["communes_chosen"] = ("commune", _terms("commune", include=list(filters.communes)))
    return {name: _filtered(filter_goods(filters, but=but), agg) for name, (but, agg) in asked.items()}


def read_facets(found: Any, total: int) -> FacetCounts:
    """Return the counts of an answer; ``found`` holds its aggregations by name."""
    stalls = {**_counts(found, "stalls_chosen"), **_counts(found, "stalls")}
    communes = {**_counts(found, "communes_chosen"), **_counts(found, "communes")}
    communes.pop("", None)
    bars = found["prices"]["inner"]["buckets"]
    lowest, highest = found["lowest"]["inner"]["value"], found["highest"]["inner"]["value"]
    return FacetCounts(
        total=total,
        categories=_plain(_counts(found, "categories")),
        stalls=_labelled(stalls, dict(Stall.objects.filter(slug__in=stalls).values_list("slug", "name"))),
        communes=_labelled(
            communes, dict(Ward.objects.filter(code__in=communes).values_list("code", "name"))
        ),
        ocop=_levels(found, "ocop", OCOP_LEVELS),
        ratings=_levels(found, "ratings", RATING_LEVELS),
        zones=tuple(Bucket(zone, "", _counts(found, "zones").get(zone, 0)) for zone in ZONES),
        in_stock=int(found["in_stock"]["inner"]["doc_count"]),
        prices=tuple(PriceBar(low, high, int(bars[_bar(low)]["doc_count"])) for low, high in PRICE_BARS),
        price_range=None if lowest is None else (int(lowest), int(highest)),
    )


def _filtered(clauses: list[Query], agg: Agg) -> Agg:
    outer = A("filter", filter=Q("bool", filter=clauses) if clauses else Q("match_all"))
    outer.bucket("inner", agg)
    return outer


def _terms(field: str, **more: Any) -> Agg:
    return A("terms", field=field, size=MOST_BUCKETS, order=[{"_count": "desc"}, {"_key": "asc"}], **more)


def _at_least(field: str, levels: tuple[int, ...]) -> Agg:
    return A("filters", filters={str(level): Q("range", **{field: {"gte": level}}) for level in levels})


def _price_bars() -> Agg:
    ranges = [
        {"key": _bar(low), "from": low} if high is None else {"key": _bar(low), "from": low, "to": high}
        for low, high in PRICE_BARS
    ]
    return A("range", field="price", ranges=ranges, keyed=True)


def _bar(low: int) -> str:
    return f"from-{low}"


def _counts(found: Any, name: str) -> dict[str, int]:
    if name not in found:
        return {}
    return {bucket["key"]: int(bucket["doc_count"]) for bucket in found[name]["inner"]["buckets"]}


def _levels(found: Any, name: str, levels: tuple[int, ...]) -> tuple[Bucket, ...]:
    buckets = found[name]["inner"]["buckets"]
    return tuple(Bucket(str(level), "", int(buckets[str(level)]["doc_count"])) for level in levels)


def _plain(counts: dict[str, int]) -> tuple[Bucket, ...]:
    return tuple(Bucket(value, "", count) for value, count in sorted(counts.items()))


def _labelled(counts: dict[str, int], labels: dict[str, str]) -> tuple[Bucket, ...]:
    buckets = [Bucket(value, labels[value], count) for value, count in counts.items() if value in labels]
    return tuple(sorted(buckets, key=lambda bucket: (-bucket.count, bucket.label, bucket.value)))
