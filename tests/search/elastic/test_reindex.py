"""``search_reindex``: either copy alone, its progress, and the way back with what follows it."""

from dataclasses import replace

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command

from search import tasks
from search.engines.base import EngineError
from search.engines.elastic import ElasticsearchEngine
from search.engines.elastic.documents import NORMALISER
from search.engines.elastic.indices import Indices
from search.indexing import mirror
from search.indexing.check import check_and_repair
from search.models import ProductEntry
from tests.factories.catalogue import published_product
from tests.search.elastic.conftest import Sync
from tests.search.helpers import ask, titles
from tests.services.elasticsearch import proxy

pytestmark = [pytest.mark.django_db, pytest.mark.needs_elasticsearch]

MISSING = "There is no index of this release's layout before this one."


@pytest.fixture
def first(engine: ElasticsearchEngine, sync: Sync) -> str:
    """An index with two products; return its name."""
    for title in ("Cà phê Khe Sanh", "Tiêu Cùa"):
        published_product(title=title)
    sync()
    return str(engine.indices.current())


def test_both_copies_are_built_anew_with_a_bar_for_each(
    engine: ElasticsearchEngine, first: str, capsys: pytest.CaptureFixture[str]
) -> None:
    ProductEntry.objects.update(title="Sai")
    call_command("search_reindex")
    said = capsys.readouterr()
    assert said.out == "2 goods in the database's index.\n2 goods on Elasticsearch.\n"
    bars = said.err.replace("\r", "\n").splitlines()
    for name in ("Database", "Elasticsearch"):
        (last,) = [line for line in bars if line.startswith(f"{name}: 100%")][-1:]
        assert "2/2" in last
    assert set(ProductEntry.objects.values_list("title", flat=True)) == {"Cà phê Khe Sanh", "Tiêu Cùa"}
    assert engine.indices.current() != first
    assert engine.indices.before() == first


def test_database_alone_leaves_elasticsearch(
    engine: ElasticsearchEngine, first: str, capsys: pytest.CaptureFixture[str]
) -> None:
    ProductEntry.objects.update(title="Sai")
    call_command("search_reindex", "--only", "database")
    said = capsys.readouterr()
    assert said.out == "2 goods in the database's index.\n"
    assert "Elasticsearch" not in said.err
    assert not ProductEntry.objects.filter(title="Sai").exists()
    assert engine.indices.written() == [first]


def test_elasticsearch_alone_leaves_the_database(
    engine: ElasticsearchEngine, first: str, capsys: pytest.CaptureFixture[str]
) -> None:
    ProductEntry.objects.update(title="Sai")
    call_command("search_reindex", "--only", "elasticsearch")
    said = capsys.readouterr()
    assert said.out == "2 goods on Elasticsearch.\n"
    assert "Database" not in said.err
    assert ProductEntry.objects.filter(title="Sai").count() == 2
    assert engine.indices.before() == first


