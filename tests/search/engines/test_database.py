"""The database engine under the contract, and what only it has: SQLite's triggers, PostgreSQL's vectors."""

from collections.abc import Iterator

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoDbBlocker

from marketplace.shop.catalogue.models import Product
from search.engines.base import Engine
from search.engines.database import DatabaseEngine
from search.engines.postgres import vector
from search.engines.upkeep import after_migrate
from search.models import EntryText
from search.services import find_products
from search.types import SearchQuery
from tests.rows import rows_kept
from tests.search.engines.contract import EngineContract
from tests.search.helpers import all_on_shelf, ask, on_shelf, titles

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="class")
def kept_keys(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, int]]:
    """Put the contract's goods up for all tests of the class."""
    with rows_kept(django_db_blocker):
        yield {name: product.pk for name, product in TestDatabaseEngine().put_up(DatabaseEngine()).items()}


class TestDatabaseEngine(EngineContract):
    @pytest.fixture
    def engine(self) -> Engine:
        return DatabaseEngine()

    @pytest.fixture
    def shelf(self, kept_keys: dict[str, int]) -> dict[str, Product]:
        """Return what was put up once: all that this engine knows goes with a test's rows."""
        goods = Product.objects.in_bulk(kept_keys.values())
        return {name: goods[key] for name, key in kept_keys.items()}


def test_vector_has_places_and_weights_and_parts_phrases() -> None:
    assert vector(("cà phê cà", "khe ǀ sanh", "")) == "'cà':1A,3A 'phê':2A 'khe':12B 'sanh':22B"


def test_text_changed_by_any_road_is_found() -> None:
    product = on_shelf("Ruốc")
    if connection.vendor == "sqlite":
        EntryText.objects.filter(pk=product.pk).update(title="nước mắm", title_folded="nuoc mam")
        assert DatabaseEngine().count() == 1
        assert titles(ask("nước mắm")) == ["Ruốc"]
    # An index cannot be made while checks of this transaction wait for its end.
    connection.check_constraints()
    after_migrate(using="default")
    assert titles(ask("ruốc")) == ([] if connection.vendor == "sqlite" else ["Ruốc"])


def test_tail_beyond_what_is_ranked_follows_and_nothing_comes_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("search.engines.database.RANKED", 3)
    for limit in (4_000, 4):
        monkeypatch.setattr("search.engines.database.COMMON", limit)
        for number in range(DatabaseEngine().count(), 8):
            on_shelf(f"Mắm {number}")
        assert DatabaseEngine().count() >= 8
        seen = [title for number in range(1, 5) for title in titles(ask("mắm", page=number, size=2))]
        assert len(seen) == len(set(seen)) == 8
        on_shelf("Trà")  # the index changed: nothing kept answers the next round


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=10_000))
def test_any_text_is_answered(text: str) -> None:
    page = find_products(SearchQuery(text=text))
    assert not page.degraded


def test_goods_with_all_words_in_the_description_stand_first_however_many_have_some_in_the_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    all_on_shelf([f"Mật ong rừng {number}" for number in range(6)])
    on_shelf("Quà quê", description="Mật ong rừng tràm.", stock=0)
    monkeypatch.setattr("search.engines.database.RANKED", 3)
    for common in (4_000, 4):
        monkeypatch.setattr("search.engines.database.COMMON", common)
        page = ask("mật ong rừng tràm", size=2)
        assert (page.total, page.exact_total, titles(page)[0]) == (7, 1, "Quà quê")
        on_shelf("Trà")  # the index changed: nothing kept answers the next round
