"""The question and the answer. Frozen, so that they can be cache keys and travel between threads."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from marketplace.core.pictures import Picture

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
    """What the goods must be. Prices are đồng; stalls are slugs, communes are official codes."""

    category: str = ""
    price_min: int | None = None
    price_max: int | None = None
    stalls: tuple[str, ...] = ()
    communes: tuple[str, ...] = ()
    ocop_min: int | None = None
    in_stock: bool = False

    def without(self, name: str) -> "Filters":
        """Return these filters less the one that facet ``name`` is about."""
        if name == "price":
            return replace(self, price_min=None, price_max=None)
        empty: dict[str, object] = {
            "category": "",
            "stall": (),
            "commune": (),
            "ocop": None,
            "in_stock": False,
        }
        field_name = {"stall": "stalls", "commune": "communes", "ocop": "ocop_min"}.get(name, name)
        return replace(self, **{field_name: empty[name]})  # type: ignore[arg-type]  # one value of its field's type


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """One question. ``page`` counts from 1; ``facets`` asks for counts beside the goods."""

    text: str = ""
    filters: Filters = field(default_factory=Filters)
    sort: Sort = Sort.RELEVANCE
    page: int = 1
    page_size: int = PAGE_SIZE
    facets: bool = True


@dataclass(frozen=True, slots=True)
class Card:
    """A product in a list. Prices are đồng; ``price`` is the lowest of its variants."""

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
    """Counts of every facet, each as if its own filter were not set."""

    total: int = 0
    categories: tuple[Bucket, ...] = ()
    stalls: tuple[Bucket, ...] = ()
    communes: tuple[Bucket, ...] = ()
    ocop: tuple[Bucket, ...] = ()
    in_stock: int = 0
    prices: tuple[PriceBar, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchPage:
    """One answer. ``total`` is exact; ``degraded`` says that a stand-in engine answered."""

    cards: tuple[Card, ...]
    total: int
    page: int
    pages: int
    counts: FacetCounts
    engine: str
    degraded: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """A row of the index as an engine returns it; views make cards of it in their language."""

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
