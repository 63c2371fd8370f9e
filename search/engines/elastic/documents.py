"""What Elasticsearch stores of a product. Text arrives normalised, so the analyzer only parts it at spaces."""

import hashlib
import json
from functools import cache
from typing import Any, Final

from elasticsearch_dsl import (
    Boolean,
    Date,
    Float,
    Integer,
    Keyword,
    Long,
    Mapping,
    Text,
)
from elasticsearch_dsl import Document as DslDocument

from search.documents import Document

SETTINGS: Final[dict[str, Any]] = {
    "number_of_shards": 1,
    "number_of_replicas": 0,
    # What was deleted is remembered as long as a late writer might bring it back.
    "index.gc_deletes": "1h",
    "index.max_result_window": 20_000,
    # Goods lie in the order in which lists without words show them, so that the first of them are the first that are
    # met, and whoever asks for no more need not look at the rest.
    "index.sort.field": ["in_stock", "sold_count", "published_at", "product_id"],
    "index.sort.order": ["desc", "desc", "desc", "asc"],
}
# Raise it when what stands in the text changes though the mapping does not (see ``search.text``).
NORMALISER: Final = 2


def _text() -> Text:
    """Return a text in which words that stand together are looked up as one: most that is asked is of two syllables."""
    return Text(analyzer="whitespace", index_options="positions", index_phrases=True, norms=False)


def _beginnings() -> Text:
    """Return such a text whose words are also found by their first letters, for words still being typed."""
    return Text(
        analyzer="whitespace", index_options="positions", index_phrases=True, norms=False,
        index_prefixes={"min_chars": 1, "max_chars": 8},
    )  # fmt: skip


class ProductDocument(DslDocument):
    """One product page."""

    product_id = Long()
    title = _beginnings()
    title_folded = _beginnings()
    keywords = _beginnings()
    keywords_folded = _beginnings()
    description = _text()
    description_folded = _text()
    units = Keyword()
    categories = Keyword()
    stall = Keyword()
    commune = Keyword()
    price = Long()
    in_stock = Boolean()
    ocop_stars = Integer()
    rating = Float()
    review_count = Integer()
    sold_count = Integer()
    zones = Keyword()
    # What is counted beside a list, packed (search.engines.packing); a word, because words are counted by their place.
    traits = Keyword()
    published_at = Date()


def build_mapping() -> Mapping:
    """Return the mapping; a field that it does not name is refused."""
    mapping: Mapping = ProductDocument._doc_type.mapping  # noqa: SLF001 - their own way to a document's mapping
    mapping.meta("dynamic", "strict")
    return mapping


def layout_hash() -> str:
    """Return eight letters that change whenever a document of an older layout would not do."""
    return _layout_hash(NORMALISER)


@cache
def _layout_hash(normaliser: int) -> str:
    said = json.dumps([SETTINGS, build_mapping().to_dict(), normaliser], sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()[:8]


def build_source(document: Document) -> dict[str, Any]:
    """Return the document as it is stored."""
    text, facets = document.text, document.facets
    return {
        "product_id": document.product_id,
        "title": text.title,
        "title_folded": text.title_folded,
        "keywords": text.keywords,
        "keywords_folded": text.keywords_folded,
        "description": text.description,
        "description_folded": text.description_folded,
        "units": list(text.units),
        "categories": list(facets.categories),
        "stall": facets.stall,
        "commune": facets.commune,
        "price": facets.price,
        "in_stock": facets.in_stock,
        "ocop_stars": facets.ocop_stars,
        "rating": facets.rating,
        "review_count": facets.review_count,
        "sold_count": facets.sold_count,
        "zones": list(facets.zones),
        "traits": str(facets.traits),
        "published_at": facets.published_at.isoformat(),
    }


def digest_of(source: dict[str, Any]) -> str:
    """Return what two stored documents of the same product are compared by."""
    said = json.dumps(source, sort_keys=True, ensure_ascii=False)
    return hashlib.blake2b(said.encode(), digest_size=12).hexdigest()
