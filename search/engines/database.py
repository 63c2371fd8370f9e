"""The embedded engine: the site's own database, SQLite or PostgreSQL alike.

Lists without words read an index in their order. For words the database finds what matches the plan
(``search.engines.words``) and the nearest few hundred are ranked in Python (``search.ranking``), so
that both databases give the same order; what lies beyond follows by popularity, and the total is
exact. Counts and rankings are kept until the index changes.
"""

import hashlib
from collections.abc import Callable, Collection, Sequence
from functools import partial
from typing import Any, Final, TypeVar

from django.core.cache import cache
from django.db import connection
from django.db.models import F, Q, QuerySet

from marketplace.core.caching.keeping import Turns
from marketplace.core.caching.kept_pages import forget_pages
from search.documents import Document
from search.engines.base import Answer, Found
from search.engines.counts import count_all, count_facets, read_groups, shelf_groups
from search.engines.filters import ORDERS, POPULAR, let_through
from search.engines.postgres import PostgresWords, vector
from search.engines.sqlite import SqliteWords
from search.engines.values import FEW
from search.engines.words import IsTrue, Scope, WordIndex
from search.knowledge.current import read_versions
from search.models import EntryText, IndexState, ProductEntry
from search.plan import Plan, Tier
from search.ranking import Candidate, rank
from search.rows import rows_of
from search.types import FacetCounts, Filters, SearchQuery, Sort
from search.upserts import upsert

Value = TypeVar("Value")

KEEP_SECONDS: Final = 300
RANKED: Final = 240
# While somebody types a word that many goods have, the popular ones among them are all that can be meant.
SUGGESTED: Final = 60
# With more, the popular ones are ranked: measuring how near each is would take longer than it is worth.
COMMON: Final = 4_000
# So many keys of a list are read at once: fifty pages.
STRETCH: Final = 1_200

_turns = Turns()

_TEXT_COLUMNS: Final = [field.name for field in EntryText._meta.concrete_fields if not field.primary_key]
_RANKED_COLUMNS: Final = (
    "entry_id",
    "title",
    "title_folded",
    "keywords",
    "keywords_folded",
    "description",
    "description_folded",
    "units",
    "entry__price",
    "entry__in_stock",
    "entry__ocop_stars",
    "entry__rating",
    "entry__sold_count",
)


class DatabaseEngine:
    """Answers from ``search_productentry`` and ``search_entrytext``."""

    name = "database"

    def search(self, query: SearchQuery, plan: Plan) -> Answer:
        """Return one page. A list without words takes two queries when its counts are kept."""
        if plan.blocked:
            return Answer(found=(), total=0, counts=FacetCounts())
        if plan.is_empty:
            return _list(query)
        return _Question(query, plan).answer()

    def suggest(self, plan: Plan, *, limit: int) -> list[Found]:
        """Return the first goods for words still being typed."""
        if plan.is_empty or plan.blocked:
            return []
        popular = _named_first(ProductEntry.objects.all(), Scope(plan), SUGGESTED, enough=limit)
        # Pinned goods are ranked however many others are more popular.
        return _ranked([*plan.pinned, *popular], plan)[:limit]

    def index(self, documents: Sequence[Document]) -> None:
        """Write the text of entries that are there."""
        upsert(EntryText, ("entry", *_TEXT_COLUMNS), map(_text, documents), key=["entry"])

    def delete(self, product_ids: Sequence[int]) -> None:
        """Take entries out, their text with them."""
        ProductEntry.objects.filter(pk__in=product_ids).delete()

    def count(self) -> int:
        """Return how many entries there are."""
        return ProductEntry.objects.count()


def _list(query: SearchQuery) -> Answer:
    """Answer a question without words."""
    keeper = _Keeper()
    counts = keeper.get(("counts", query.facets, query.filters), lambda: _count_list(query, keeper.version))
    order = ORDERS[query.sort]
    start = (query.page - 1) * query.page_size
    # The keys are cut first, from the index alone: a deep page must not join what it skips.
    keys = let_through(query.filters).order_by(*order).values("pk")[start : start + query.page_size]
    rows = rows_of(ProductEntry.objects.filter(pk__in=keys).order_by(*order))
    found = [Found(row.product_id) for row in rows]
    return Answer(found, total=counts.total, exact_total=counts.total, counts=counts, rows=rows)


def _count_list(query: SearchQuery, version: int) -> FacetCounts:
    if not query.facets:
        return count_all(query.filters, lambda rows: rows)
    everything = Filters()
    return count_facets(
        query.filters,
        lambda part: shelf_groups(version) if part == everything else read_groups(let_through(part)),
    )


