"""Counts beside a list: every facet as if its own filter were not set.

Facets whose filters are the same share one pass over the entries, which reads two packed numbers and the
price of each (``search.engines.packing``) from an index.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from django.db.models import Count, Max, Min, QuerySet

from search.engines.filters import let_through
from search.engines.packing import TraitCounts
from search.engines.values import MOST_BUCKETS
from search.models import ProductEntry
from search.types import Bucket, FacetCounts, Filters

Narrow = Callable[[QuerySet[ProductEntry]], QuerySet[ProductEntry]]

_PLACE: Final = ("aisle_slug", "category_slug", "stall_slug", "stall_name", "ward_code", "ward_name")


@dataclass(frozen=True, slots=True)
class _Place:
    """Where goods stand, and how many of them."""

    aisle: str
    category: str
    stall: tuple[str, str]
    commune: tuple[str, str]
    count: int


class _Tally:
    """One pass over some entries."""

    def __init__(self, rows: QuerySet[ProductEntry]) -> None:
        groups = (
            rows.order_by()
            .values_list("place", "traits")
            .annotate(count=Count("pk"), any=Min("pk"), lowest=Min("price"), highest=Max("price"))
        )
        self._places: Counter[int] = Counter()
        self.traits = TraitCounts()
        self._named_by: dict[int, int] = {}
        self._prices: list[int] = []
        for place, traits, count, key, lowest, highest in groups:
            self._places[place] += count
            self.traits[traits] += count
            self._named_by[place] = key
            self._prices += lowest, highest

    @property
    def total(self) -> int:
        return self.traits.total()

    @property
    def price_range(self) -> tuple[int, int] | None:
        return (min(self._prices), max(self._prices)) if self._prices else None

    @cached_property
    def places(self) -> list[_Place]:
        """Return the places, their names read from one entry of each."""
        keys = self._named_by.values()
        named = ProductEntry.objects.filter(pk__in=list(keys)).values_list("place", *_PLACE)
        return [
            _Place(aisle, category, (stall, stall_name), (ward, ward_name), self._places[place])
            for place, aisle, category, stall, stall_name, ward, ward_name in named
        ]

    def categories(self) -> tuple[Bucket, ...]:
        """Count leaves and aisles; goods that stand in an aisle itself count once."""
        totals: Counter[str] = Counter()
        for place in self.places:
            for slug in {place.aisle, place.category}:
                totals[slug] += place.count
        return tuple(Bucket(slug, "", count) for slug, count in sorted(totals.items()))


def count_facets(filters: Filters, narrow: Narrow, *, facets: bool) -> FacetCounts:
    """Return the counts of the entries that ``narrow`` leaves of those the filters let through."""
    if not facets:
        return FacetCounts(total=narrow(let_through(filters)).count())
    tallies: dict[Filters, _Tally] = {}

    def tally(wanted: Filters) -> _Tally:
        if wanted not in tallies:
            tallies[wanted] = _Tally(narrow(let_through(wanted)))
        return tallies[wanted]

    def without(facet: str) -> _Tally:
        return tally(filters.without(facet))

    prices = without("price")
    stalls = [(place.stall, place.count) for place in without("stall").places]
    communes = [(place.commune, place.count) for place in without("commune").places if place.commune[0]]
    return FacetCounts(
        total=tally(filters).total,
        categories=without("category").categories(),
        stalls=_largest(stalls, filters.stalls),
        communes=_largest(communes, filters.communes),
        ocop=without("ocop").traits.ocop(),
        ratings=without("rating").traits.ratings(),
        zones=without("ships_to").traits.zones(),
        in_stock=without("in_stock").traits.in_stock(),
        prices=prices.traits.prices(),
        price_range=prices.price_range,
    )


def count_by_category() -> dict[str, int]:
    """Return how many goods stand in each aisle and each shelf, by slug; in an aisle itself they count once.

    Not by a tally: every page asks for this now and then, and a tally reads the name of every stall's every place.
    """
    totals: Counter[str] = Counter()
    rows = ProductEntry.objects.order_by().values_list("aisle_slug", "category_slug")
    for aisle, category, count in rows.annotate(count=Count("pk")):
        for slug in {aisle, category}:
            totals[slug] += count
    return dict(totals)


def _largest(counted: Iterable[tuple[tuple[str, str], int]], chosen: tuple[str, ...]) -> tuple[Bucket, ...]:
    """Return the largest values, and with them every chosen one.

    While a stall changes its name its goods have two for a moment: the name that more of them have is said.
    """
    named: dict[str, Counter[str]] = {}
    for (value, label), count in counted:
        named.setdefault(value, Counter())[label] += count
    buckets = [
        Bucket(value, max(names, key=names.__getitem__), names.total()) for value, names in named.items()
    ]
    buckets.sort(key=lambda bucket: (-bucket.count, bucket.label, bucket.value))
    return tuple(bucket for at, bucket in enumerate(buckets) if at < MOST_BUCKETS or bucket.value in chosen)
