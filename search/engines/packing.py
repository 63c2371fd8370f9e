"""What is counted of an entry, in two whole numbers, so that one pass over narrow rows counts every facet.

``place`` stands for all that has a name: aisle, category, stall and commune. Entries of one place have the
same number; what it means is read from any of them. ``traits`` holds what has few values, in bits:

======= ==============================================
1       in stock
2       how many of :data:`OCOP_LEVELS` are reached
2       how many of :data:`RATING_LEVELS` are reached
3       each of :data:`ZONES`
4       which of :data:`PRICE_BARS`
======= ==============================================
"""

import hashlib
from bisect import bisect_right
from collections import Counter
from collections.abc import Collection
from typing import Any, Final, NamedTuple

from search.engines.values import OCOP_LEVELS, PRICE_BARS, PRICE_EDGES, RATING_LEVELS, ZONES
from search.types import Bucket, Filters, PriceBar

_PLACE_BITS: Final = 63  # a signed column of eight bytes
_LEVEL_BITS: Final = 2
# More numbers than these cannot come up.
MOST_TRAITS: Final = 1 << 1 + 2 * _LEVEL_BITS + len(ZONES) + len(PRICE_BARS).bit_length()


class Traits(NamedTuple):
    """The traits of an entry: ``zones`` are bits in the order of :data:`ZONES`."""

    in_stock: bool
    ocop_level: int
    rating_level: int
    zones: int
    price_bar: int


def pack_place(*names: str) -> int:
    """Return the number of a place, the same in every process and for ever."""
    digest = hashlib.blake2b("\0".join(names).encode(), digest_size=8).digest()
    return int.from_bytes(digest) >> (64 - _PLACE_BITS)


def pack_traits(
    *, in_stock: bool, ocop_stars: int, rating: float | None, zones: Collection[str], price: int
) -> int:
    """Return the traits of an entry as one number; ``price`` is đồng."""
    packed = bisect_right(PRICE_EDGES, price) - 1
    for zone in reversed(ZONES):
        packed = packed << 1 | (zone in zones)
    packed = packed << _LEVEL_BITS | bisect_right(RATING_LEVELS, rating or 0)
    packed = packed << _LEVEL_BITS | bisect_right(OCOP_LEVELS, ocop_stars)
    return packed << 1 | in_stock


def unpack_traits(packed: int) -> Traits:
    """Return the traits that a number holds."""
    levels = (1 << _LEVEL_BITS) - 1
    in_stock, packed = packed & 1, packed >> 1
    ocop_level, packed = packed & levels, packed >> _LEVEL_BITS
    rating_level, packed = packed & levels, packed >> _LEVEL_BITS
    zones, price_bar = packed & (1 << len(ZONES)) - 1, packed >> len(ZONES)
    return Traits(bool(in_stock), ocop_level, rating_level, zones, price_bar)


def traits_fulfil(packed: int, filters: Filters) -> bool:
    """Whether an entry with these traits fulfils the filters that are about them: stock, stars, rating, zone.

    Stars and rating count where there is such a level; all other filters are not looked at.
    """
    traits = unpack_traits(packed)
    return (
        (traits.in_stock or not filters.in_stock)
        and traits.ocop_level >= _level(filters.ocop_min, OCOP_LEVELS)
        and traits.rating_level >= _level(filters.rating_min, RATING_LEVELS)
        and (not filters.zone or bool(traits.zones >> ZONES.index(filters.zone) & 1))
    )


def _level(least: int | None, levels: tuple[int, ...]) -> int:
    """Return how many levels are reached with ``least`` stars; none where no level is made of them."""
    return levels.index(least) + 1 if least in levels else 0


class TraitCounts(Counter[int]):
    """How many entries have each packed number, and what that says of every trait."""

    def ocop(self) -> tuple[Bucket, ...]:
        """Return how many entries have at least so many stars."""
        return self._levels("ocop_level", OCOP_LEVELS)

    def ratings(self) -> tuple[Bucket, ...]:
        """Return how many entries are rated at least so well."""
        return self._levels("rating_level", RATING_LEVELS)

    def zones(self) -> tuple[Bucket, ...]:
        """Return how many entries are brought to each zone."""
        counts = self._by("zones")
        return tuple(
            Bucket(zone, "", sum(count for zones, count in counts.items() if zones >> at & 1))
            for at, zone in enumerate(ZONES)
        )

    def in_stock(self) -> int:
        """Return how many entries can be bought now."""
        return self._by("in_stock")[True]

    def prices(self) -> tuple[PriceBar, ...]:
        """Return how many entries stand in each bar of prices."""
        counts = self._by("price_bar")
        return tuple(PriceBar(low, high, counts[at]) for at, (low, high) in enumerate(PRICE_BARS))

    def _levels(self, name: str, levels: tuple[int, ...]) -> tuple[Bucket, ...]:
        counts = self._by(name)
        return tuple(
            Bucket(str(level), "", sum(count for reached, count in counts.items() if reached > at))
            for at, level in enumerate(levels)
        )

    def _by(self, name: str) -> Counter[Any]:
        counts: Counter[Any] = Counter()
        for packed, count in self.items():
            counts[getattr(unpack_traits(packed), name)] += count
        return counts
