"""The embedded engine: one table of the site's own database, SQLite or PostgreSQL alike.

Lists without words read an index in their order. Words match the beginning of words, without marks;
what has them as typed, and in the title, stands first. Counts are kept until the index changes.
"""

import hashlib
from collections.abc import Sequence
from typing import Any, Final

from django.conf import settings
from django.core.cache import cache
from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable

from marketplace.shop.catalogue.selectors import menu_tree
from search.documents import Document
from search.engines.base import Answer, Found
from search.knowledge import read_versions
from search.models import EntryText, IndexState, ProductEntry
from search.plan import Plan
from search.rows import rows_of
from search.text import fold, words
from search.types import Bucket, FacetCounts, Filters, PriceBar, SearchQuery, Sort

KEEP_SECONDS: Final = 300
MOST_BUCKETS: Final = 60
PRICE_EDGES: Final = (0, 30_000, 60_000, 90_000, 120_000, 160_000, 200_000, 300_000, 500_000, 1_000_000)
PRICE_BARS: Final = tuple(zip(PRICE_EDGES, (*PRICE_EDGES[1:], None), strict=True))
OCOP_LEVELS: Final = (3, 4, 5)

_ORDERS: Final[dict[Sort, tuple[str, ...]]] = {
    Sort.RELEVANCE: ("-in_stock", "-sold_count", "-published_at", "product_id"),
    Sort.NEWEST: ("-published_at", "product_id"),
    Sort.PRICE_UP: ("price", "product_id"),
    Sort.PRICE_DOWN: ("-price", "-product_id"),
    Sort.BEST_SELLING: ("-sold_count", "product_id"),
}

_TEXT_COLUMNS: Final = [field.name for field in EntryText._meta.concrete_fields if not field.primary_key]


class DatabaseEngine:
    """Answers from ``search_productentry``."""

    name = "database"

    def search(self, query: SearchQuery, plan: Plan) -> Answer:  # noqa: ARG002 - reads the words as they are
        """Return one page of rows. Three queries when the counts are kept, about ten when not."""
        counts = self._counts(query)
        rows = _filtered(query.text, query.filters)
        ordered = rows.order_by(*_order(query))
        start = (query.page - 1) * query.page_size
        shown = rows_of(ordered[start : start + query.page_size])
        return Answer(
            found=[Found(row.product_id) for row in shown],
            total=counts.total,
            exact_total=counts.total,
            counts=counts,
            rows=shown,
        )

    def suggest(self, plan: Plan, *, limit: int) -> list[Found]:
        """Return the first goods for words still being typed."""
        rows = _filtered(plan.text, Filters())
        ordered = rows.order_by(*_order(SearchQuery(text=plan.text)))
        return [Found(key) for key in ordered.values_list("pk", flat=True)[:limit]]

    def index(self, documents: Sequence[Document]) -> None:
        """Write the text of entries that are there."""
        EntryText.objects.bulk_create(
            [_text(document) for document in documents],
            update_conflicts=True,
            unique_fields=["entry"],
            update_fields=_TEXT_COLUMNS,
        )

    def delete(self, product_ids: Sequence[int]) -> None:
        """Take entries out, their text with them."""
        ProductEntry.objects.filter(pk__in=product_ids).delete()

    def count(self) -> int:
        """Return how many entries there are."""
        return ProductEntry.objects.count()

    def _counts(self, query: SearchQuery) -> FacetCounts:
        about = repr((query.facets, query.text, query.filters))
        key = f"search.counts.{read_versions().counts}.{hashlib.sha256(about.encode()).hexdigest()}"
        kept: FacetCounts | None = cache.get(key)
        if kept is None:
            kept = _count(query)
            cache.set(key, kept, KEEP_SECONDS)
        return kept


def _text(document: Document) -> EntryText:
    text = document.text
    return EntryText(
        entry_id=document.product_id,
        title=text.title,
        title_folded=text.title_folded,
        keywords=text.keywords,
        keywords_folded=text.keywords_folded,
        description=text.description,
        description_folded=text.description_folded,
        units=" ".join(text.units),
    )


def _filtered(text: str, filters: Filters) -> QuerySet[ProductEntry]:
    rows = ProductEntry.objects.all()
    for word in words(fold(text)):
        rows = rows.filter(words_folded__contains=f" {word}")
    return rows.filter(**_conditions(filters))


def _conditions(filters: Filters) -> dict[str, Any]:
    """Return what the filters ask of an entry's columns."""
    asked = {
        _category_column(filters.category) if filters.category else "": filters.category,
        "price__gte": filters.price_min,
        "price__lte": filters.price_max,
        "stall_slug__in": filters.stalls or None,
        "ward_code__in": filters.communes or None,
        "ocop_stars__gte": filters.ocop_min,
        "rating__gte": filters.rating_min,
        "in_stock": filters.in_stock or None,
        f"ships_{filters.zone}": True if filters.zone else None,
    }
    return {column: value for column, value in asked.items() if column and value is not None}


