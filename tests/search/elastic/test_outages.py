"""A real Elasticsearch that is killed, frozen, without its index or full, seen by a shopper, an officer and the log."""

import logging
import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import Settings

from search import breaker, tasks
from search.engines.choice import elasticsearch_engine
from search.engines.elastic import ElasticsearchEngine
from search.engines.elastic.documents import NORMALISER
from search.indexing import mirror
from search.indexing.check import check_and_repair
from search.indexing.sync import index_waiting
from search.models import IndexTask
from tests.factories.catalogue import published_product
from tests.search.helpers import ask
from tests.services.elasticsearch import proxy, server
from tools.servers import free_port

pytestmark = [pytest.mark.django_db, pytest.mark.needs_elasticsearch, pytest.mark.both_servers]

OLD, LATE = "Cà phê Khe Sanh", "Cà phê phin giấy"
AWAY = "Máy tìm kiếm Elasticsearch đang không trả lời."
BEHIND = "Máy tìm kiếm Elasticsearch đang không nhận hàng mới và thay đổi."
READ_ONLY = "index.blocks.read_only_allow_delete"

Mend = Callable[[], None]


@pytest.fixture
def node(engine: ElasticsearchEngine, settings: Settings, tmp_path: Path) -> Iterator["Node"]:
    """A server of this test's own, which it may ill-treat."""
    made = Node(tmp_path)
    settings.ELASTICSEARCH_URL = made.url
    try:
        yield made
    finally:
        server.stop(made.process.pid)


class Node:
    """A server that can be killed, frozen and brought back."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._port = free_port()
        self.url = f"http://127.0.0.1:{self._port}"
        self.process = self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        return server.start(
            home=self._folder / "home", data=self._folder / "data", port=self._port, heap="256m"
        )

    def freeze(self) -> Mend:
        os.kill(self.process.pid, signal.SIGSTOP)
        return lambda: os.kill(self.process.pid, signal.SIGCONT)

    def kill(self) -> Mend:
        os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait()
        return self._return

    def _return(self) -> None:
        self.process = self._start()


def told(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return every line that wants attention, whoever wrote it."""
    return [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]


def show(client: Client, words: str = "ca phe") -> set[str]:
    """Return the titles on a shopper's page of results."""
    page = client.get("/tim-kiem/", {"q": words})
    assert page.status_code == 200
    return {card.title for card in page.context["page"].cards}


def banners(desk: Client) -> list[str]:
    page = desk.get("/quan-tri/").content.decode()
    return [words for words in (AWAY, BEHIND) if words in page]


def sweep() -> None:
    """Do what beat does every minute."""
    tasks.index_waiting_products()


def let_recover() -> None:
    """Sweep until nothing waits; a node opens its indices only after it says hello."""
    for _ in range(50):
        sweep()
        if not IndexTask.objects.exists():
            break
    engine = elasticsearch_engine()
    assert engine is not None
    engine.indices.refresh(engine.indices.reading)
    cache.delete("search.elasticsearch.trial")


def assert_answered_for(client: Client, desk: Client, caplog: pytest.LogCaptureFixture, banner: str) -> None:
    """Three shoppers get what the database has, an officer reads of it, and the log has one line."""
    for _ in range(3):
        assert show(client) == {OLD, LATE}
    assert (ask("ca phe").engine, ask("ca phe").degraded) == ("database", True)
    assert banners(desk) == [banner]
    assert len(told(caplog)) == 1, told(caplog)


def assert_well_again(client: Client, desk: Client, caplog: pytest.LogCaptureFixture) -> None:
    let_recover()
    assert show(client) == {OLD, LATE}
    assert (ask("ca phe").engine, ask("ca phe").degraded) == ("elasticsearch", False)
    assert list(IndexTask.objects.all()) == []
    assert mirror.find_copy_differences() == ([], [], [])
    assert banners(desk) == []
    assert len(told(caplog)) == 1, told(caplog)


@pytest.mark.parametrize("how", ["freeze", "kill"])
def test_server_that_is_frozen_or_killed(
    node: Node,
    client: Client,
    desk: Client,
    caplog: pytest.LogCaptureFixture,
    how: str,
) -> None:
    published_product(title=OLD)
    let_recover()
    assert ask("ca phe").engine == "elasticsearch"
    assert (banners(desk), told(caplog)) == ([], [])

    mend = node.freeze() if how == "freeze" else node.kill()
    with pytest.MonkeyPatch.context() as patch:
        # Half a minute is what an indexer waits for a frozen one; nothing else of it matters here.
        for module in ("engine", "indices"):
            patch.setattr(f"search.engines.elastic.{module}.WRITE_SECONDS", 1.0)
        late = published_product(title=LATE)
        index_waiting()
        assert_answered_for(client, desk, caplog, AWAY)
        sweep()
        sweep()
        assert {(row.product_id, row.attempts) for row in IndexTask.objects.all()} == {(late.pk, 0)}
        assert_answered_for(client, desk, caplog, AWAY)
    mend()
    assert_well_again(client, desk, caplog)


def test_index_that_is_deleted(
    engine: ElasticsearchEngine, client: Client, desk: Client, caplog: pytest.LogCaptureFixture
) -> None:
    published_product(title=OLD)
    let_recover()
    engine.indices.drop(str(engine.indices.current()))
    published_product(title=LATE)
    index_waiting()
    assert_answered_for(client, desk, caplog, AWAY)
    assert_well_again(client, desk, caplog)


