"""Whatever happens to Elasticsearch, the shopper's page is 200 with the database's goods, and nothing is lost."""

import logging
import time
from typing import Any

import pytest
from django.core.cache import cache
from django.db import DatabaseError
from django.test import Client

from search import breaker
from search.engines.database import DatabaseEngine
from search.engines.elastic import ElasticsearchEngine
from search.engines.elastic.documents import NORMALISER
from search.indexing import mirror
from search.models import IndexTask
from search.types import SearchPage
from tests.factories.catalogue import published_product
from tests.search.elastic.conftest import Sync
from tests.search.helpers import ask, titles
from tests.search.officers import pin
from tests.services.elasticsearch import proxy

pytestmark = [pytest.mark.django_db, pytest.mark.needs_elasticsearch]


def told(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.message for record in caplog.records if record.levelno >= logging.ERROR]


def try_again() -> SearchPage:
    """Ask when the breaker lets a question through again."""
    cache.delete("search.elasticsearch.trial")
    return ask("ca phe")


@pytest.mark.parametrize(
    "answer",
    [
        (429, b'{"error": {"type": "es_rejected_execution_exception"}, "status": 429}'),
        (500, b'{"error": "boom", "status": 500}'),
        (503, b""),
        (200, b"<html>not what you think</html>"),
        (200, b'{"hits": "none"}'),
        (200, b"[]"),
        (200, b'{"_shards": 1}'),
        (200, b"[" * 100_000),
        (200, b'{"hits": {"total": {"value": Infinity}, "hits": []}}'),
    ],
    ids=["429", "500", "503", "no JSON", "no hits", "a list", "no shards", "too deep", "endless"],
)
def test_wrong_answer_is_answered_for_and_told_once(
    between: proxy.Proxy,
    sync: Sync,
    client: Client,
    caplog: pytest.LogCaptureFixture,
    answer: tuple[int, bytes],
) -> None:
    published_product(title="Cà phê Khe Sanh")
    sync()
    assert ask("ca phe").engine == "elasticsearch"
    between.says = answer
    for _ in range(3):
        page = client.get("/tim-kiem/?q=ca+phe")
        assert page.status_code == 200
        assert "Cà phê Khe Sanh" in page.content.decode()
    found = ask("ca phe")
    assert (titles(found), found.engine, found.degraded) == (["Cà phê Khe Sanh"], "database", True)
    assert len(told(caplog)) == 1
    assert breaker.current_outage() is not None

    asked = between.asked
    ask("ca phe")
    assert between.asked == asked  # the open breaker asks nobody
    between.says = None
    assert try_again().engine == "elasticsearch"
    assert breaker.current_outage() is None
    assert ask("ca phe").degraded is False


@pytest.mark.parametrize(
    "answer",
    [
        b'{"hits": "none"}',
        b'{"hits": {"hits": 1}}',
        b'{"hits": {"hits": [1]}}',
        b'{"hits": {"hits": [{}]}}',
        b'{"_shards": 1}',
        b"[" * 100_000,
    ],
)
def test_rubbish_while_typing_is_answered_for_where_goods_are_pinned_too(
    between: proxy.Proxy, sync: Sync, client: Client, answer: bytes
) -> None:
    pinned = published_product(title="Cà phê Khe Sanh")
    pin("cà phê", pinned.pk)
    sync()
    between.says = (200, answer)
    page = client.get("/goi-y/?q=ca+phe")
    assert page.status_code == 200
    assert "Cà phê Khe Sanh" in page.content.decode()
    assert breaker.current_outage() is not None


@pytest.mark.both_servers
def test_slow_answer_is_not_waited_for(
    between: proxy.Proxy, sync: Sync, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search.engines.elastic.engine.READ_SECONDS", 0.3)
    published_product(title="Cà phê Khe Sanh")
    sync()
    between.delay = 1.5
    found = ask("ca phe")
    assert (titles(found), found.engine, found.degraded) == (["Cà phê Khe Sanh"], "database", True)


def test_answer_that_drips_is_not_waited_for(
    between: proxy.Proxy, sync: Sync, monkeypatch: pytest.MonkeyPatch
) -> None:
    published_product(title="Cà phê Khe Sanh")
    sync()
    monkeypatch.setattr("search.engines.elastic.engine.READ_SECONDS", 0.3)
    between.drip = 0.05  # each byte in time, all of them in half a minute
    began = time.monotonic()
    found = ask("ca phe")
    assert time.monotonic() - began < 3
    assert (titles(found), found.engine, found.degraded) == (["Cà phê Khe Sanh"], "database", True)


@pytest.mark.both_servers
def test_queue_waits_while_it_is_away_and_nothing_is_missing_afterwards(
    between: proxy.Proxy, sync: Sync, engine: ElasticsearchEngine
) -> None:
    published_product(title="Một")
    sync()
    between.says = (503, b"")
    late = published_product(title="Hai")
    assert sync() == 0
    assert titles(ask("hai")) == ["Hai"]
    assert [(row.product_id, row.in_database, row.attempts) for row in IndexTask.objects.all()] == [
        (late.pk, True, 0)
    ]
    between.says = None
    assert sync() == 1
    assert list(IndexTask.objects.all()) == []
    assert engine.count() == 2


def test_index_of_an_older_layout_is_replaced(
    engine: ElasticsearchEngine, sync: Sync, monkeypatch: pytest.MonkeyPatch
) -> None:
    published_product(title="Cà phê Khe Sanh")
    sync()
    old = engine.indices.current()
    monkeypatch.setattr("search.engines.elastic.documents.NORMALISER", NORMALISER + 1)
    assert not engine.indices.is_current_layout()
    sync()
    assert engine.indices.current() != old
    assert engine.indices.is_current_layout()
    assert titles(ask("ca phe")) == ["Cà phê Khe Sanh"]


def test_rebuild_sends_again_what_there_was_no_room_for_just_then(
    between: proxy.Proxy, engine: ElasticsearchEngine, sync: Sync, monkeypatch: pytest.MonkeyPatch
) -> None:
    published_product(title="Cà phê Khe Sanh")
    sync()
    old = engine.indices.current()
    between.where = "/_bulk"
    between.says = (429, b'{"error": {"type": "circuit_breaking_exception"}, "status": 429}')
    waited: list[float] = []

    def wait(seconds: float) -> None:
        if seconds:
            waited.append(seconds)
        if len(waited) == 2:
            between.says = None

    monkeypatch.setattr("elasticsearch.helpers.actions.time.sleep", wait)
    assert mirror.rebuild() == 1
    assert waited == [1, 2]
    assert engine.indices.current() != old
    assert titles(try_again()) == ["Cà phê Khe Sanh"]


def test_database_that_fails_too_leaves_an_empty_page_with_ways_on(
    between: proxy.Proxy, sync: Sync, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    published_product(title="Cà phê Khe Sanh")
    sync()
    between.says = (500, b"{}")

    def broken(*_: Any) -> Any:
        raise DatabaseError("away")

    monkeypatch.setattr(DatabaseEngine, "search", broken)
    page = client.get("/tim-kiem/?q=ca+phe")
    assert page.status_code == 200
    assert page.context["page"].cards == ()
    assert "Chưa tìm thấy món nào" in page.content.decode()
    assert "/danh-muc/" in page.content.decode()
