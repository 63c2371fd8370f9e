"""Counts beside lists: as one would count by hand, and few questions to the database, however many stalls there are."""

import random
import threading
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any, Final

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoDbBlocker

from search.engines.counts import read_groups
from search.engines.database import DatabaseEngine, _Keeper, bump_version
from search.engines.packing import pack_place, pack_traits
from search.engines.postgres import vector
from search.engines.values import MOST_BUCKETS, OCOP_LEVELS, PRICE_BARS, RATING_LEVELS, ZONES
from search.models import EntryText, IndexState, ProductEntry
from search.plan import Plan
from search.selectors import counts_by_category
from search.services import read_question
from search.types import Bucket, FacetCounts, Filters, PriceBar, SearchQuery
from tests.rows import rows_kept
from tests.search.helpers import bare_products, category

pytestmark = pytest.mark.django_db

FIRST: Final = 2_000_000
STALLS: Final = 90
GOODS: Final = 700
AISLES: Final = {"do-uong": ("ca-phe", "tra"), "gia-vi": ("tieu",)}


@pytest.fixture(scope="module")
def kept_shelf(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[list[ProductEntry]]:
    """Put up goods of many stalls, drawn at random but always the same; every second of them is coffee."""
    with rows_kept(django_db_blocker):
        for aisle, shelves in AISLES.items():
            parent = category(aisle, aisle)
            for slug in shelves:
                category(slug, slug, parent)
        draw = random.Random(5)  # noqa: S311 - goods, no secrets
        entries = [_entry(FIRST + at, draw) for at in range(GOODS)]
        bare_products(range(FIRST, FIRST + GOODS))
        ProductEntry.objects.bulk_create(entries)
        IndexState.objects.get_or_create(pk=1)
        yield entries


@pytest.fixture
def shelf(kept_shelf: list[ProductEntry]) -> list[ProductEntry]:
    bump_version()
    return kept_shelf


def _entry(key: int, draw: random.Random) -> ProductEntry:
    aisle = draw.choice(list(AISLES))
    shelf = draw.choice((*AISLES[aisle], aisle))
    # Stalls of very different sizes, many of the same.
    stall = min(draw.randrange(STALLS), draw.randrange(STALLS))
    # A few goods of one stall still have its former name.
    name = "Tên cũ" if stall == 3 and draw.random() < 0.2 else f"Gian {STALLS - stall:02}"
    ward = draw.randrange(70)
    facts: dict[str, Any] = {
        "in_stock": draw.random() < 0.8,
        "ocop_stars": draw.choice((0, 0, 2, 3, 4, 5)),
        "rating": draw.choice((None, 2.5, 3.0, 4.2, 5.0)),
        "price": draw.choice((9_000, 30_000, 59_999, 200_000, 1_500_000)) + draw.randrange(1_000),
    }
    zones = set(draw.sample(ZONES, draw.randrange(4)))
    names = (aisle, shelf, f"gian-{stall}", name, f"{ward:05}", f"xã {ward}")
    return ProductEntry(
        product_id=key,
        title=str(key),
        slug=str(key),
        aisle_slug=aisle,
        category_slug=shelf,
        stall_slug=f"gian-{stall}",
        stall_name=name,
        ward_code=f"{ward:05}",
        ward_name=f"xã {ward}",
        published_at=datetime(2026, 11, 1, tzinfo=UTC),
        place=pack_place(*names),
        traits=pack_traits(**facts, zones=zones),
        **facts,
        **{f"ships_{zone}": zone in zones for zone in ZONES},
    )


def by_hand(entries: list[ProductEntry], filters: Filters) -> FacetCounts:
    """Count entry by entry, as the page says it."""

    def fits(one: ProductEntry, wanted: Filters) -> bool:
        return (
            (not wanted.category or wanted.category in {one.category_slug, one.aisle_slug})
            and (wanted.price_min is None or one.price >= wanted.price_min)
            and (wanted.price_max is None or one.price <= wanted.price_max)
            and (not wanted.stalls or one.stall_slug in wanted.stalls)
            and (not wanted.communes or one.ward_code in wanted.communes)
            and (wanted.ocop_min is None or one.ocop_stars >= wanted.ocop_min)
            and (wanted.rating_min is None or (one.rating or 0) >= wanted.rating_min)
            and (not wanted.in_stock or one.in_stock)
            and (not wanted.zone or getattr(one, f"ships_{wanted.zone}"))
        )

    def left(facet: str) -> list[ProductEntry]:
        return [one for one in entries if fits(one, filters.without(facet))]

    def largest(found: Iterable[tuple[str, str]], chosen: tuple[str, ...]) -> tuple[Bucket, ...]:
        pairs = list(found)
        totals = Counter(value for value, _ in pairs)
        first = sorted(totals, key=lambda value: (-totals[value], value))[:MOST_BUCKETS]
        kept = {*first, *(value for value in chosen if value in totals)}
        labels = {
            value: Counter(label for other, label in pairs if other == value).most_common(1)[0][0]
            for value in kept
        }
        made = [Bucket(value, labels[value], totals[value]) for value in kept]
        return tuple(sorted(made, key=lambda one: (-one.count, one.label, one.value)))

    categories = Counter(slug for one in left("category") for slug in {one.aisle_slug, one.category_slug})
    prices = [one.price for one in left("price")]
    return FacetCounts(
        total=sum(fits(one, filters) for one in entries),
        categories=tuple(Bucket(slug, "", count) for slug, count in sorted(categories.items())),
        stalls=largest(((one.stall_slug, one.stall_name) for one in left("stall")), filters.stalls),
        communes=largest(((one.ward_code, one.ward_name) for one in left("commune")), filters.communes),
        ocop=tuple(
            Bucket(str(level), "", sum(one.ocop_stars >= level for one in left("ocop")))
            for level in OCOP_LEVELS
        ),
        ratings=tuple(
            Bucket(str(level), "", sum((one.rating or 0) >= level for one in left("rating")))
            for level in RATING_LEVELS
        ),
        zones=tuple(
            Bucket(zone, "", sum(getattr(one, f"ships_{zone}") for one in left("ships_to"))) for zone in ZONES
        ),
        in_stock=sum(one.in_stock for one in left("in_stock")),
        prices=tuple(
            PriceBar(low, high, sum(low <= price < (high or 10**12) for price in prices))
            for low, high in PRICE_BARS
        ),
        price_range=(min(prices), max(prices)) if prices else None,
    )


FILTERS: Final = (
    Filters(),
    Filters(category="do-uong"),
    Filters(category="tra", in_stock=True),
    Filters(category="khong-co"),
    Filters(price_min=30_000),
    Filters(price_min=30_500, price_max=200_400, zone="region"),
    Filters(stalls=("gian-3", "gian-89", "gian-x")),
    Filters(communes=("00007", "00069"), ocop_min=4),
    Filters(ocop_min=3, rating_min=4),
    Filters(ocop_min=2),  # no level is made of two stars
    Filters(rating_min=1, category="gia-vi"),
    Filters(
        category="do-uong", price_max=1_500_500, stalls=("gian-0", "gian-1", "gian-5"), communes=("00001", "00003"),
        ocop_min=3, rating_min=3, in_stock=True, zone="province",
    ),
)  # fmt: skip


@pytest.mark.parametrize("filters", FILTERS)
def test_facets_of_a_list_are_what_one_would_count_by_hand(
    shelf: list[ProductEntry], filters: Filters
) -> None:
    answer = DatabaseEngine().search(SearchQuery(filters=filters), Plan())
    assert answer.counts == by_hand(shelf, filters)
    assert answer.total == answer.counts.total
    assert DatabaseEngine().search(SearchQuery(filters=filters, facets=False), Plan()).total == answer.total


@pytest.mark.parametrize("filters", FILTERS)
def test_facets_of_words_are_what_one_would_count_by_hand(
    shelf: list[ProductEntry], filters: Filters
) -> None:
    coffee = shelf[::2]
    EntryText.objects.bulk_create(_text(one.pk, "cà phê", "ca phe") for one in coffee)
    query, plan = read_question(SearchQuery("cà phê", filters=filters))
    answer = DatabaseEngine().search(query, plan)
    assert answer.counts == by_hand(coffee, filters)


def _text(key: int, exact: str, folded: str) -> EntryText:
    return EntryText(
        entry_id=key, title=exact, title_folded=folded, keywords="", keywords_folded="", description="",
        description_folded="", vector_exact=vector((exact, "", "")), vector_folded=vector((folded, "", "")),
    )  # fmt: skip


def asked(filters: Filters) -> int:
    """Return how many questions to the database a list's page takes beyond the version and the rows themselves."""
    with CaptureQueriesContext(connection) as queries:
        DatabaseEngine().search(SearchQuery(filters=filters), Plan())
    return len(queries) - 2


@pytest.mark.usefixtures("shelf")
def test_shelf_is_read_once_for_each_version_and_places_are_named_once_for_ever() -> None:
    assert asked(Filters()) == 2  # its groups, and what the places are called
    assert asked(Filters(category="do-uong")) == 1  # the menu, which says what an aisle is
    for filters in FILTERS[2:4]:
        assert asked(filters) == 0
    assert asked(Filters(stalls=("gian-3",), ocop_min=4, in_stock=True, zone="region")) == 0
    assert asked(Filters(price_min=30_000)) == 1
    assert asked(Filters(price_min=40_000, price_max=90_000, category="tra", ocop_min=4, zone="region")) == 1
    assert counts_by_category()["do-uong"] == ProductEntry.objects.filter(aisle_slug="do-uong").count()

    bump_version()
    assert asked(Filters(in_stock=True)) == 1  # the groups; no place is new
    assert asked(Filters()) == 0


@pytest.mark.usefixtures("shelf")
def test_what_is_new_on_the_shelf_is_counted_and_named_once_the_version_says_so() -> None:
    engine = DatabaseEngine()
    before = engine.search(SearchQuery(), Plan()).counts
    entry = _entry(FIRST, random.Random(1))  # noqa: S311 - as above
    names = ("gia-vi", "tieu", "gian-moi", "Gian mới", "00001", "xã 1")
    ProductEntry.objects.filter(pk=FIRST + 1).update(
        aisle_slug="gia-vi", category_slug="tieu", stall_slug="gian-moi", stall_name="Gian mới", ward_code="00001",
        ward_name="xã 1", place=pack_place(*names), traits=entry.traits,
    )  # fmt: skip
    assert engine.search(SearchQuery(), Plan()).counts == before
    bump_version()
    after = engine.search(SearchQuery(filters=Filters(stalls=("gian-moi",))), Plan()).counts
    assert Bucket("gian-moi", "Gian mới", 1) in after.stalls
    assert after.total == 1


@pytest.mark.usefixtures("shelf")
def test_nothing_has_no_groups_and_groups_are_whole_numbers() -> None:
    assert read_groups(ProductEntry.objects.none()) == []
    assert {type(value) for group in read_groups(ProductEntry.objects.all()) for value in group} == {int}


class Cache:
    """A cache that says when so many have asked it."""

    def __init__(self, askers: int) -> None:
        self.kept: dict[str, Any] = {}
        self.all_asked = threading.Barrier(askers)
        self._local = threading.local()

    def get(self, key: str) -> Any:
        if not hasattr(self._local, "asked"):
            self._local.asked = True
            found = self.kept.get(key)
            self.all_asked.wait(10)  # nobody has made anything yet: all find nothing
            return found
        return self.kept.get(key)

    def set(self, key: str, value: Any, _seconds: int) -> None:
        self.kept[key] = value


def test_what_many_ask_for_at_once_is_worked_out_once(monkeypatch: pytest.MonkeyPatch) -> None:
    askers, made = 6, list[int]()
    monkeypatch.setattr("search.engines.database.cache", Cache(askers))

    def make() -> str:
        made.append(1)
        return "counts"

    def ask(_number: int) -> str:
        return _Keeper((1,)).get(("counts", "of this"), make)

    with ThreadPoolExecutor(askers) as pool:
        assert list(pool.map(ask, range(askers))) == ["counts"] * askers
    assert made == [1]


def test_who_waits_for_one_that_fails_makes_it_and_what_is_otherwise_named_waits_for_nobody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("search.engines.database.cache", Cache(1))
    keeper = _Keeper((1,))

    def fail() -> str:
        assert keeper.get(("ranked", "of this"), lambda: "other") == "other"
        raise LookupError

    with pytest.raises(LookupError):
        keeper.get(("counts", "of this"), fail)
    assert keeper.get(("counts", "of this"), lambda: "counts") == "counts"
    assert _Keeper((2,)).get(("counts", "of this"), lambda: "of another version") == "of another version"
    assert keeper.get(("counts", "of this"), lambda: "made again") == "counts"
