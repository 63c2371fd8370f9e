"""The night's merge: one piece of what the day wrote, and no harm where it cannot be."""

import pytest
from pytest_django import Settings

from marketplace.config.clock import SCHEDULE
from search import breaker, tasks
from search.engines.elastic import ElasticsearchEngine
from search.indexing import mirror
from search.indexing.building import building
from tests.factories.catalogue import published_product
from tests.search.elastic.conftest import Sync
from tests.search.helpers import ask, titles
from tests.services.elasticsearch import proxy

pytestmark = [pytest.mark.django_db, pytest.mark.needs_elasticsearch]

GOODS = ["Cà phê Khe Sanh", "Cà phê Hướng Phùng", "Cà phê chè"]


@pytest.fixture
def day(engine: ElasticsearchEngine, sync: Sync) -> str:
    """An index that several writings left in as many pieces; return its name."""
    for title in GOODS:
        published_product(title=title)
        sync()
    assert engine.indices.count_pieces(engine.indices.reading) >= len(GOODS)
    return str(engine.indices.current())


def test_pieces_of_a_day_become_one_at_night_and_every_product_is_still_found(
    engine: ElasticsearchEngine, day: str
) -> None:
    (nightly,) = [entry["schedule"] for entry in SCHEDULE.values() if entry["task"] == "search.merge_pieces"]
    assert (nightly.hour, nightly.minute) == ({20}, {45})
    assert tasks.merge_pieces() is True
    assert engine.indices.count_pieces(day) == 1
    assert engine.indices.current() == day
    assert sorted(titles(ask("cà phê"))) == sorted(GOODS)


def test_index_in_one_piece_is_not_written_once_more(
    engine: ElasticsearchEngine, day: str, between: proxy.Proxy
) -> None:
    assert tasks.merge_pieces() is True
    before = between.asked
    assert tasks.merge_pieces() is False
    assert between.asked == before + 1  # how many pieces there are, and no more


def test_nothing_is_merged_while_a_new_index_is_built(engine: ElasticsearchEngine, day: str) -> None:
    before = engine.indices.count_pieces(day)
    with building():
        assert tasks.merge_pieces() is False
    assert engine.indices.count_pieces(day) == before


def test_merge_that_fails_is_told_and_the_index_goes_on_answering(
    engine: ElasticsearchEngine, day: str, between: proxy.Proxy, caplog: pytest.LogCaptureFixture
) -> None:
    between.where = "/_forcemerge?max_num_segments=1"
    between.says = (500, b'{"error": "no space", "status": 500}')
    assert tasks.merge_pieces() is False
    (told,) = [record.getMessage() for record in caplog.records if record.name == mirror.__name__]
    assert told.startswith(f"{engine.indices.reading} stays in the pieces in which it was written: 500")
    assert breaker.current_outage() is None
    assert sorted(titles(ask("cà phê"))) == sorted(GOODS)


def test_floor_without_elasticsearch_has_nothing_to_merge(settings: Settings) -> None:
    settings.ELASTICSEARCH_URL = ""
    assert tasks.merge_pieces() is False
