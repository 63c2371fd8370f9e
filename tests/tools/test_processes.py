import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools import processes
from tools.processes import ChildDiedError, Family

SLEEP = [sys.executable, "-c", "import time; print('up', flush=True); time.sleep(60)"]
STUBBORN = [
    sys.executable,
    "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(60)",
]


@pytest.fixture
def family(tmp_path: Path) -> Iterator[Family]:
    family = Family(cwd=tmp_path, env=dict(os.environ), logs=tmp_path / "logs")
    yield family
    family.stop()


def wait_for_word(log: Path, word: str) -> None:
    deadline = time.monotonic() + 20
    while word not in (log.read_text() if log.exists() else ""):
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_running_child_passes_the_check_and_stops_when_asked(family: Family) -> None:
    child = family.start("sleeper", SLEEP, log=True)
    assert child.log is not None
    wait_for_word(child.log, "up")
    family.check()
    family.stop()
    assert child.process.poll() is not None


def test_child_that_ends_by_itself_is_told_with_its_last_words(family: Family) -> None:
    child = family.start("short", [sys.executable, "-c", "print('no disk'); raise SystemExit(3)"], log=True)
    child.process.wait()
    with pytest.raises(ChildDiedError, match=r"short ended by itself with code 3\.\nno disk"):
        family.check()


def test_step_that_fails_is_told(family: Family) -> None:
    child = family.start("step", [sys.executable, "-c", "raise SystemExit(2)"], log=True)
    with pytest.raises(ChildDiedError, match="step ended with code 2"):
        family.finish(child)


def test_step_that_ends_well_is_forgotten(family: Family) -> None:
    family.finish(family.start("step", [sys.executable, "-c", ""]))
    family.check()


def test_child_that_does_not_listen_is_ended(family: Family, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "GRACE_SECONDS", 0.2)
    child = family.start("stubborn", STUBBORN, log=True)
    assert child.log is not None
    wait_for_word(child.log, "up")
    started = time.monotonic()
    family.stop()
    assert time.monotonic() - started < 5
    assert child.process.returncode == -9


def test_step_that_waits_for_one_that_failed_does_not_wait_for_ever(family: Family) -> None:
    family.start("drawing", [sys.executable, "-c", "raise SystemExit(4)"], log=True)
    waiting = family.start("loader", SLEEP, log=True)
    with pytest.raises(ChildDiedError, match="drawing ended with code 4"):
        family.finish(waiting)


def test_child_gets_what_only_it_is_told(family: Family) -> None:
    child = family.start(
        "told",
        [sys.executable, "-c", "import os; print(os.environ['LOG_LEVEL'])"],
        log=True,
        env={"LOG_LEVEL": "ERROR"},
    )
    family.finish(child)
    assert child.last_words() == "ERROR\n"
