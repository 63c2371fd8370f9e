"""Children that are started together and stopped together, within seconds, whatever stops the parent."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import NoReturn

# Celery looks for the signal every two seconds and then lets its pool end; on a busy machine that takes eight.
GRACE_SECONDS = 15.0


class Stopped(BaseException):
    """Somebody asked the parent to stop (Ctrl-C, a closed terminal, ``kill``)."""


class ChildDiedError(Exception):
    """A child ended that should have run on; the message says which, how, and its last words."""


@dataclass
class Child:
    """One running program and where its words go."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path | None

    def last_words(self, lines: int = 15) -> str:
        """Return the end of the log."""
        if self.log is None or not self.log.exists():
            return ""
        with self.log.open(encoding="utf-8", errors="replace") as stream:
            return "".join(deque(stream, lines))


class Family:
    """The children of this process."""

    def __init__(self, *, cwd: Path, env: Mapping[str, str], logs: Path) -> None:
        self._cwd, self._env, self._logs = cwd, dict(env), logs
        self._children: list[Child] = []

    def start(
        self, name: str, command: Sequence[str], *, log: bool = False, env: Mapping[str, str] | None = None
    ) -> Child:
        """Start a program in a session of its own, so that Ctrl-C reaches it through us only."""
        path = None
        output = None
        if log:
            self._logs.mkdir(parents=True, exist_ok=True)
            path = self._logs / f"{name}.log"
            output = path.open("wb")
        process = subprocess.Popen(
            command,
            cwd=self._cwd,
            env=self._env | dict(env or {}),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT if log else None,
            start_new_session=True,
        )
        if output is not None:
            output.close()
        child = Child(name, process, path)
        self._children.append(child)
        return child

    def finish(self, *children: Child) -> None:
        """Wait until these have ended; raise ChildDiedError where one of them, or one beside them, failed."""
        waiting = list(children)
        while waiting:
            for child in [each for each in self._children if each.process.poll()]:
                raise ChildDiedError(
                    f"{child.name} ended with code {child.process.returncode}.\n{child.last_words()}"
                )
            for child in [each for each in waiting if each.process.poll() is not None]:
                waiting.remove(child)
                self._children.remove(child)
            if waiting:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    waiting[0].process.wait(0.2)

    def check(self) -> None:
        """Raise ChildDiedError where a child that should run has ended."""
        for child in self._children:
            code = child.process.poll()
            if code is not None:
                how = f"signal {-code}" if code < 0 else f"code {code}"
                raise ChildDiedError(f"{child.name} ended by itself with {how}.\n{child.last_words()}")

    def stop(self) -> None:
        """Ask every child to end, and end those that take too long."""
        running = [child for child in self._children if child.process.poll() is None]
        for child in running:
            child.process.terminate()
        deadline = time.monotonic() + GRACE_SECONDS
        for child in running:
            try:
                child.process.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                print(f"{child.name} takes too long and is ended.", file=sys.stderr)
        for child in running:
            try:
                os.killpg(child.process.pid, signal.SIGKILL)  # and what it may have left behind
            except ProcessLookupError:
                continue
            child.process.wait()
        self._children.clear()


def _stop(number: int, frame: FrameType | None) -> NoReturn:  # noqa: ARG001 - the signature of a handler
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, signal.SIG_IGN)  # one is enough; stopping is bounded in time
    raise Stopped


def stop_on_signals() -> None:
    """Turn Ctrl-C, ``kill`` and a closed terminal into ``Stopped``."""
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, _stop)
