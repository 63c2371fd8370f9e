"""The server of the suite is a real one: what the search engine needs of it, asked through the client."""

import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from elasticsearch import ApiError, Elasticsearch

from tests.servers import elasticsearch_url
from tests.services.elasticsearch import server
from tools.servers import free_port

TEXT = {"type": "text", "analyzer": "whitespace"}


@pytest.fixture
def client() -> Iterator[Elasticsearch]:
    with Elasticsearch(elasticsearch_url() or "", request_timeout=10) as opened:
        yield opened


@pytest.fixture
def index(client: Elasticsearch) -> Iterator[str]:
    name = f"server-{uuid4().hex[:12]}"
    client.indices.create(
        index=name,
        settings={"number_of_shards": 1, "number_of_replicas": 0},
        mappings={"dynamic": "strict", "properties": {"title": TEXT, "stall": {"type": "keyword"}}},
    )
    yield name
    client.indices.delete(index=name)


@pytest.mark.needs_elasticsearch
def test_document_is_found_by_its_phrase_until_it_is_deleted(client: Elasticsearch, index: str) -> None:
    for key, title in (("1", "ca phe khe sanh"), ("2", "khe ca phe")):
        client.index(index=index, id=key, document={"title": title, "stall": "a"}, refresh=True)
    phrase = {"match_phrase": {"title": "ca phe"}}
    found = client.search(index=index, query=phrase, track_total_hits=True, sort=["_score", "stall"])
    assert sorted(hit["_id"] for hit in found["hits"]["hits"]) == ["1", "2"]
    assert found["hits"]["total"] == {"value": 2, "relation": "eq"}
    client.delete(index=index, id="1", refresh=True)
    left = client.search(index=index, query=phrase)
    assert [hit["_id"] for hit in left["hits"]["hits"]] == ["2"]


@pytest.mark.needs_elasticsearch
def test_older_version_of_a_document_is_refused(client: Elasticsearch, index: str) -> None:
    client.index(index=index, id="1", document={"stall": "new"}, version=2, version_type="external")
    with pytest.raises(ApiError) as refused:
        client.index(index=index, id="1", document={"stall": "old"}, version=1, version_type="external")
    assert refused.value.status_code == 409
    assert client.get(index=index, id="1")["_source"] == {"stall": "new"}


@pytest.mark.long
@pytest.mark.needs_elasticsearch
def test_own_node_starts_keeps_its_data_and_ends_even_when_frozen(tmp_path: Path) -> None:
    port, home, data = free_port(), tmp_path / "home", tmp_path / "data"
    server.prepare_home(home)
    assert sorted(path.name for path in home.iterdir()) == ["config", "lib", "modules", "stamp"]
    process = server.start(home=home, data=data, port=port, heap="256m")
    with Elasticsearch(f"http://127.0.0.1:{port}", request_timeout=10) as client:
        client.index(index="kept", id="1", document={"a": 1}, refresh=True)
    server.stop(process.pid)
    assert not server.answers(port)
    process = server.start(home=home, data=data, port=port, heap="256m")
    try:
        with Elasticsearch(f"http://127.0.0.1:{port}", request_timeout=10) as client:
            client.cluster.health(index="kept", wait_for_status="yellow", timeout="10s")
            assert client.get(index="kept", id="1")["_source"] == {"a": 1}
        process.send_signal(signal.SIGSTOP)
        os.waitid(os.P_PID, process.pid, os.WSTOPPED)  # until then one of its threads may still answer
        assert not server.answers(port)
    finally:
        server.stop(process.pid)
    assert process.poll() is not None
    assert not server.answers(port)


def test_missing_program_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    with pytest.raises(server.ElasticsearchError, match="mvn is not installed"):
        server.program("mvn")
