"""The most popular goods for words still being typed: the right ones, and few goods looked at for them."""

import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoDbBlocker

from marketplace.shop.catalogue.models import Product
from search.engines.database import word_index
from search.engines.postgres import vector
from search.engines.words import Scope, ways_of
from search.models import EntryText, ProductEntry
from search.plan import Alternative, Form, Group, Plan, Tier
from search.text import fold
from tests.rows import rows_kept
from tests.search.helpers import bare_products

pytestmark = pytest.mark.django_db

FIRST: Final = 3_000_000
MANY: Final = 2_400
ASKED: Final = (80, 300)
LITTLE: Final = 100
NOON: Final = datetime(2026, 11, 1, 12, tzinfo=UTC)

Title = Callable[[int], str]


def fill(title: Title) -> None:
    """Put up goods, each less popular than the one before; ``title`` says what each is called."""
    put_up()
    give_titles(title)


def put_up() -> None:
    keys = range(FIRST, FIRST + MANY)
    bare_products(keys)
    ProductEntry.objects.bulk_create(
        ProductEntry(
            product_id=key,
            title=str(key),
            slug=str(key),
            category_slug="c",
            aisle_slug="a",
            stall_slug="s",
            price=1_000 + (key % 7) * 1_000,
            published_at=NOON - timedelta(minutes=key - FIRST),
            in_stock=key - FIRST < MANY * 3 // 4,
        )
        for key in keys
    )


def give_titles(title: Title, keywords: str = "") -> None:
    EntryText.objects.bulk_create(_text(FIRST + at, title(at), keywords) for at in range(MANY))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _text(key: int, title: str, keywords: str) -> EntryText:
    bare, bare_keywords = fold(title), fold(keywords)
    return EntryText(
        entry_id=key,
        title=title,
        title_folded=bare,
        keywords=keywords,
        keywords_folded=bare_keywords,
        description="",
        description_folded="",
        vector_exact=vector((title, keywords, "")),
        vector_folded=vector((bare, bare_keywords, "")),
    )


def typed(*words: str) -> Plan:
    """Return the plan of folded words of which the last is still being typed."""
    return Plan(
        text=" ".join(words),
        groups=tuple(
            Group(
                word,
                (Alternative((word,), Form.FOLDED, 1.0, Tier.FOLDED, is_prefix=at == len(words)),),
                idf=1.0,
                share=1 / len(words),
            )
            for at, word in enumerate(words, 1)
        ),
    )


def popular(plan: Plan, most: int = 20, *, title_only: bool = False) -> list[int]:
    scope = Scope(plan, title_only=title_only)
    found = word_index().popular(scope, ProductEntry.objects.all(), most=most)
    return [key - FIRST for key in found]


@pytest.fixture(autouse=True)
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("search.engines.postgres._ASKED", ASKED)
    monkeypatch.setattr("search.engines.postgres._LITTLE", LITTLE)


def looked_at(asked: CaptureQueriesContext) -> dict[str, int]:
    """Return how many rows of entries and of their texts PostgreSQL looks at for these questions."""
    seen = {"search_productentry": 0, "search_entrytext": 0}
    with connection.cursor() as cursor:
        # So small a table is sooner read whole and sorted.
        cursor.execute("SET LOCAL enable_sort = off")
        for one in asked.captured_queries:
            cursor.execute("EXPLAIN (ANALYZE, FORMAT JSON) " + one["sql"].replace("%", "%%"))
            ((how,),) = cursor.fetchall()
            for node in _nodes(how[0]["Plan"]):
                if node.get("Relation Name") in seen:
                    removed = ("Rows Removed by Filter", "Rows Removed by Index Recheck")
                    rows = node["Actual Rows"] + sum(node.get(name, 0) for name in removed)
                    seen[node["Relation Name"]] += rows * node["Actual Loops"]
    return seen


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for below in node.get("Plans", ()):
        yield from _nodes(below)


@pytest.mark.needs_postgres  # SQLite finds all that match in any case
def test_words_that_always_stand_together_are_asked_of_the_first_goods_alone() -> None:
    """By how common each is, the planner expects 37 goods with all three; 600 have them."""
    fill(lambda at: "mật ong rừng" if at % 4 == 0 else "trà vằng")
    with CaptureQueriesContext(connection) as asked:
        assert popular(typed("mat", "ong", "ru")) == list(range(0, 80, 4))
    assert len(asked) == 1
    # The twentieth is the 77th of the goods, and what comes behind it is not looked at.
    assert looked_at(asked) == {"search_productentry": 77, "search_entrytext": 77}


@pytest.mark.needs_postgres  # SQLite finds all that match in any case
def test_words_that_the_first_goods_have_seldom_are_asked_of_some_more() -> None:
    fill(lambda at: "mật ong" if at % 12 == 0 else "trà vằng")
    with CaptureQueriesContext(connection) as asked:
        assert popular(typed("mat", "on")) == list(range(0, 240, 12))
    assert len(asked) == 2
    assert looked_at(asked)["search_entrytext"] <= sum(ASKED)


@pytest.mark.needs_postgres  # SQLite finds all that match in any case
def test_common_words_that_never_stand_together_do_not_read_the_shelf() -> None:
    """By how common each is, the planner expects a quarter of the goods."""
    fill(lambda at: "mật" if at % 2 else "trà")
    with CaptureQueriesContext(connection) as asked:
        assert popular(typed("mat", "tra")) == []
    assert looked_at(asked)["search_productentry"] <= ASKED[0]


