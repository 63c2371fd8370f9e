"""The question and the answer. Frozen, so that they can be cache keys and travel between threads.

A view makes a :class:`SearchQuery` of an address; ``search.services.find_products`` answers it with a
:class:`SearchPage`, whichever engine stood behind it. Pure Python.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from marketplace.core.files.pictures import Picture
from search.plan.types import Mode, Tier
from search.ranking.highlight import Marked

PAGE_SIZE = 24


class Sort(StrEnum):
    """In which order goods stand. The values are what the address says."""

    RELEVANCE = ""
    NEWEST = "moi"
    PRICE_UP = "gia-tang"
    PRICE_DOWN = "gia-giam"
    BEST_SELLING = "ban-chay"


@dataclass(frozen=True, slots=True)
class Filters:
    """What the goods must be. Prices are đồng; stalls are slugs, communes are official codes.

    ``ships_to`` is the code of the shopper's commune, or of the province while that is all that is known;
    ``zone`` is how far that is, which ``find_products`` fills in: engines filter by the zone.
    """

    category: str = ""
    price_min: int | None = None
    price_max: int | None = None
    stalls: tuple[str, ...] = ()
    communes: tuple[str, ...] = ()
    ocop_min: int | None = None
    rating_min: int | None = None
    in_stock: bool = False
    ships_to: str = ""
    zone: str = ""

    @property
    def is_set(self) -> bool:
        """Whether anything is left out by these."""
        return self != Filters()

    def without(self, name: str) -> "Filters":
        """Return these filters less the one that facet ``name`` is about."""
        if name == "price":
            return replace(self, price_min=None, price_max=None)
        if name == "ships_to":
            return replace(self, ships_to="", zone="")
        empty: dict[str, object] = {
            "category": "",
            "stall": (),
            "commune": (),
            "ocop": None,
            "rating": None,
            "in_stock": False,
        }
        names = {"stall": "stalls", "commune": "communes", "ocop": "ocop_min", "rating": "rating_min"}
        return replace(self, **{names.get(name, name): empty[name]})  # type: ignore[arg-type]  # one value of its field's type


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """One question. ``page`` counts from 1; ``facets`` asks for counts beside the goods.

    ``mode`` says whether the words are finished or still being typed.
    """

    text: str = ""
    filters: Filters = field(default_factory=Filters)
    sort: Sort = Sort.RELEVANCE
    page: int = 1
    page_size: int = PAGE_SIZE
    facets: bool = True
    mode: Mode = Mode.SEARCH


@dataclass(frozen=True, slots=True)
class Hit:
    """A product that an engine found, how well it answers, and what of it was asked for."""

    product_id: int
    # Not what a card shows: two cards that say the same are the same, however well they answered.
    score: float = field(compare=False)
    tier: Tier
    title: Marked
    snippet: Marked

    @property
    def is_relaxed(self) -> bool:
        """Whether it has some of the words only: the page says so before the first such."""
        return self.tier is Tier.RELAXED

    @property
    def is_pinned(self) -> bool:
        """Whether an officer put it there: its card says so."""
        return self.tier is Tier.PINNED


@dataclass(frozen=True, slots=True)
class Card:
    """A product in a list. Prices are đồng; ``price`` is the lowest of its variants.

    ``hit`` is there where words were asked for.
    """

    product_id: int
    title: str
    url: str
    picture: Picture | None
    price: int
    price_was: int | None
    unit: str
    stall_name: str
    stall_url: str
    ward_name: str
    ocop_stars: int
    is_new: bool
    in_stock: bool
    has_variants: bool
    rating: float | None
    review_count: int
    hit: Hit | None = None


@dataclass(frozen=True, slots=True)
class Bucket:
    """How many goods have one value of a facet. ``label`` is what people call the value."""

    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class PriceBar:
    """How many goods cost at least ``low`` and less than ``high`` đồng; the last bar has no end."""

    low: int
    high: int | None
    count: int


@dataclass(frozen=True, slots=True)
class FacetCounts:
    """Counts of every facet, each as if its own filter were not set.

    ``ocop`` and ``ratings`` count "at least so many stars"; ``zones`` counts by shipping zone.
    ``price_range`` is the lowest and highest price without the price filter.
    """

    total: int = 0
    categories: tuple[Bucket, ...] = ()
    stalls: tuple[Bucket, ...] = ()
    communes: tuple[Bucket, ...] = ()
    ocop: tuple[Bucket, ...] = ()
    ratings: tuple[Bucket, ...] = ()
    zones: tuple[Bucket, ...] = ()
    in_stock: int = 0
    prices: tuple[PriceBar, ...] = ()
    price_range: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class SearchPage:
    """One answer.

    ``total`` counts everything that can be paged through, exactly; ``exact_total`` only what has all
    the words. ``relaxed`` says that this page holds goods that have some of the words only.
    ``suggestion`` is what to offer as "did you mean"; ``corrected_to`` what was searched instead of
    what was typed; ``heard`` are the words that were typed, less what officers hide. ``degraded`` says that a stand-in engine answered.
    """

    cards: tuple[Card, ...]
    total: int
    page: int
    pages: int
    counts: FacetCounts
    engine: str
    degraded: bool = False
    exact_total: int = 0
    relaxed: bool = False
    suggestion: str | None = None
    corrected_to: str | None = None
    heard: str = ""
    took_ms: float = field(default=0.0, compare=False)

    @property
    def hits(self) -> tuple[Hit, ...]:
        """Return what the engine found, where words were asked for."""
        return tuple(card.hit for card in self.cards if card.hit is not None)


@dataclass(frozen=True, slots=True)
class Row:
    """What a card shows of a product, read from the index; views make cards of it in their language."""

    product_id: int
    title: str
    slug: str
    price: int
    price_was: int | None
    unit: str
    stall_name: str
    stall_slug: str
    ward_name: str
    ocop_stars: int
    in_stock: bool
    has_variants: bool
    rating: float | None
    review_count: int
    published_at: datetime
    picture_name: str
    picture_widths: list[int]
    picture_width: int
    picture_height: int
    description: str | None = None
