"""Runs the whole suite on SQLite, then the browser's part, then PostgreSQL where ``TEST_DATABASE_URL`` names one.

The browser's tests share one demo floor, so they run in one process. The run on PostgreSQL holds
what touches the database (see ``tests/servers.py``), and neither browser nor Elasticsearch.
"""

import argparse
import os
import subprocess
import sys
import time

import pytest

from tests.servers import chromium, in_ci
from tools.compile_messages import ROOT, compile_messages


def run_suite(title: str, *, jobs: int, marks: str, database_url: str | None, extra: list[str]) -> int:
    """Run pytest once and return its exit code."""
    environment = {name: value for name, value in os.environ.items() if name != "TEST_DATABASE_URL"}
    if database_url:
        environment["TEST_DATABASE_URL"] = database_url
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-ra",
        "--dist",
        "worksteal",
        "-n",
        str(jobs),
        "-m",
        marks,
    ]
    print(f"\n=== {title} ===", flush=True)
    started = time.monotonic()
    code = subprocess.call([*command, *extra], env=environment, cwd=ROOT)
    print(f"=== {title}: {time.monotonic() - started:.0f} s ===", flush=True)
    # Where only some tests were asked for, a run may hold none of them.
    return 0 if extra and code == pytest.ExitCode.NO_TESTS_COLLECTED else code


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
    codes = [run_suite("SQLite", jobs=options.jobs, marks=marks, database_url=None, extra=extra)]
    if not options.fast and not browser_is_missing():
        codes.append(run_suite("Browser", jobs=0, marks="needs_chromium", database_url=None, extra=extra))
    if postgres:
        marks = "(db_matrix or needs_postgres) and not needs_elasticsearch"
        codes.append(
            run_suite("PostgreSQL", jobs=options.jobs, marks=marks, database_url=postgres, extra=extra)
        )
    elif not options.fast:
        print("Not run on PostgreSQL: TEST_DATABASE_URL is not set.")
    return next((code for code in codes if code), 0)


if __name__ == "__main__":
    sys.exit(main())
