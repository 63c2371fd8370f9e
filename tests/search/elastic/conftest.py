"""A floor whose lists are answered by a real Elasticsearch, under names that no other test uses."""

from collections.abc import Callable, Iterator
from uuid import uuid4

import pytest
from pytest_django import Settings

from search.engines.choice import elasticsearch_engine
from search.engines.elastic import ElasticsearchEngine
from search.indexing import mirror
from search.indexing.sync import index_waiting
from tests.servers import elasticsearch_url
from tests.services.elasticsearch import proxy


@pytest.fixture
def engine(settings: Settings, db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[ElasticsearchEngine]:
    # A machine that runs a whole suite may take longer than a shopper is kept waiting.
    monkeypatch.setattr("search.engines.elastic.engine.READ_SECONDS", 4.0)
    settings.ELASTICSEARCH_URL = elasticsearch_url() or ""
    settings.ELASTICSEARCH_PREFIX = f"test-{uuid4().hex[:12]}"
    settings.SEARCH_ENGINE = "auto"
    made = elasticsearch_engine()
    assert made is not None
    yield made
    found = made.indices.client.options(ignore_status=404)
    for name in found.indices.get(index=f"{made.indices.prefix}-*", allow_no_indices=True):
        found.indices.delete(index=name)


Sync = Callable[[], int]


@pytest.fixture
def sync(engine: ElasticsearchEngine) -> Sync:
    """Bring both copies up to date, so that what was written is found."""

    def bring_up_to_date() -> int:
        index_waiting()
        done = mirror.mirror_waiting()
        if engine.indices.current():
            engine.indices.refresh(engine.indices.reading)
        return done

    return bring_up_to_date


@pytest.fixture
def between(settings: Settings, engine: ElasticsearchEngine) -> Iterator[proxy.Proxy]:
    """Stand between the floor and Elasticsearch."""
    with proxy.running(elasticsearch_url() or "") as running:
        settings.ELASTICSEARCH_URL = running.url
        yield running
