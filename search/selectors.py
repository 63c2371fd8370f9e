"""Reads of the index for pages that are not lists of goods: stalls with their counts, goods in a few words."""

import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import islice
from typing import Any, Final
from zlib import crc32

from django.db import DatabaseError
from django.db.models import Count, F, Sum, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from marketplace.core.files.pictures import Picture
from marketplace.places.models import Ward
from marketplace.shop.catalogue.restrictions import unpromotable
from marketplace.stalls.models import Stall
from marketplace.stalls.selectors import active_stalls
from search.cards import NEW_DAYS, cards_of
from search.engines.counts import count_by_category, count_by_commune, count_shelf
from search.knowledge.current import read_versions
from search.knowledge.stall_names import stall_names
from search.models import ProductEntry
from search.text import words
from search.types import Bucket, Card, FacetCounts, Filters

logger = logging.getLogger(__name__)

TINTS: Final = 8
MOST_STALLS_FOUND: Final = 3
PICTURES_OF_STALL: Final = 3
_JUDGED: Final = {
    "goods": Count("pk"),
    "reviews": Sum("review_count"),
    "stars": Sum(F("rating") * F("review_count")),
}
_NOTHING: Final[Mapping[str, Any]] = {"goods": 0, "reviews": None, "stars": None}
# Words that say what a stall is, not which one; its initials come from the rest.
_COMMON: Final = {
    "htx",
    "hợp",
    "tác",
    "xã",
    "tổ",
    "cơ",
    "sở",
    "hộ",
    "nhà",
    "công",
    "ty",
    "tnhh",
    "nông",
    "trại",
    "xưởng",
}


@dataclass(frozen=True, slots=True)
class StallCard:
    """A stall in a list or beside its goods."""

    name: str
    url: str
    initials: str
    tint: int
    ward_name: str
    kind_label: str
    since: int
    verified_on: date | None
    product_count: int
    # The mean of all reviews of the goods that it shows, and how many there are, where the page says so.
    rating: float | None = None
    review_count: int = 0
    # Of a few of its goods, those that sell best first, where the page shows them.
    pictures: tuple[Picture, ...] = ()

    @property
    def is_verified(self) -> bool:
        """Whether the department looked at the papers."""
        return self.verified_on is not None


def stall_cards(stalls: Iterable[Stall]) -> list[StallCard]:
    """Return the cards of these stalls (their wards selected): what each shows and how it was judged, in one query."""
    rows = list(stalls)
    entries = ProductEntry.objects.filter(stall_slug__in=[stall.slug for stall in rows])
    counted = entries.order_by().values("stall_slug").annotate(**_JUDGED)
    found = {row["stall_slug"]: row for row in counted}
    return [_judged_card(stall, found.get(stall.slug, _NOTHING)) for stall in rows]


def pictured_stall_cards(stalls: Iterable[Stall], count: int) -> list[StallCard]:
    """Return ``count`` cards of these stalls with pictures of what each sells best, the fuller ones in front.

    Among those that fill the row of pictures, and among the others, the order stays as it came.
    """
    rows = list(stalls)
    goods: defaultdict[str, list[Picture]] = defaultdict(list)
    for card in _best_of_each([stall.slug for stall in rows]):
        if card.picture is not None:
            goods[card.stall_url].append(card.picture)
    cards = [replace(card, pictures=tuple(goods[card.url])) for card in stall_cards(rows)]
    return sorted(cards, key=lambda card: len(card.pictures), reverse=True)[:count]


def _best_of_each(slugs: list[str]) -> list[Card]:
    place = Window(
        RowNumber(), partition_by="stall_slug", order_by=("-in_stock", "-sold_count", "-published_at", "pk")
    )
    placed = ProductEntry.objects.filter(stall_slug__in=slugs).annotate(place_at_stall=place)
    best = placed.filter(place_at_stall__lte=PICTURES_OF_STALL).order_by("stall_slug", "place_at_stall")
    keys = list(best.values_list("pk", flat=True))
    closed = unpromotable(keys)
    return cards_of([key for key in keys if key not in closed])


def judged_stall_card(stall: Stall) -> StallCard:
    """Return the card of one stall with what buyers think of its goods: one query."""
    return _judged_card(stall, ProductEntry.objects.filter(stall_slug=stall.slug).aggregate(**_JUDGED))


def _judged_card(stall: Stall, found: Mapping[str, Any]) -> StallCard:
    card = stall_card(stall, found["goods"])
    if not found["reviews"]:
        return card
    return replace(card, rating=found["stars"] / found["reviews"], review_count=found["reviews"])


def stall_card(stall: Stall, product_count: int) -> StallCard:
    """Return the card of one stall."""
    return StallCard(
        name=stall.name,
        url=stall.get_absolute_url(),
        initials=initials(stall.name),
        tint=crc32(stall.slug.encode()) % TINTS,
        ward_name=stall.ward.name,
        kind_label=stall.get_kind_display(),
        since=stall.selling_since,
        verified_on=stall.verified_on,
        product_count=product_count,
    )


