"""What every engine indexes of a product: normalised text and facet values. Pure Python.

Built in one place, ``search.indexing.entries``, and from ``search.text`` alone, so that no engine needs an
analyzer of its own: the tokens of a field stand with one space between (``whitespace`` in
Elasticsearch), once as written in one spelling (*exact*) and once without marks (*folded*).

========== ====================================================================================
title      the product's name
keywords   stall, commune, category, aisle, ``ocop``: pieces parted by ``BREAK``, which no question holds
text       the description
units      every quantity in name, variants and description: ``g500``, ``ml1000``, ``cm160``
========== ====================================================================================
"""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class DocumentText:
    """The three text fields in both forms, and the quantities."""

    title: str
    title_folded: str
    keywords: str
    keywords_folded: str
    description: str
    description_folded: str
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DocumentFacets:
    """What goods are filtered, counted and sorted by. Prices are đồng.

    ``categories`` are the slugs of the category and all above it, its own last. ``zones`` are the
    zones that the stall brings goods to (``stalls.enums.ShippingZone``). ``traits`` is what has few values
    of all this, packed (``search.engines.packing``).
    """

    categories: tuple[str, ...]
    stall: str
    commune: str
    price: int
    in_stock: bool
    ocop_stars: int
    rating: float | None
    review_count: int
    sold_count: int
    zones: tuple[str, ...]
    traits: int
    published_at: datetime


@dataclass(frozen=True, slots=True)
class Document:
    """One product page as engines index it."""

    product_id: int
    text: DocumentText
    facets: DocumentFacets
