"""Counts beside a list: every facet as if its own filter were not set.

The database is asked once for groups: how many entries have the same ``place`` and ``traits``
(``search.engines.packing``), and what the cheapest and the dearest of them cost. Nearly every filter and every
facet is about these two numbers, so all that is counted of an answer is worked out here; only prices have to be
asked of the database. The groups of the whole shelf are kept by each process until the index changes: lists
without words are counted without a look at the entries.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Count, Max, Min, QuerySet

from marketplace.core.batches import in_batches
from marketplace.core.caching.keeping import Kept
from search.engines.filters import is_aisle, let_through
from search.engines.packing import TraitCounts, traits_fulfil
from search.engines.values import MOST_BUCKETS, OCOP_LEVELS, RATING_LEVELS
from search.models import ProductEntry
from search.types import Bucket, FacetCounts, Filters

# place, traits, how many entries, the lowest and the highest price of them
Groups = Sequence[tuple[int, int, int, int, int]]

_PLACE: Final = ("aisle_slug", "category_slug", "stall_slug", "stall_name", "ward_code", "ward_name")
_ASKED_AT_ONCE: Final = 500
_A_DAY: Final = 24 * 3600.0

# Of this version of the index, and of the one before for whoever still asks for it.
_shelf: Kept[Groups] = Kept(2)
_known: "Kept[dict[int, _Place]]" = Kept(1)


class _Place(NamedTuple):
    """Where goods stand; stall and commune with their names."""

    aisle: str
    category: str
    stall: tuple[str, str]
    commune: tuple[str, str]


_NOWHERE: Final = _Place("", "", ("", ""), ("", ""))


def read_groups(rows: QuerySet[ProductEntry]) -> Groups:
    """Return the groups of these entries: one query."""
    groups = rows.order_by().values_list("place", "traits")
    counted = groups.annotate(count=Count("pk"), lowest=Min("price"), highest=Max("price"))
    try:
        sql, params = counted.query.sql_with_params()
    except EmptyResultSet:
        return []
    with connection.cursor() as cursor:
        # As the database gives them: Django would make a whole number of each whole number once more.
        cursor.execute(sql, params)
        found: Groups = cursor.fetchall()
    return found


def shelf_groups(version: int) -> Groups:
    """Return the groups of the whole shelf, read once for each version of the index."""
    return _shelf.get(version, lambda: read_groups(ProductEntry.objects.all()), seconds=_A_DAY)


def count_facets(filters: Filters, read: Callable[[Filters], Groups]) -> FacetCounts:
    """Return the counts of what the filters let through.

    ``read`` returns the groups of all that belongs to the answer and fulfils the filters that it is given:
    those that cannot be decided by place and traits.
    """
    asked: dict[Filters, Groups] = {}
    tallies: dict[Filters, _Tally] = {}

    def tally(wanted: Filters) -> _Tally:
        if wanted not in tallies:
            part = _of_database(wanted)
            if part not in asked:
                asked[part] = read(part)
            tallies[wanted] = _Tally(asked[part], wanted)
        return tallies[wanted]

    def without(facet: str) -> _Tally:
        return tally(filters.without(facet))

    prices = without("price")
    return FacetCounts(
        total=tally(filters).total,
        categories=without("category").categories(),
        stalls=_largest(without("stall").stalls(), filters.stalls),
        communes=_largest(without("commune").communes(), filters.communes),
        ocop=without("ocop").traits.ocop(),
        ratings=without("rating").traits.ratings(),
        zones=without("ships_to").traits.zones(),
        in_stock=without("in_stock").traits.in_stock(),
        prices=prices.traits.prices(),
        price_range=prices.price_range,
    )


def count_by_category(version: int) -> dict[str, int]:
    """Return how many goods stand in each aisle and each shelf, by slug; in an aisle itself they count once."""
    return {bucket.value: bucket.count for bucket in _Tally(shelf_groups(version), Filters()).categories()}


def count_by_commune(version: int) -> dict[str, tuple[int, int]]:
    """Return how many goods come from each commune, and how many stalls sell them, by its code."""
    goods: defaultdict[str, int] = defaultdict(int)
    stalls: defaultdict[str, set[str]] = defaultdict(set)
    for place, count in _Tally(shelf_groups(version), Filters()).places():
        goods[place.commune[0]] += count
        stalls[place.commune[0]].add(place.stall[0])
    return {code: (count, len(stalls[code])) for code, count in goods.items() if code}


def count_shelf(version: int) -> tuple[int, int, int]:
    """Return how many stalls sell, how many goods, and how many of these have stars that count."""
    tally = _Tally(shelf_groups(version), Filters())
    stalls = {place.stall[0] for place, _count in tally.places()}
    return len(stalls), tally.total, max(bucket.count for bucket in tally.traits.ocop())


class _Tally:
    """What some groups hold of what the filters let through."""

    def __init__(self, groups: Groups, filters: Filters) -> None:
        self._names = _name({place for place, *_ in groups})
        places = _fitting(self._names, filters)
        traits = {packed for packed in {packed for _, packed, *_ in groups} if traits_fulfil(packed, filters)}
        by_place: defaultdict[int, int] = defaultdict(int)
        by_traits: defaultdict[int, int] = defaultdict(int)
        lowest, highest = [], []
        for place, packed, count, low, high in groups:
            if packed in traits and place in places:
                by_place[place] += count
                by_traits[packed] += count
                lowest.append(low)
                highest.append(high)
        self._places = by_place
        self.traits = TraitCounts(by_traits)
        self.total = sum(by_traits.values())
        self.price_range = (min(lowest), max(highest)) if lowest else None

    def places(self) -> Iterator[tuple[_Place, int]]:
        """Yield where the goods stand, and how many."""
        for key, count in self._places.items():
            yield self._names[key], count

    def categories(self) -> tuple[Bucket, ...]:
        """Count leaves and aisles; goods that stand in an aisle itself count once."""
        totals: defaultdict[str, int] = defaultdict(int)
        for place, count in self.places():
            totals[place.category] += count
            if place.aisle != place.category:
                totals[place.aisle] += count
        return tuple(Bucket(slug, "", count) for slug, count in sorted(totals.items()) if slug)

    def stalls(self) -> dict[tuple[str, str], int]:
        """Count by stall, each with its name."""
        return self._by(lambda place: place.stall)

    def communes(self) -> dict[tuple[str, str], int]:
        """Count by commune, each with its name."""
        return self._by(lambda place: place.commune)

    def _by(self, value: Callable[[_Place], tuple[str, str]]) -> dict[tuple[str, str], int]:
        totals: defaultdict[tuple[str, str], int] = defaultdict(int)
        for place, count in self.places():
            totals[value(place)] += count
        return totals


def _of_database(filters: Filters) -> Filters:
    """Return the filters that place and traits do not decide: prices, and stars that no level is made of."""
    return Filters(
        price_min=filters.price_min,
        price_max=filters.price_max,
        ocop_min=None if filters.ocop_min in OCOP_LEVELS else filters.ocop_min,
        rating_min=None if filters.rating_min in RATING_LEVELS else filters.rating_min,
    )


def _name(places: set[int]) -> dict[int, _Place]:
    """Return what places are called; the entries that say it of one may be gone by now.

    What a number stands for never changes, so a process reads it once: from one entry of each.
    """
    known = _known.get("names", dict, seconds=_A_DAY)
    missing = sorted(places - known.keys())
    if len(missing) > len(known):
        _learn(known, ProductEntry.objects.all())
    else:
        for some in in_batches(missing, _ASKED_AT_ONCE):
            _learn(known, ProductEntry.objects.filter(place__in=some))
    return {place: known.get(place, _NOWHERE) for place in places}


def _learn(known: dict[int, _Place], entries: QuerySet[ProductEntry]) -> None:
    of_each = entries.order_by().values("place").annotate(key=Min("pk")).values("key")
    for number, aisle, category, stall, stall_name, ward, ward_name in ProductEntry.objects.filter(
        pk__in=of_each
    ).values_list("place", *_PLACE):
        known[number] = _Place(aisle, category, (stall, stall_name), (ward, ward_name))


def _fitting(names: dict[int, _Place], filters: Filters) -> Collection[int]:
    """Return the places that the filters let through, as ``search.engines.filters`` does."""
    fitting: Iterable[tuple[int, _Place]] = names.items()
    if not (filters.category or filters.stalls or filters.communes):
        return names
    if filters.category and is_aisle(filters.category):
        fitting = [(key, place) for key, place in fitting if place.aisle == filters.category]
    elif filters.category:
        fitting = [(key, place) for key, place in fitting if place.category == filters.category]
    if filters.stalls:
        fitting = [(key, place) for key, place in fitting if place.stall[0] in filters.stalls]
    if filters.communes:
        fitting = [(key, place) for key, place in fitting if place.commune[0] in filters.communes]
    return {key for key, _ in fitting}


def _largest(counted: dict[tuple[str, str], int], chosen: tuple[str, ...]) -> tuple[Bucket, ...]:
    """Return the largest values, of equals those that come first, and with them every chosen one.

    While a stall changes its name its goods have two for a moment: the name that more of them have is said.
    """
    totals: defaultdict[str, int] = defaultdict(int)
    named: dict[str, tuple[int, str]] = {}
    for (value, label), count in counted.items():
        if value:
            totals[value] += count
            named[value] = max(named.get(value, (0, "")), (count, label))
    ordered = sorted(totals, key=lambda value: (-totals[value], value))
    kept = [value for at, value in enumerate(ordered) if at < MOST_BUCKETS or value in chosen]
    buckets = [Bucket(value, named[value][1], totals[value]) for value in kept]
    return tuple(sorted(buckets, key=lambda bucket: (-bucket.count, bucket.label, bucket.value)))


def count_all(
    filters: Filters, narrow: Callable[[QuerySet[ProductEntry]], QuerySet[ProductEntry]]
) -> FacetCounts:
    """Return the total alone, for a list that shows nothing beside it."""
    return FacetCounts(total=narrow(let_through(filters)).count())