def _category_column(slug: str) -> str:
    """Return where to look for ``slug``: one column, so that one index gives the rows in order."""
    is_aisle = any(aisle.slug == slug for aisle in menu_tree(settings.LANGUAGE_CODE))
    return "aisle_slug" if is_aisle else "category_slug"


def _order(query: SearchQuery) -> tuple[str | Combinable, ...]:
    order: tuple[str | Combinable, ...] = _ORDERS[query.sort]
    if query.sort != Sort.RELEVANCE or not words(query.text):
        return order
    return (_closeness(query.text).desc(), *order)


def _closeness(text: str) -> Any:
    """Return how near an entry is: the words as typed count more than without marks, the title more."""
    typed, folded = words(text), words(fold(text))
    phrase = f" {' '.join(folded)}"
    steps = [
        (Q(title_folded__startswith=phrase), 4),
        (Q(title_folded__contains=phrase), 3),
        (_all("title_folded", folded), 3),
        (_all("words_exact", typed), 4),
    ]
    closeness: Any = Value(0)
    for condition, points in steps:
        closeness = closeness + Case(
            When(condition, then=Value(points)), default=Value(0), output_field=IntegerField()
        )
    return closeness


def _all(column: str, wanted: list[str]) -> Q:
    condition = Q()
    for word in wanted:
        condition &= Q(**{f"{column}__contains": f" {word}"})
    return condition


def _count(query: SearchQuery) -> FacetCounts:
    """Count every facet without its own filter. Facets whose filters are the same share one pass."""

    def rest(name: str) -> QuerySet[ProductEntry]:
        return _filtered(query.text, query.filters.without(name))

    numbers = _numbers(query)
    if not query.facets:
        return FacetCounts(total=numbers["total"])
    return FacetCounts(
        total=numbers["total"],
        categories=_categories(rest("category")),
        stalls=_buckets(rest("stall"), "stall_slug", "stall_name", query.filters.stalls),
        communes=_buckets(
            rest("commune").exclude(ward_code=""), "ward_code", "ward_name", query.filters.communes
        ),
        ocop=tuple(Bucket(str(level), "", numbers[f"ocop_{level}"]) for level in OCOP_LEVELS),
        in_stock=numbers["in_stock"],
        prices=tuple(
            PriceBar(low, high, numbers[f"price_{number}"]) for number, (low, high) in enumerate(PRICE_BARS)
        ),
    )


def _numbers(query: SearchQuery) -> dict[str, int]:
    """Return the total and the counts that need no grouping, by name."""
    asked: dict[Filters, dict[str, Count]] = {query.filters: {"total": Count("pk")}}

    def ask(facet: str, name: str, condition: Q) -> None:
        asked.setdefault(query.filters.without(facet), {})[name] = Count("pk", filter=condition)

    if query.facets:
        ask("in_stock", "in_stock", Q(in_stock=True))
        for level in OCOP_LEVELS:
            ask("ocop", f"ocop_{level}", Q(ocop_stars__gte=level))
        for number, (low, high) in enumerate(PRICE_BARS):
            ask(
                "price",
                f"price_{number}",
                Q(price__gte=low) if high is None else Q(price__gte=low, price__lt=high),
            )
    numbers: dict[str, int] = {}
    for filters, counts in asked.items():
        numbers |= _filtered(query.text, filters).aggregate(**counts)
    return numbers


def count_by_category() -> dict[str, int]:
    """Return how many goods stand in each aisle and each shelf, by slug."""
    return {bucket.value: bucket.count for bucket in _categories(ProductEntry.objects.all())}


def _buckets(
    rows: QuerySet[ProductEntry], value: str, label: str, chosen: tuple[str, ...]
) -> tuple[Bucket, ...]:
    """Return the largest values, and with them every chosen one."""
    counted = (
        rows.order_by().values_list(value, label).annotate(count=Count("pk")).order_by("-count", label, value)
    )
    found = [Bucket(*row) for row in counted[:MOST_BUCKETS]]
    unseen = set(chosen) - {bucket.value for bucket in found}
    if unseen and len(found) == MOST_BUCKETS:
        found += [Bucket(*row) for row in counted.filter(**{f"{value}__in": unseen})]
    return tuple(found)


def _categories(rows: QuerySet[ProductEntry]) -> tuple[Bucket, ...]:
    """Count leaves and aisles in one pass; goods that stand in an aisle itself count once."""
    counted = rows.order_by().values_list("aisle_slug", "category_slug").annotate(count=Count("pk"))
    totals: dict[str, int] = {}
    for aisle, leaf, count in counted:
        for slug in {aisle, leaf}:
            totals[slug] = totals.get(slug, 0) + count
    return tuple(Bucket(slug, "", count) for slug, count in sorted(totals.items()))


def bump_version() -> None:
    """Make every kept count stale. Called where entries came, went or changed what is counted."""
    IndexState.objects.filter(pk=1).update(version=F("version") + 1)
