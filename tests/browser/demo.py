"""The demo floor as a visitor starts it: its own folder, its own port, nothing of the test's settings."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import pyotp

from tools.compile_messages import ROOT
from tools.servers import free_port

START_SECONDS = 300.0
STOP_SECONDS = 25.0
CODE_SECONDS = 30
# All that the floor needs of this machine. DJANGO_SETTINGS_MODULE, DATABASE_URL and the like are the suite's own.
_KEPT = ("PATH", "HOME", "TMPDIR", "LANG", "LC_ALL", "SSL_CERT_FILE")


@dataclass(frozen=True)
class Person:
    """An account of the demo."""

    email: str
    password: str
    secret: str = ""


class Demo:
    """One ``python -m tools.demo``."""

    def __init__(self, var: Path) -> None:
        self.var = var
        self.port = free_port()
        self.address = f"http://localhost:{self.port}"
        self._words = var.parent / f"{var.name}.demo.log"
        self._used: dict[str, int] = {}
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Return when the floor can serve; raise AssertionError with its last words when it cannot."""
        env = {name: os.environ[name] for name in _KEPT if name in os.environ}
        # Pages are not kept, so that a test reads the stock that is there and not that of a minute ago.
        env |= {"VAR_ROOT": str(self.var), "PORT": str(self.port), "PAGE_CACHE_SECONDS": "0"}
        with self._words.open("wb") as words:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tools.demo"],
                cwd=ROOT,
                env=env,
                stdin=subprocess.DEVNULL,
                stdout=words,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        deadline = time.monotonic() + START_SECONDS
        while self._status("/readyz") != 200:
            assert self._process.poll() is None, f"The demo ended by itself:\n{self.last_words()}"
            assert time.monotonic() < deadline, f"The demo is not up:\n{self.last_words()}"
            time.sleep(0.2)

    def stop(self) -> int:
        """Press Ctrl-C and return the exit code; what does not stop is ended and told as -9."""
        assert self._process is not None
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
        try:
            return self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            return self._process.wait()

    def last_words(self) -> str:
        """Return the end of what the demo printed."""
        return self._words.read_text(encoding="utf-8", errors="replace")[-3000:]

    def is_listening(self) -> bool:
        """Whether anything answers at the address."""
        return self._status("/healthz") != 0

    def person(self, role: str) -> Person:
        """Return the account that the demo offers for a role."""
        people = json.loads((self.var / "demo-accounts.json").read_text(encoding="utf-8"))
        found = next(row for row in people if row["role"] == role)
        return Person(email=found["email"], password=found["password"], secret=found["secret"])

    def code(self, person: Person) -> str:
        """Return a code that the person's app shows now or next, and that nobody used yet."""
        now = int(time.time()) // CODE_SECONDS
        step = max(now, self._used.get(person.email, 0) + 1)
        while step > int(time.time()) // CODE_SECONDS + 1:
            time.sleep(0.5)
        self._used[person.email] = step
        return pyotp.TOTP(person.secret).at(step * CODE_SECONDS)

    def _status(self, path: str) -> int:
        try:
            with urllib.request.urlopen(f"{self.address}{path}", timeout=5) as answer:  # noqa: S310 - our own address
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0