@pytest.mark.needs_postgres  # SQLite finds all that match in any case
def test_much_that_is_unpopular_is_met_in_the_order_of_the_goods_and_little_put_in_order() -> None:
    for many, in_order in ((LITTLE + 60, True), (LITTLE - 60, False)):
        fill(lambda at, many=many: "mật ong" if at >= MANY - many else "trà")  # type: ignore[misc]  # bound at once
        with CaptureQueriesContext(connection) as asked:
            assert popular(typed("mat", "on")) == list(range(MANY - many, MANY - many + 20))
        entries = looked_at(asked)["search_productentry"]
        assert entries == ASKED[0] + (MANY - many + 20 if in_order else many)
        ProductEntry.objects.all().delete()
        Product.objects.all().delete()


@pytest.mark.needs_postgres  # SQLite's index knows where a word stands
def test_goods_that_are_named_so_are_found_without_reading_those_that_have_the_word_elsewhere() -> None:
    put_up()
    give_titles(lambda at: "mật ong" if at >= MANY - 15 else "trà", keywords="mật ong rừng")
    with CaptureQueriesContext(connection) as asked:
        assert popular(typed("mat", "on"), title_only=True) == list(range(MANY - 15, MANY))
    assert len(asked) == 2
    assert looked_at(asked)["search_entrytext"] == ASKED[0] + 15


@pytest.fixture(scope="class")
def _goods(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Put up the goods once; each test says what they are called."""
    with rows_kept(django_db_blocker):
        put_up()
        yield


@pytest.mark.usefixtures("_goods")
class TestSameGoods:
    @pytest.mark.parametrize("share", [0.9, 0.06, 0.002, 0.0])
    @pytest.mark.parametrize("where", [(0, MANY), (MANY // 2, MANY), (0, 200)])
    def test_same_goods_as_by_hand(self, share: float, where: tuple[int, int]) -> None:
        draw = random.Random(7)  # noqa: S311 - goods, no secrets
        chosen = [at for at in range(*where) if draw.random() < share]
        has = set(chosen)
        give_titles(lambda at: "mật ong rừng" if at in has else "mật trà")
        assert popular(typed("mat", "on")) == chosen[:20]
        cheap = ProductEntry.objects.filter(price__lte=3_000)
        kept = [at for at in chosen if (FIRST + at) % 7 <= 2]
        found = word_index().popular(Scope(typed("mat", "on")), cheap, most=10)
        assert [key - FIRST for key in found] == kept[:10]

    @pytest.mark.parametrize(
        ("way", "found"),
        [
            (lambda: way("mật ong", Form.EXACT), [0, 3]),
            (lambda: way("mat on", Form.FOLDED, is_prefix=True), [0, 1, 3]),
            # The name of the one field ends with the word that the other begins with.
            (lambda: way("ong rừng", Form.EXACT), [3]),
            (lambda: way("mật", Form.EXACT, unless="mật mía"), [0, 3]),
            (lambda: way("rừng", Form.EXACT), [3]),
        ],
        ids=["phrase", "beginning", "across fields", "with another meaning", "elsewhere"],
    )
    def test_only_what_the_title_says_counts_where_named_so_is_asked_for(
        self, way: Callable[[], Alternative], found: list[int]
    ) -> None:
        titles = ["mật ong", "mat ong", "mật mía", "mật ong rừng"]
        give_titles(lambda at: titles[at] if at < len(titles) else "trà", keywords="rừng mật ong")
        plan = Plan(text="", groups=(Group("", (way(),), idf=1.0, share=1.0),))
        assert popular(plan, title_only=True) == found


def way(text: str, form: Form, *, is_prefix: bool = False, unless: str = "") -> Alternative:
    return Alternative(
        tuple(text.split()), form, 1.0, Tier.EXACT, is_prefix, (tuple(unless.split()),) if unless else ()
    )


@pytest.mark.parametrize(
    ("ways", "named"),
    [
        ((way("gạo lứt", Form.EXACT), way("gao", Form.FOLDED)), ["gao"]),
        ((way("gạo lứt", Form.EXACT), way("lu", Form.FOLDED, is_prefix=True)), ["lu"]),
        ((way("hồ tiêu", Form.EXACT), way("tiêu", Form.EXACT)), ["tiêu"]),
        ((way("tiêu", Form.EXACT), way("tieu", Form.FOLDED)), ["tieu"]),
        # What has less than another is asked for beside it.
        ((way("gao", Form.FOLDED), way("gạo", Form.EXACT)), ["gao"]),
        ((way("gạo lứt", Form.EXACT), way("lứt gạo", Form.EXACT)), ["gạo lứt", "lứt gạo"]),
        ((way("tieu", Form.FOLDED), way("tiêu", Form.EXACT), way("hạt", Form.EXACT)), ["tieu", "hạt"]),
        # A beginning has more than the word, and a word not what only begins so.
        ((way("tie", Form.FOLDED, is_prefix=True), way("tie", Form.FOLDED)), ["tie"]),
        ((way("ca phe", Form.FOLDED, is_prefix=True), way("phe", Form.FOLDED)), ["ca phe", "phe"]),
        ((way("ca phe", Form.FOLDED, is_prefix=True), way("ca", Form.FOLDED)), ["ca"]),
        # Who has the longer one may have the other in no field but where it means something else.
        (
            (way("bắp cải", Form.EXACT), way("bắp", Form.EXACT, unless="bắp cải")),
            ["bắp cải", "bắp"],
        ),
        ((way("lạc", Form.EXACT), way("lạc", Form.EXACT)), ["lạc", "lạc"]),
    ],
)
def test_way_that_another_includes_is_not_named(ways: tuple[Alternative, ...], named: list[str]) -> None:
    group = Group("", ways, idf=1.0)
    assert [one.phrase for one in ways_of(group, whole=True)] == named
