"""Runs the whole suite on SQLite, the browser's part beside it, then PostgreSQL where ``TEST_DATABASE_URL`` names one.

The browser's tests share one demo floor, so they run in one process; they often wait for a page, and
what they leave of the processor the run on SQLite takes. Their words are printed when both are
through. The run on PostgreSQL holds what touches the database (see ``tests/servers.py``) and no browser, and
of Elasticsearch what depends on the database beneath (``both_servers``): the copy, its outages, take-downs.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from tests.servers import chromium, in_ci
from tools.compile_messages import ROOT, compile_messages

# Seen twice in some thousand clicks, both times where Chromium ran for the first time on a machine: a click after
# which no page came within a quarter of a minute, and never again when repeated. What fails in the browser is tried
# once more, and the first failure is printed with what the page said; a true fault fails both times.
_TWICE = ("--reruns", "1", "--rerun-show-tracebacks")


@dataclass
class Part:
    """One run of pytest: which tests, on which database, in how many processes."""

    title: str
    jobs: int
    marks: str
    extra: list[str]
    folder: str = "tests"
    options: tuple[str, ...] = ()
    database_url: str | None = None

    def run(self) -> int:
        """Run to the end, with its words on the terminal, and return the exit code."""
        self._say(f"=== {self.title} ===")
        started = time.monotonic()
        code = subprocess.call(self._command(), env=self._environment(), cwd=ROOT)
        self._say(f"=== {self.title}: {time.monotonic() - started:.0f} s ===")
        return self._judge(code)

    @contextmanager
    def beside(self) -> Iterator[Callable[[], int]]:
        """Run while something else runs; the function given waits for the end and prints what was said."""
        started = time.monotonic()
        with tempfile.TemporaryFile() as words:
            process = subprocess.Popen(
                self._command(), env=self._environment(), cwd=ROOT, stdout=words, stderr=subprocess.STDOUT
            )

            def finish() -> int:
                code = process.wait()
                words.seek(0)
                self._say(f"=== {self.title} ===\n{words.read().decode(errors='replace')}")
                self._say(f"=== {self.title}: {time.monotonic() - started:.0f} s beside the other ===")
                return self._judge(code)

            try:
                yield finish
            finally:
                # Ctrl-C reaches it as well; it closes its floor and its browser by itself.
                process.wait()

    def _command(self) -> list[str]:
        spread = ["--dist", "worksteal", "-n", str(self.jobs)]
        # To gather all tests and leave most of them out takes seconds; where some are named, they say where.
        chosen = ["-m", self.marks, *self.options, *(self.extra or [self.folder])]
        return [sys.executable, "-m", "pytest", "-q", "-ra", *spread, *chosen]

    def _environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name != "TEST_DATABASE_URL"}
        return kept | ({"TEST_DATABASE_URL": self.database_url} if self.database_url else {})

    def _judge(self, code: int) -> int:
        # Where only some tests were asked for, a run may hold none of them.
        return 0 if self.extra and code == pytest.ExitCode.NO_TESTS_COLLECTED else code

    def _say(self, words: str) -> None:
        print(f"\n{words}", flush=True)


def browser_is_missing() -> bool:
    """Whether the browser's tests are left out, which is said aloud; in CI they run, and fail by themselves."""
    if chromium() is not None or in_ci():
        return False
    print("No test in a browser: CHROMIUM names none and none is on the PATH.")
    return True


def main() -> int:
    """Run what was asked for; the first failing run decides the exit code, and all are run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--fast", action="store_true", help="SQLite only, no browser")
    options, extra = parser.parse_known_args()
    compile_messages(ROOT / "locale")
    postgres = None if options.fast else os.environ.get("TEST_DATABASE_URL")

    # With a PostgreSQL at hand, what needs one belongs to its own run and is not skipped in the first.
    marks = "not needs_chromium" + (" and not needs_postgres" if postgres else "")
    sqlite = Part("SQLite", options.jobs, marks, extra)
    if options.fast or browser_is_missing():
        codes = [sqlite.run()]
    else:
        with Part(
            "Browser", 0, "needs_chromium", extra, folder="tests/browser", options=_TWICE
        ).beside() as finish_browser:
            codes = [sqlite.run(), finish_browser()]
    if postgres:
        marks = "(db_matrix or needs_postgres) and (both_servers or not needs_elasticsearch)"
        codes.append(Part("PostgreSQL", options.jobs, marks, extra, database_url=postgres).run())
    elif not options.fast:
        print("Not run on PostgreSQL: TEST_DATABASE_URL is not set.")
    return next((code for code in codes if code), 0)


if __name__ == "__main__":
    sys.exit(main())
