import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from queue import Empty
from typing import Any

import pytest
from kombu import Connection

from marketplace.config import broker
from marketplace.config.celery import app


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[Connection]:
    for name in ("messages", "control"):
        (tmp_path / name).mkdir()
    options = {
        "data_folder_in": str(tmp_path / "messages"),
        "data_folder_out": str(tmp_path / "messages"),
        "control_folder": str(tmp_path / "control"),
        "store_processed": False,
    }
    with Connection("filesystem://", transport_options=options) as opened:
        yield opened


def _channel(connection: Connection) -> Any:
    return connection.channel()  # kombu's types know the channels of AMQP only


def test_folder_broker_is_ours() -> None:
    with Connection("filesystem://") as opened:
        assert opened.get_transport_cls() is broker.Transport
    assert app.main == "floor"


def test_message_has_its_name_only_when_it_is_whole(
    connection: Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[Any, list[str]]] = []
    replace = Path.replace

    def watched(draft: Path, whole: Path) -> Path:
        readable = [path.name for path in (tmp_path / "messages").glob("*.msg")]
        seen.append((json.loads(draft.read_text()), readable))
        return replace(draft, whole)

    monkeypatch.setattr(Path, "replace", watched)
    channel = _channel(connection)
    channel._put("floor", {"body": "một"})
    assert seen == [({"body": "một"}, [])]
    assert channel._get("floor") == {"body": "một"}
    assert list((tmp_path / "messages").iterdir()) == []


def test_messages_written_while_they_are_read_all_arrive(connection: Connection) -> None:
    writer, reader = _channel(connection), _channel(connection)
    thread = threading.Thread(target=lambda: [writer._put("floor", {"n": n}) for n in range(300)])
    thread.start()
    found: list[int] = []
    deadline = time.monotonic() + 60
    while (thread.is_alive() or len(found) < 300) and time.monotonic() < deadline:
        try:
            found.append(reader._get("floor")["n"])
        except Empty:
            if not thread.is_alive() and not reader._size("floor"):
                break
    thread.join()
    assert sorted(found) == list(range(300))


def test_message_that_cannot_be_read_is_dropped_and_the_next_one_read(
    connection: Connection, tmp_path: Path
) -> None:
    channel = _channel(connection)
    (tmp_path / "messages" / f"{0:020d}_a.floor.msg").write_text("")
    channel._put("floor", {"n": 2})
    with pytest.raises(Empty):
        channel._get("floor")
    assert channel._get("floor") == {"n": 2}


def test_exchange_is_bound_by_several_without_an_empty_table(connection: Connection, tmp_path: Path) -> None:
    first, second = _channel(connection), _channel(connection)
    first._queue_bind("floor", "floor", "", "floor")
    second._queue_bind("floor", "other", "", "other")
    assert sorted(row.queue for row in first.get_table("floor")) == ["floor", "other"]
    assert [path.name for path in (tmp_path / "control").iterdir()] == ["floor.exchange"]
