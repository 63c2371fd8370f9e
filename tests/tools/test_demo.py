import json
import runpy
import socket
from pathlib import Path

import pytest

from tools import demo
from tools.compile_messages import ROOT
from tools.demo import DemoError, Stamps, check_port, digest, take_lock, welcome


def test_taken_port_is_told_with_a_way_out() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(DemoError, match=rf"Port {port} is taken .*make demo PORT={port + 1}"):
            check_port("127.0.0.1", port)


def test_free_port_is_taken_without_a_word() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    check_port("127.0.0.1", port)


def test_demo_takes_as_long_an_address_as_an_installation() -> None:
    command = list(demo.web_command("localhost", 8000))
    real = runpy.run_path(str(ROOT / "deploy/gunicorn.conf.py"))["limit_request_line"]
    assert (command[command.index("--limit-request-line") + 1], real) == ("8190", 8190)


def test_second_demo_in_the_same_folder_is_refused(tmp_path: Path) -> None:
    take_lock(tmp_path)
    with pytest.raises(DemoError, match="already running"):
        take_lock(tmp_path)


def test_stamp_holds_for_the_same_digest_only(tmp_path: Path) -> None:
    Stamps(tmp_path / "stamps.json").set("static", "a")
    known = Stamps(tmp_path / "stamps.json")
    assert known.is_fresh("static", "a")
    assert not known.is_fresh("static", "b")
    assert not known.is_fresh("tables", "a")
    known.forget_all()
    assert not known.is_fresh("static", "a")


def test_digest_changes_with_a_file_and_with_a_fact(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "ROOT", tmp_path)
    (tmp_path / "one.css").write_text("a")
    before = digest(["*.css"])
    assert digest(["*.css"]) == before
    assert digest(["*.css"], "another lock") != before
    (tmp_path / "one.css").write_text("ab")
    assert digest(["*.css"]) != before


def test_welcome_names_address_and_accounts(tmp_path: Path) -> None:
    person = {
        "role": "officer",
        "email": "can-bo@example.vn",
        "password": "mot-mat-khau",
        "path": "/quan-tri/",
    }
    (tmp_path / "demo-accounts.json").write_text(json.dumps([person]))
    text = welcome("http://localhost:8000", tmp_path, 4.2)
    assert "http://localhost:8000/ " in text
    assert "officer  can-bo@example.vn  mot-mat-khau  http://localhost:8000/quan-tri/" in text
    assert "http://localhost:8000/hop-thu/" in text
    assert "/hop-thu/ma/" not in text
    (tmp_path / "demo-accounts.json").write_text(json.dumps([{**person, "secret": "GEZDGNBVGY3TQOJQ"}]))
    assert "http://localhost:8000/hop-thu/ma/" in welcome("http://localhost:8000", tmp_path, 4.2)