def test_way_back_stays_through_sweep_and_nightly_check(
    engine: ElasticsearchEngine, first: str, sync: Sync, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("search_reindex", "--only", "elasticsearch")
    second = engine.indices.current()
    published_product(title="Ném khô")
    sync()
    capsys.readouterr()
    call_command("search_reindex", "--back")
    assert capsys.readouterr().out == f"Reading {first} again.\n"
    tasks.index_waiting_products()
    check_and_repair()
    assert (engine.indices.current(), engine.indices.before()) == (first, second)
    engine.indices.refresh(first)
    assert titles(ask("nem kho")) == ["Ném khô"]
    assert mirror.find_copy_differences() == ([], [], [])
    call_command("search_reindex", "--back")  # and forth
    assert (engine.indices.current(), engine.indices.before()) == (second, first)


def test_way_back_to_an_older_layout_is_refused_and_changes_nothing(
    engine: ElasticsearchEngine, first: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    call_command("search_reindex", "--only", "elasticsearch")
    second = engine.indices.current()
    # A release with another layout, before its first sweep.
    monkeypatch.setattr("search.engines.elastic.documents.NORMALISER", NORMALISER + 1)
    with pytest.raises(CommandError, match=MISSING):
        call_command("search_reindex", "--back")
    assert engine.indices.current() is None
    assert engine.indices.written() == sorted([first, str(second)])
    tasks.index_waiting_products()
    third = str(engine.indices.current())
    assert engine.indices.is_current_layout()
    assert engine.indices.written() == [third]
    with pytest.raises(CommandError, match=MISSING):
        call_command("search_reindex", "--back")
    assert engine.indices.current() == third
    cache.delete("search.elasticsearch.trial")
    assert ask("ca phe").engine == "elasticsearch"


def test_way_back_where_there_was_none_is_refused(engine: ElasticsearchEngine, first: str) -> None:
    with pytest.raises(CommandError, match=MISSING):
        call_command("search_reindex", "--back")
    assert engine.indices.current() == first


def test_goods_written_in_pieces_lie_in_one_segment_when_they_are_read(
    engine: ElasticsearchEngine, first: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mirror, "BATCH", 1)
    pieces: list[int] = []

    def count_pieces(_done: int = 0) -> None:
        (name,) = set(engine.indices.written()) - {first}
        engine.indices.refresh(name)
        pieces.append(engine.indices.count_pieces(name))

    assert mirror.rebuild(count_pieces) == 2
    assert pieces == [1, 2]
    count_pieces()
    assert pieces == [1, 2, 1]


def test_rebuild_that_cannot_be_merged_is_read_all_the_same(
    engine: ElasticsearchEngine, first: str, between: proxy.Proxy, caplog: pytest.LogCaptureFixture
) -> None:
    between.where = "/_forcemerge?max_num_segments=1"
    between.says = (500, b'{"error": "boom", "status": 500}')
    assert mirror.rebuild() == 2
    assert engine.indices.current() != first
    assert engine.indices.before() == first
    (told,) = [record.getMessage() for record in caplog.records if record.name == mirror.__name__]
    assert told.startswith(f"{engine.indices.current()} is read in as many pieces as it was written in: 500")


def test_rebuild_that_cannot_begin_keeps_no_other_waiting(
    engine: ElasticsearchEngine, first: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_indices: Indices) -> str:
        raise EngineError("503 no room")

    monkeypatch.setattr(Indices, "create", refuse)
    with pytest.raises(CommandError, match=r"503 no room\. The old index goes on answering"):
        call_command("search_reindex", "--only", "elasticsearch")
    monkeypatch.undo()
    call_command("search_reindex", "--only", "elasticsearch")
    assert engine.indices.before() == first


def test_rebuild_that_is_stopped_by_hand_leaves_nothing_behind_and_keeps_no_other_waiting(
    engine: ElasticsearchEngine, first: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(_indices: Indices, _name: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Indices, "merge", stop)
    with pytest.raises(CommandError, match=r"^Stopped\. What is indexed goes on answering\.$") as told:
        call_command("search_reindex")
    assert told.value.returncode == 130
    assert engine.indices.written() == [first]
    monkeypatch.undo()
    call_command("search_reindex", "--only", "elasticsearch")
    assert engine.indices.before() == first


def test_index_that_is_deleted_while_it_is_built_is_never_read(
    engine: ElasticsearchEngine, first: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    create = Indices.create

    def create_and_lose(indices: Indices) -> str:
        name = create(indices)
        indices.drop(name)  # what is written now makes it anew, without its mapping
        return name

    monkeypatch.setattr(Indices, "create", create_and_lose)
    with pytest.raises(CommandError, match="was deleted while it was built"):
        call_command("search_reindex", "--only", "elasticsearch")
    assert engine.indices.current() == first
    assert engine.indices.before() is None
    assert list(engine.indices.client.indices.get(index=f"{engine.indices.prefix}-*")) == [first]
    assert (titles(ask("khe sanh")), ask("khe sanh").engine) == (["Cà phê Khe Sanh"], "elasticsearch")
    monkeypatch.undo()
    call_command("search_reindex", "--only", "elasticsearch")
    assert engine.indices.before() == first


def test_rebuild_leaves_another_floors_index_whose_name_begins_alike(
    engine: ElasticsearchEngine, first: str
) -> None:
    other = replace(engine.indices, prefix=f"{engine.indices.prefix}-hue")
    theirs = other.create()
    other.promote(theirs)
    call_command("search_reindex", "--only", "elasticsearch")
    call_command("search_reindex", "--only", "elasticsearch")
    assert other.current() == theirs
    assert first not in engine.indices.written()
    assert engine.indices.current() != theirs


def test_index_that_another_process_builds_meanwhile_is_left_to_it(
    engine: ElasticsearchEngine, first: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer: list[str] = []
    monkeypatch.setattr(Indices, "merge", lambda indices, _name: newer.append(indices.create()))
    call_command("search_reindex", "--only", "elasticsearch")
    assert engine.indices.before() == first
    assert newer[0] in engine.indices.written()


def test_index_is_read_alone_whatever_two_processes_put_in_place_at_once(
    engine: ElasticsearchEngine, first: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = engine.indices.create(), engine.indices.create()
    current = Indices.current

    def late(indices: Indices) -> str | None:
        monkeypatch.setattr(Indices, "current", current)
        found = indices.current()
        indices.promote(one)  # between the look and the swap of the other
        return found

    monkeypatch.setattr(Indices, "current", late)
    engine.indices.promote(other)
    aliases = engine.indices.client.indices.get_alias(name=engine.indices.reading)
    assert list(aliases) == [other]
    assert engine.indices.before() == first
