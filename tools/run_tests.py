"""Runs the whole suite on SQLite, then again on PostgreSQL where ``TEST_DATABASE_URL`` names one.

The second run holds what touches the database (see ``tests/servers.py``), and no browser.
"""

import argparse
import os
import subprocess
import sys
import time

from tools.compile_messages import ROOT, compile_messages


def run_suite(title: str, *, jobs: int, marks: str, database_url: str | None, extra: list[str]) -> int:
    """Run pytest once and return its exit code."""
    environment = {name: value for name, value in os.environ.items() if name != "TEST_DATABASE_URL"}
    if database_url:
        environment["TEST_DATABASE_URL"] = database_url
    command = [sys.executable, "-m", "pytest", "-q", "-ra", "--dist", "worksteal", "-n", str(jobs)]
    if marks:
        command += ["-m", marks]
    print(f"\n=== {title} ===", flush=True)
    started = time.monotonic()
    code = subprocess.call([*command, *extra], env=environment, cwd=ROOT)
    print(f"=== {title}: {time.monotonic() - started:.0f} s ===", flush=True)
    return code


def main() -> int:
    """Run what was asked for; the first failing run decides the exit code, and both are run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--fast", action="store_true", help="SQLite only, no browser")
    options, extra = parser.parse_known_args()
    compile_messages(ROOT / "locale")
    postgres = os.environ.get("TEST_DATABASE_URL")

    # With a PostgreSQL at hand, what needs one belongs to the second run and is not skipped in the first.
    marks = "not needs_chromium" if options.fast else "not needs_postgres" if postgres else ""
    first = run_suite("SQLite", jobs=options.jobs, marks=marks, database_url=None, extra=extra)
    if options.fast:
        return first
    if not postgres:
        print("Not run on PostgreSQL: TEST_DATABASE_URL is not set.")
        return first
    marks = "db_matrix or needs_postgres"
    second = run_suite("PostgreSQL", jobs=options.jobs, marks=marks, database_url=postgres, extra=extra)
    return first or second


if __name__ == "__main__":
    sys.exit(main())
