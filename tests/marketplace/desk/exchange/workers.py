"""Real Celery workers on the suite's own database, which a test may kill as a machine does that loses its power."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from celery import Celery
from django.conf import settings
from django.db import connection

from tests.project.tree import ROOT

PATIENCE: Final = 120.0
_KEPT: Final = ("PATH", "HOME", "TMPDIR", "LANG", "LC_ALL")


class Workers:
    """One queue in a folder, and one worker at a time that works it off."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._words = folder / "worker.log"
        self._worker: subprocess.Popen[bytes] | None = None
        messages, control = folder / "queue" / "messages", folder / "queue" / "control"
        for path in (messages, control):
            path.mkdir(parents=True)
        self._queue = Celery("sender", broker="filesystem://", set_as_current=False)
        self._queue.conf.broker_transport_options = {
            "data_folder_in": str(messages),
            "data_folder_out": str(messages),
            "control_folder": str(control),
            "store_processed": False,
        }

    def send(self, task: str, *arguments: Any) -> None:
        """Ask for a task, as the site does after a commit and beat does every few minutes."""
        self._queue.send_task(task, args=arguments, queue="floor", ignore_result=True)

    def start(self, *, power_cut_after: int | None = None) -> None:
        """Start a worker with the settings of an installation; see ``power_cut`` for how it may end."""
        env = {name: os.environ[name] for name in _KEPT if name in os.environ}
        env |= {
            "ENVIRONMENT": "test",
            "VAR_ROOT": str(self._folder),
            "PRIVATE_ROOT": str(settings.PRIVATE_ROOT),
            "DATABASE_URL": database_url(),
        }
        command = [sys.executable, "-m", "celery", "-A", "marketplace.config.celery", "worker"]
        if power_cut_after is not None:
            env["LISTINGS_BEFORE_POWER_CUT"] = str(power_cut_after)
            command.append(f"--include={__package__}.power_cut")
        with self._words.open("ab") as words:
            self._worker = subprocess.Popen(
                [*command, "--concurrency=1", "--loglevel=WARNING"],
                cwd=ROOT,
                env=env,
                stdin=subprocess.DEVNULL,
                stdout=words,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def kill(self) -> None:
        """End the worker and its processes at once, in the midst of whatever they do."""
        if self._worker is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._worker.pid, signal.SIGKILL)
        self._worker.wait()
        self._worker = None

    def wait_for_power_cut(self) -> None:
        """Wait until the worker has ended as ``start`` was told."""
        assert self._worker is not None
        try:
            code = self._worker.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            code = 0
        assert code == -signal.SIGKILL, self._last_words()
        self._worker = None

    def wait_for(self, is_so: Callable[[], bool]) -> None:
        """Wait until something is so; a worker that ends by itself, or takes too long, is told with its last words."""
        assert self._worker is not None
        deadline = time.monotonic() + PATIENCE
        while not is_so():
            assert self._worker.poll() is None, f"The worker ended by itself:\n{self._last_words()}"
            assert time.monotonic() < deadline, f"The worker is not there yet:\n{self._last_words()}"
            time.sleep(0.01)

    def _last_words(self) -> str:
        return self._words.read_text(encoding="utf-8", errors="replace")[-3000:]


@contextlib.contextmanager
def at_work(folder: Path) -> Iterator[Workers]:
    """Let workers be started; none outlives the test."""
    workers = Workers(folder)
    try:
        yield workers
    finally:
        workers.kill()


def database_url() -> str:
    """Return the address of the database that the tests of this process use."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlsplit(os.environ["TEST_DATABASE_URL"])._replace(path=f"/{name}").geturl()