def initials(name: str) -> str:
    """Return two letters for a stall's face: ``HTX Cà phê Đất Đỏ`` gives ``ĐĐ``."""
    own = [word for word in words(name) if word not in _COMMON] or words(name)
    return "".join(word[0] for word in own[-2:]).upper()


def find_stalls(text: str) -> list[StallCard]:
    """Return the few active stalls whose name has all the words, without marks."""
    # Some more, for one that was suspended a moment ago.
    keys = [key for key, _name in islice(stall_names().find(text), 2 * MOST_STALLS_FOUND)]
    if not keys:
        return []
    return stall_cards(active_stalls().filter(pk__in=keys).order_by("name")[:MOST_STALLS_FOUND])


def name_chosen(counts: FacetCounts, filters: Filters) -> FacetCounts:
    """Return the counts with every stall and commune that was chosen: what has no goods here has a name too.

    Asks the database only where one is missing.
    """
    stalls = _missing(filters.stalls, counts.stalls)
    communes = _missing(filters.communes, counts.communes)
    if stalls:
        names = Stall.objects.filter(slug__in=stalls).values_list("slug", "name")
        counts = replace(counts, stalls=(*counts.stalls, *(Bucket(slug, name, 0) for slug, name in names)))
    if communes:
        wards = Ward.objects.filter(code__in=communes).values_list("code", "name")
        counts = replace(
            counts, communes=(*counts.communes, *(Bucket(code, name, 0) for code, name in wards))
        )
    return counts


def _missing(chosen: Iterable[str], buckets: Iterable[Bucket]) -> set[str]:
    return set(chosen) - {bucket.value for bucket in buckets}


def newest_cards(count: int) -> list[Card]:
    """Return the cards of the goods that came last and can be bought, from as many stalls as possible."""
    rows = ProductEntry.objects.filter(in_stock=True).order_by("-published_at", "product_id")
    return _spread(_promotable(rows.values_list("product_id", "stall_slug")[: count * 6]), count)


def newest_count() -> int:
    """Return how many goods came on the shelf in the last days."""
    return ProductEntry.objects.filter(published_at__gte=timezone.now() - timedelta(days=NEW_DAYS)).count()


def ocop_cards(count: int, *, without: Iterable[int] = ()) -> list[Card]:
    """Return the cards of certified goods, most stars and most sold first; ``without`` stand on the page already."""
    rows = ProductEntry.objects.filter(ocop_stars__gte=3, in_stock=True).exclude(pk__in=list(without))
    ordered = rows.order_by("-ocop_stars", "-sold_count", "product_id")
    return _spread(_promotable(ordered.values_list("product_id", "stall_slug")[: count * 6]), count)


def _promotable(rows: Iterable[tuple[int, str]]) -> list[tuple[int, str]]:
    """Leave out goods that the law lets nobody promote."""
    found = list(rows)
    closed = unpromotable(pk for pk, _slug in found)
    return [row for row in found if row[0] not in closed]


def related_cards(*, product_id: int, category_slug: str, aisle_slug: str, count: int) -> list[Card]:
    """Return the cards of goods of the same shelf, then of the same aisle."""
    near = (
        ProductEntry.objects.exclude(pk=product_id)
        .filter(in_stock=True)
        .order_by("-sold_count", "product_id")
        .values_list("product_id", "stall_slug")
    )
    # To recommend is to promote: more are read where some may not be.
    read = count * 3
    keys = [key for key, _stall in _promotable(near.filter(category_slug=category_slug)[:read])][:count]
    if len(keys) < count:
        more = near.filter(aisle_slug=aisle_slug).exclude(pk__in=keys)[:read]
        keys += [key for key, _stall in _promotable(more)][: count - len(keys)]
    return cards_of(keys)


def stall_goods_cards(stall_slug: str, count: int) -> list[Card]:
    """Return the cards of what else a stall sells."""
    rows = ProductEntry.objects.filter(stall_slug=stall_slug)
    return cards_of(
        list(rows.order_by("-in_stock", "-sold_count", "pk").values_list("pk", flat=True)[:count])
    )


def counts_by_category() -> dict[str, int]:
    """Return how many goods stand in each aisle and each shelf, by slug; none where the index cannot be read."""
    try:
        return count_by_category(read_versions().counts)
    except DatabaseError:
        logger.exception("counting failed")
        return {}


def counts_by_ward() -> dict[str, tuple[int, int]]:
    """Return (goods, stalls) by commune code."""
    return count_by_commune(read_versions().counts)


def shelf_totals() -> tuple[int, int, int]:
    """Return how many stalls sell, how many goods, and how many of these are certified."""
    return count_shelf(read_versions().counts)


def _spread(rows: Iterable[tuple[int, str]], count: int) -> list[Card]:
    """Take each stall once before any stall twice."""
    first: list[int] = []
    rest: list[int] = []
    seen: set[str] = set()
    for product_id, stall in rows:
        (rest if stall in seen else first).append(product_id)
        seen.add(stall)
    return cards_of([*first, *rest][:count])
