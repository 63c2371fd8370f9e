"""Counts beside the goods: every facet as if its own filter were not set.

Where nothing is filtered an aggregation stands by itself: Lucene counts what was found without asking again whether
it belongs. What has few values is counted by one packed word of each product (``search.engines.packing``).
"""

from typing import Any, Final

from elasticsearch_dsl import A, Q
from elasticsearch_dsl.aggs import Agg

from marketplace.places.models import Ward
from marketplace.stalls.models import Stall
from search.engines.elastic.queries import filter_goods
from search.engines.packing import MOST_TRAITS, TraitCounts
from search.engines.values import MOST_BUCKETS
from search.types import Bucket, FacetCounts, Filters

_MOST_CATEGORIES: Final = 500
_PACKED: Final = ("ocop", "rating", "ships_to", "in_stock", "price")


def facet_aggregations(filters: Filters) -> dict[str, Agg]:
    """Return the aggregations of every facet, by name."""
    asked: dict[str, tuple[str, Agg]] = {
        "categories": ("category", A("terms", field="categories", size=_MOST_CATEGORIES)),
        "stalls": ("stall", _terms("stall")),
        "communes": ("commune", _terms("commune")),
        # Of all goods these two are known without looking at one, which ``stats`` does.
        "price_min": ("price", A("min", field="price")),
        "price_max": ("price", A("max", field="price")),
    }
    # Facets whose remaining filters are the same share one.
    for facet in _PACKED:
        asked.setdefault(_traits_of(filters, facet), (facet, A("terms", field="traits", size=MOST_TRAITS)))
    # What was chosen is counted though others are larger.
    if filters.stalls:
        asked["stalls_chosen"] = ("stall", _terms("stall", include=list(filters.stalls)))
    if filters.communes:
        asked["communes_chosen"] = ("commune", _terms("commune", include=list(filters.communes)))
    return {name: _filtered(filters, but, agg) for name, (but, agg) in asked.items()}


def read_facets(found: Any, total: int, filters: Filters) -> FacetCounts:
    """Return the counts of an answer to a question with ``filters``; ``found`` holds its aggregations by name."""
    stalls = {**_counts(found, "stalls_chosen"), **_counts(found, "stalls")}
    communes = {**_counts(found, "communes_chosen"), **_counts(found, "communes")}
    communes.pop("", None)
    lowest, highest = (_inner(found, name)["value"] for name in ("price_min", "price_max"))
    traits = {facet: _traits(found, _traits_of(filters, facet)) for facet in _PACKED}
    return FacetCounts(
        total=total,
        categories=_plain(_counts(found, "categories")),
        stalls=_labelled(stalls, dict(Stall.objects.filter(slug__in=stalls).values_list("slug", "name"))),
        communes=_labelled(
            communes, dict(Ward.objects.filter(code__in=communes).values_list("code", "name"))
        ),
        ocop=traits["ocop"].ocop(),
        ratings=traits["rating"].ratings(),
        zones=traits["ships_to"].zones(),
        in_stock=traits["in_stock"].in_stock(),
        prices=traits["price"].prices(),
        price_range=None if lowest is None else (int(lowest), int(highest)),
    )


def _traits_of(filters: Filters, facet: str) -> str:
    """Return the name of the aggregation that counts ``facet``: its own where its filter is set."""
    return "traits" if filters.without(facet) == filters else f"traits_{facet}"


def _traits(found: Any, name: str) -> TraitCounts:
    return TraitCounts({int(packed): count for packed, count in _counts(found, name).items()})


def _filtered(filters: Filters, but: str, agg: Agg) -> Agg:
    clauses = filter_goods(filters, but=but)
    if not clauses:
        return agg
    outer = A("filter", filter=Q("bool", filter=clauses))
    outer.bucket("inner", agg)
    return outer


def _inner(found: Any, name: str) -> Any:
    return found[name].get("inner", found[name])


def _terms(field: str, **more: Any) -> Agg:
    return A("terms", field=field, size=MOST_BUCKETS, order=[{"_count": "desc"}, {"_key": "asc"}], **more)


def _counts(found: Any, name: str) -> dict[str, int]:
    if name not in found:
        return {}
    return {bucket["key"]: int(bucket["doc_count"]) for bucket in _inner(found, name)["buckets"]}


def _plain(counts: dict[str, int]) -> tuple[Bucket, ...]:
    return tuple(Bucket(value, "", count) for value, count in sorted(counts.items()))


def _labelled(counts: dict[str, int], labels: dict[str, str]) -> tuple[Bucket, ...]:
    buckets = [Bucket(value, labels[value], count) for value, count in counts.items() if value in labels]
    return tuple(sorted(buckets, key=lambda bucket: (-bucket.count, bucket.label, bucket.value)))
