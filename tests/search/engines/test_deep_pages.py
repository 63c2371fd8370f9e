"""Page 500 of a large list: the right goods, the right total, nothing sorted and nothing asked twice."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, DjangoDbBlocker

from marketplace.shop.catalogue.models import Product
from search.engines.base import Answer
from search.engines.database import STRETCH, SUGGESTED, DatabaseEngine
from search.engines.postgres import vector
from search.models import EntryText, ProductEntry
from search.plan import Mode, Plan, Tier
from search.services import MOST_PAGES, find_products, plan_for, read_question
from search.types import PAGE_SIZE, Filters, SearchQuery, Sort
from tests.rows import rows_kept
from tests.search.helpers import bare_products, on_shelf

pytestmark = pytest.mark.django_db

# Far from the keys that PostgreSQL gives: it counts on from one test to the next.
FIRST = 1_000_000
MANY = MOST_PAGES * PAGE_SIZE + 120
DEEP = (MOST_PAGES - 1) * PAGE_SIZE


def fill(many: int) -> list[int]:
    """Put up so many jars of honey, dearer and older with their number, and half as much tea; return the honey."""
    on_shelf("Mật ong rừng", price=5_000)  # the planner knows its words
    now, keys = timezone.now(), range(FIRST, FIRST + many * 3 // 2)
    bare_products(keys)
    ProductEntry.objects.bulk_create(
        [
            ProductEntry(
                product_id=key,
                title=str(key),
                slug=f"m-{key}",
                category_slug="c",
                aisle_slug="a",
                stall_slug="s",
                price=1_000 * key,
                published_at=now - timedelta(days=1, minutes=key),
                in_stock=True,
            )
            for key in keys
        ],
        batch_size=2_000,
    )
    EntryText.objects.bulk_create([_text(key) for key in keys], batch_size=2_000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return [key for key in keys if (key - FIRST) % 3]


def _text(key: int) -> EntryText:
    exact, folded = ("mật ong", "mat ong") if (key - FIRST) % 3 else ("trà", "tra")
    return EntryText(
        entry_id=key,
        title=exact,
        title_folded=folded,
        keywords="",
        keywords_folded="",
        description="",
        description_folded="",
        vector_exact=vector((exact, "", "")),
        vector_folded=vector((folded, "", "")),
    )


def ask(page: int, *, sort: Sort, text: str = "mật ong") -> Answer:
    query, plan = read_question(SearchQuery(text, sort=sort, page=page, facets=False))
    return DatabaseEngine().search(query, plan)


def keys(answer: Answer) -> list[int]:
    return [found.product_id for found in answer.found]


def assert_sorts_nothing(sql: str) -> None:
    how = plan_of(sql)
    assert "TEMP B-TREE" not in how, how
    assert "Sort" not in how, how


def plan_of(sql: str, *, may_sort: bool = False) -> str:
    explain = "EXPLAIN QUERY PLAN " if connection.vendor == "sqlite" else "EXPLAIN "
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql" and not may_sort:
            # So small a table is sooner read whole and sorted: asked is whether the index can give the order.
            cursor.execute("SET LOCAL enable_sort = off")
        cursor.execute(explain + sql.replace("%", "%%"))
        return "\n".join(str(row[-1]) for row in cursor.fetchall())


@pytest.fixture(scope="class")
def honey(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[list[int]]:
    """Put up as many jars as there are pages to turn to, once; return their keys."""
    with rows_kept(django_db_blocker):
        yield fill(MANY)


@pytest.mark.usefixtures("honey")
class TestManyPages:
    def test_page_500_has_its_goods_in_every_order_and_sorts_nothing(
        self, django_assert_num_queries: DjangoAssertNumQueries, honey: list[int]
    ) -> None:
        # The wild honey is the cheapest and the newest: one place before all others.
        upwards, downwards = honey[DEEP - 1 : DEEP - 1 + PAGE_SIZE], honey[::-1][DEEP : DEEP + PAGE_SIZE]
        for sort, wanted in (
            (Sort.PRICE_UP, upwards),
            (Sort.NEWEST, upwards),
            (Sort.PRICE_DOWN, downwards),
            (Sort.BEST_SELLING, upwards),
            (Sort.RELEVANCE, upwards),
        ):
            with CaptureQueriesContext(connection) as asked:
                answer = ask(MOST_PAGES, sort=sort)
            assert (answer.total, answer.exact_total) == (MANY + 1, MANY + 1)
            assert keys(answer) == wanted, sort
            assert {found.tier for found in answer.found} == {Tier.EXACT}
            (listed,) = [one["sql"] for one in asked if f"LIMIT {STRETCH}" in one["sql"]]
            assert_sorts_nothing(listed)
        with django_assert_num_queries(
            2
        ):  # the version of what is kept, and the words of its goods for their tiers
            beside = ask(MOST_PAGES - 1, sort=Sort.PRICE_UP)
        assert keys(beside) == honey[DEEP - PAGE_SIZE - 1 : DEEP - 1]

    def test_page_500_without_words_has_its_goods_and_sorts_nothing(self) -> None:
        everything = ProductEntry.objects.order_by("price").values_list("pk", flat=True)
        for sort in Sort:
            with CaptureQueriesContext(connection) as asked:
                DatabaseEngine().search(SearchQuery(sort=sort, page=MOST_PAGES, facets=False), Plan())
            end = f"OFFSET {DEEP}"
            (listed,) = [one["sql"] for one in asked if end in one["sql"]]
            inner = listed[listed.rindex("(SELECT") + 1 : listed.rindex(end)] + end
            assert_sorts_nothing(inner)
            if sort is Sort.PRICE_UP:
                with connection.cursor() as cursor:
                    cursor.execute(inner.replace("%", "%%"))
                    assert [row[0] for row in cursor.fetchall()] == list(everything[DEEP : DEEP + PAGE_SIZE])

    def test_first_words_of_half_a_shelf_sort_nothing(self, honey: list[int]) -> None:
        with CaptureQueriesContext(connection) as asked:
            found = DatabaseEngine().suggest(
                plan_for(SearchQuery("mật ong", mode=Mode.AUTOCOMPLETE)), limit=3
            )
        assert len(found) == 3
        assert {one.product_id for one in found} <= {*honey, Product.objects.get(title="Mật ong rừng").pk}
        (listed,) = [one["sql"] for one in asked if f"LIMIT {SUGGESTED}" in one["sql"]]
        assert_sorts_nothing(listed)


def test_nearest_of_many_are_found_by_asking_the_word_index_once() -> None:
    fill(600)
    with CaptureQueriesContext(connection) as asked:
        answer = ask(1, sort=Sort.RELEVANCE)
    assert answer.total == 601
    (nearest,) = [one["sql"] for one in asked if "bm25" in one["sql"] or "ts_rank(" in one["sql"]]
    if connection.vendor == "sqlite":  # which would say "0:=M" where it asks once for each key
        assert "VIRTUAL TABLE INDEX 0:M" in plan_of(nearest)
    # Without a filter no key is looked for among all entries.
    assert "search_productentry" not in nearest


def test_nearest_are_of_those_that_the_filters_let_through() -> None:
    honey = fill(600)
    query, plan = read_question(SearchQuery("mật ong", Filters(price_max=1_000 * honey[299]), facets=False))
    with CaptureQueriesContext(connection) as asked:
        answer = DatabaseEngine().search(query, plan)
    assert answer.total == 301
    assert set(keys(answer)) <= {*honey[:300], Product.objects.get(title="Mật ong rừng").pk}
    (nearest,) = [one["sql"] for one in asked if "bm25" in one["sql"] or "ts_rank(" in one["sql"]]
    if connection.vendor == "sqlite":
        assert "VIRTUAL TABLE INDEX 0:M" in plan_of(nearest)


def test_every_page_comes_once_across_stretches_and_behind_the_ranked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("search.engines.database.STRETCH", 40)
    monkeypatch.setattr("search.engines.database.RANKED", 30)
    honey = fill(300)
    for common in (10, 4_000):
        monkeypatch.setattr("search.engines.database.COMMON", common)
        for sort in Sort:
            seen = [key for page in range(1, 14) for key in keys(ask(page, sort=sort))]
            assert len(seen) == 301, sort
            assert set(seen) > set(honey)
            assert keys(ask(14, sort=sort)) == []
        on_shelf("Trà")  # the index changed: nothing kept answers the next round


def test_change_of_the_index_is_seen_on_a_page_that_was_kept() -> None:
    honey = fill(30)
    assert keys(ask(1, sort=Sort.PRICE_UP))[1] == honey[0]
    ruoi = on_shelf("Mật ong ruồi", price=6_000)
    assert keys(ask(1, sort=Sort.PRICE_UP))[1:3] == [ruoi.pk, honey[0]]


def test_goods_with_some_of_the_words_are_marked_in_every_order() -> None:
    on_shelf("Mật ong rừng", price=5_000)
    on_shelf("Mật ong tràm", price=4_000)
    on_shelf("Ruốc khô", price=4_000)
    for sort in Sort:
        page = find_products(SearchQuery("mật ong ruốc", Filters(), sort=sort))
        assert {card.title for card in page.cards} == {"Mật ong rừng", "Mật ong tràm"}, sort
        assert {hit.is_relaxed for hit in page.hits} == {True}, sort
        assert (page.relaxed, page.total, page.exact_total) == (True, 2, 0), sort


def test_few_of_many_are_found_before_they_are_put_in_order() -> None:
    fill(6_000)
    with CaptureQueriesContext(connection) as asked:
        (found,) = DatabaseEngine().suggest(
            plan_for(SearchQuery("mật ong rừng", mode=Mode.AUTOCOMPLETE)), limit=3
        )
    assert ProductEntry.objects.get(pk=found.product_id).title == "Mật ong rừng"
    if connection.vendor == "postgresql":
        # Goods that are named so are asked for before those that have the words elsewhere: of each the first of the order
        # are looked at, and all of it where those are not enough. Left alone, the planner reads it whole for the one jar.
        named, all_named, having, all_having = [
            one["sql"] for one in asked if f"LIMIT {SUGGESTED}" in one["sql"]
        ]
        for first, everything in ((named, all_named), (having, all_having)):
            assert "LIMIT 800" in first
            with connection.cursor() as cursor:
                cursor.execute("EXPLAIN (ANALYZE, FORMAT TEXT) " + everything.replace("%", "%%"))
                how = [row[0] for row in cursor.fetchall()]
            (in_order,) = [line for line in how if "entry_default_order" in line]
            assert in_order.endswith("(never executed)"), how