def test_index_that_is_deleted_is_built_anew_by_a_repair_and_told_of_by_a_check(
    engine: ElasticsearchEngine, capsys: pytest.CaptureFixture[str]
) -> None:
    published_product(title=OLD)
    let_recover()
    engine.indices.drop(str(engine.indices.current()))
    with pytest.raises(CommandError, match="Elasticsearch cannot be compared now: 404"):
        call_command("search_check")
    assert engine.indices.current() is None
    capsys.readouterr()
    call_command("search_check", "--repair")
    numbers = "missing 0, extra 0, stale 0, words 0, failed 0"
    assert capsys.readouterr().out == f"{numbers}\nmended; left: {numbers}\n"
    assert engine.count() == 1
    call_command("search_check")


def test_index_of_an_older_layout(
    engine: ElasticsearchEngine,
    client: Client,
    desk: Client,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    published_product(title=OLD)
    let_recover()
    old = engine.indices.current()
    published_product(title=LATE)
    index_waiting()
    monkeypatch.setattr("search.engines.elastic.documents.NORMALISER", NORMALISER + 1)
    assert_answered_for(client, desk, caplog, AWAY)
    assert_well_again(client, desk, caplog)
    assert engine.indices.is_current_layout()
    assert old not in engine.indices.written()


def test_index_that_is_read_only(
    engine: ElasticsearchEngine, client: Client, desk: Client, caplog: pytest.LogCaptureFixture
) -> None:
    published_product(title=OLD)
    let_recover()
    indices, name = engine.indices.client.indices, str(engine.indices.current())
    indices.put_settings(index=name, settings={READ_ONLY: True})
    late = published_product(title=LATE)
    index_waiting()
    assert ask("ca phe").engine == "elasticsearch"  # nobody has tried to write yet
    sweep()
    assert_answered_for(client, desk, caplog, BEHIND)
    for _ in range(2):
        sweep()
        cache.delete("search.elasticsearch.trial")
        assert_answered_for(client, desk, caplog, BEHIND)
    assert {(row.product_id, row.attempts) for row in IndexTask.objects.all()} == {(late.pk, 0)}
    with pytest.raises(CommandError, match="Elasticsearch does not take what waits: 429"):
        call_command("search_check", "--repair")
    indices.put_settings(index=name, settings={READ_ONLY: None})
    assert_well_again(client, desk, caplog)
    assert engine.indices.current() == name


def test_index_that_somebody_closed(
    engine: ElasticsearchEngine, client: Client, desk: Client, caplog: pytest.LogCaptureFixture
) -> None:
    published_product(title=OLD)
    let_recover()
    name = str(engine.indices.current())
    engine.indices.client.indices.close(index=name)
    late = published_product(title=LATE)
    index_waiting()
    assert_answered_for(client, desk, caplog, AWAY)
    sweep()
    sweep()
    assert {(row.product_id, row.attempts) for row in IndexTask.objects.all()} == {(late.pk, 0)}
    assert_answered_for(client, desk, caplog, AWAY)
    engine.indices.client.indices.open(index=name)
    assert_well_again(client, desk, caplog)
    assert engine.indices.current() == name


def test_read_only_index_that_lacks_nothing_goes_on_answering(
    engine: ElasticsearchEngine, client: Client, desk: Client, caplog: pytest.LogCaptureFixture
) -> None:
    published_product(title=OLD)
    let_recover()
    engine.indices.client.indices.put_settings(
        index=str(engine.indices.current()), settings={READ_ONLY: True}
    )
    sweep()
    assert show(client) == {OLD}
    assert (ask("ca phe").engine, banners(desk), told(caplog)) == ("elasticsearch", [], [])


def test_index_that_cannot_be_rebuilt_is_told_once_and_its_officers_know(
    engine: ElasticsearchEngine,
    client: Client,
    desk: Client,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    published_product(title=OLD)
    let_recover()
    engine.indices.drop(str(engine.indices.current()))
    published_product(title=LATE)
    index_waiting()
    monkeypatch.setattr(type(engine.indices), "count", lambda *_: 7)
    for _ in range(3):
        sweep()
    assert_answered_for(client, desk, caplog, AWAY)
    assert "holds 7 products, the database 2" in told(caplog)[0]
    monkeypatch.undo()
    assert_well_again(client, desk, caplog)


def test_nightly_check_that_is_refused_is_told_once_and_opens_nothing(
    between: proxy.Proxy, desk: Client, caplog: pytest.LogCaptureFixture
) -> None:
    published_product(title=OLD)
    let_recover()
    between.says = (400, b'{"error": {"type": "parsing_exception"}, "status": 400}')
    assert [check_and_repair(), check_and_repair()] == [0, 0]
    (line,) = told(caplog)
    assert "parsing_exception" in line
    assert (breaker.current_outage(), banners(desk)) == (None, [])
    between.says = (503, b"")
    assert check_and_repair() == 0
    assert banners(desk) == [AWAY]


def test_question_that_is_refused_is_told_once_with_its_body(
    between: proxy.Proxy, client: Client, desk: Client, caplog: pytest.LogCaptureFixture
) -> None:
    published_product(title=OLD)
    published_product(title=LATE)
    let_recover()
    between.says = (400, b'{"error": {"type": "parsing_exception"}, "status": 400}')
    for words in ("ca phe", "cà phê", "phe"):
        assert show(client, words) == {OLD, LATE}
        assert client.get("/goi-y/", {"q": words}).status_code == 200
    (line,) = told(caplog)
    assert "parsing_exception" in line
    assert "aggs" in line
    assert breaker.current_outage() is None
    assert banners(desk) == []
    between.says = None
    assert ask("ca phe").engine == "elasticsearch"