class _Question:
    """One question with words, its scope decided."""

    def __init__(self, query: SearchQuery, plan: Plan) -> None:
        self._query = query
        self._plan = plan
        self._words = word_index()
        self._keeper = _Keeper(plan.made_with)
        self._strict = Scope(plan)
        self._key = (plan.text, plan.mode.value, query.filters)
        self._scope = self._decide()

    def _decide(self) -> Scope:
        """Take in goods with some of the words where few have all. The words decide, not the filters.

        Sorted by anything but relevance, goods that have all the words are not mixed with others.
        """
        if not self._plan.may_relax:
            return self._strict
        whole = self._count_strict(Filters())
        relaxed = whole < FEW if self._query.sort is Sort.RELEVANCE else whole == 0
        return Scope(self._plan, relaxed=relaxed)

    def _count_strict(self, filters: Filters) -> int:
        if not filters.is_set and filters == self._query.filters:
            # One pass counts everything, and nearly every question needs it.
            return self._count(self._strict).total
        return self._keeper.get(
            ("exact", self._plan.text, self._plan.mode.value, filters),
            lambda: _with_words(let_through(filters), self._strict, self._words).count(),
        )

    def _count(self, scope: Scope) -> FacetCounts:
        query = self._query

        def narrow(rows: QuerySet[ProductEntry]) -> QuerySet[ProductEntry]:
            return _with_words(rows, scope, self._words)

        return self._keeper.get(
            ("counts", *self._key, query.facets, scope.relaxed),
            lambda: (
                count_facets(query.filters, lambda part: read_groups(narrow(let_through(part))))
                if query.facets
                else count_all(query.filters, narrow)
            ),
        )

    def answer(self) -> Answer:
        query, counts = self._query, self._count(self._scope)
        exact = self._count_strict(query.filters) if self._scope.relaxed else counts.total
        start = (query.page - 1) * query.page_size
        found = self._page(start, start + query.page_size, counts.total)
        return Answer(found, total=counts.total, exact_total=exact, counts=counts)

    def _page(self, start: int, stop: int, total: int) -> list[Found]:
        if self._query.sort is not Sort.RELEVANCE:
            return self._told(self._ordered(start, stop, total))
        ranked = self._keeper.get(
            ("ranked", *self._key, self._scope.relaxed),
            lambda: self._rank(total),
        )
        page = ranked[start:stop]
        if stop > len(ranked) and total > len(ranked):
            first = {found.product_id for found in ranked}
            page += self._told(self._ordered(max(start, len(ranked)), stop, total, behind=first))
        return page

    def _rank(self, total: int) -> list[Found]:
        among = _with_words(let_through(self._query.filters), self._scope, self._words)
        return _ranked(among if total <= RANKED else self._nearest(total), self._plan)

    def _nearest(self, total: int) -> list[int]:
        """Return the keys that are ranked in Python: the nearest of many, popular ones of very many.

        Where goods with some of the words are taken in, few have all of them, and those come first.
        """
        among = let_through(self._query.filters)
        first = [key for key in self._plan.pinned if among.filter(pk=key).exists()]
        if self._scope.relaxed:
            whole = _with_words(among, self._strict, self._words)
            first += whole.order_by(*POPULAR).values_list("pk", flat=True)[:RANKED]
        if total <= COMMON and self._plan.groups:
            rows = among if self._query.filters.is_set else None
            keys = self._words.nearest(self._scope, rows, most=RANKED)
        else:
            keys = _named_first(among, self._scope, RANKED, enough=RANKED)
        return list(dict.fromkeys([*first, *keys]))[:RANKED]

    def _ordered(self, start: int, stop: int, total: int, *, behind: Collection[int] = ()) -> list[int]:
        """Return the keys from ``start`` to ``stop`` of the list in its order, the keys ``behind`` which it comes left out.

        Whole stretches of the list are read and kept, so that turning pages asks for nothing; and where
        much matches it is read out of the order's index, so that nothing is sorted, however deep the page.
        """
        ready, found = len(behind), list[int]()
        for stretch in range((start - ready) // STRETCH, (stop - ready - 1) // STRETCH + 1):
            keys = self._keeper.get(
                ("ordered", *self._key, self._query.sort, self._scope.relaxed, stretch),
                partial(self._stretch, stretch * STRETCH, total, behind),
            )
            at = stretch * STRETCH + ready
            found += keys[max(start - at, 0) : stop - at]
        return found

    def _stretch(self, start: int, total: int, behind: Collection[int]) -> list[int]:
        wanted = _wanted(self._scope, self._words)
        rows = let_through(self._query.filters).filter(IsTrue(wanted) if total > COMMON else wanted)
        ordered = rows.exclude(pk__in=behind).order_by(*ORDERS[self._query.sort])
        return list(ordered.values_list("pk", flat=True)[start : start + STRETCH])

    def _told(self, keys: list[int]) -> list[Found]:
        """Return these keys as they stand, each with how truly it answers."""
        known = {found.product_id: found for found in _ranked(keys, self._plan)}
        return [known.get(key, Found(key, tier=Tier.RELAXED)) for key in keys]


def word_index() -> WordIndex:
    """Return what the site's database has."""
    return PostgresWords() if connection.vendor == "postgresql" else SqliteWords()


def _with_words(rows: QuerySet[ProductEntry], scope: Scope, words: WordIndex) -> QuerySet[ProductEntry]:
    return rows.filter(_wanted(scope, words))


def _wanted(scope: Scope, words: WordIndex) -> Q:
    found = Q(pk__in=words.keys(scope)) if scope.plan.has_terms else Q(pk__in=[])
    if scope.plan.pinned and not scope.title_only:
        found |= Q(pk__in=scope.plan.pinned)
    return found


def _popular(rows: QuerySet[ProductEntry], scope: Scope, most: int) -> list[int]:
    """Return the keys of the most popular among the rows that have the words; pins are for who asks."""
    return word_index().popular(scope, rows, most=most) if scope.plan.has_terms else []


def _named_first(rows: QuerySet[ProductEntry], scope: Scope, most: int, *, enough: int) -> list[int]:
    """Return popular keys of goods that are named so; where these are not enough also of what has the words elsewhere.

    A quantity stands in no field: of a plan without words both would find the same.
    """
    keys = _popular(rows, Scope(scope.plan, title_only=True), most)
    if len(keys) < enough and scope.plan.groups:
        keys += _popular(rows.exclude(pk__in=keys), scope, most)
    return keys


def _ranked(entries: Sequence[int] | QuerySet[ProductEntry], plan: Plan) -> list[Found]:
    """Return these entries in the order of the recipe, pinned ones first; none is lost."""
    texts = EntryText.objects.filter(pk__in=entries).values_list(*_RANKED_COLUMNS)
    candidates = [_candidate(row) for row in texts]
    there = {candidate.product_id for candidate in candidates}
    found = {key: Found(key, tier=Tier.PINNED) for key in plan.pinned if key in there}
    for one in rank(plan, candidates):
        found.setdefault(one.product_id, Found(one.product_id, round(one.score, 4), one.tier))
    for key in sorted(there):
        # What the database counts and the recipe does not take comes last.
        found.setdefault(key, Found(key, tier=Tier.RELAXED))
    return list(found.values())


def _candidate(row: tuple[Any, ...]) -> Candidate:
    title, title_folded, keywords, keywords_folded, description, description_folded = (
        f" {text} " for text in row[1:7]
    )
    units = frozenset(row[7].split())
    return Candidate(
        row[0],
        title,
        title_folded,
        keywords,
        keywords_folded,
        description,
        description_folded,
        units,
        *row[8:],
    )


def _text(document: Document) -> tuple[Any, ...]:
    """Return the row of ``EntryText``, its columns in their order."""
    text = document.text
    vectors = ("", "")
    if connection.vendor == "postgresql":
        vectors = (
            vector((text.title, text.keywords, text.description)),
            vector((text.title_folded, text.keywords_folded, text.description_folded)),
        )
    return (
        document.product_id,
        text.title,
        text.title_folded,
        text.keywords,
        text.keywords_folded,
        text.description,
        text.description_folded,
        " ".join(text.units),
        *vectors,
    )


class _Keeper:
    """Keeps what was worked out for the index and the rules as they stand; reads their versions once."""

    def __init__(self, versions: tuple[int, ...] = ()) -> None:
        self._versions = versions or read_versions().as_numbers()

    @property
    def version(self) -> int:
        """Return the version of what lists count."""
        return self._versions[0]

    def get(self, about: tuple[object, ...], make: Callable[[], Value]) -> Value:
        """Return what is kept about something, or work it out: one thread does, who asks meanwhile waits for it."""
        digest = hashlib.sha256(repr((self._versions, about)).encode()).hexdigest()
        key = f"search.{about[0]}.{digest}"
        kept: Value | None = cache.get(key)
        if kept is not None:
            return kept
        with _turns.turn(key):
            kept = cache.get(key)
            if kept is None:
                kept = make()
                cache.set(key, kept, KEEP_SECONDS)
        return kept


def bump_version() -> None:
    """Make every kept count and page stale. Called where entries came, went or changed what is counted."""
    IndexState.objects.filter(pk=1).update(version=F("version") + 1)
    forget_pages()
