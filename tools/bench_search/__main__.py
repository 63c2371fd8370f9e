"""``python -m tools.bench_search [--sizes N …] [--engine …]``: fill, index, ask; a full run writes the paper."""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

from tools.bench.__main__ import machine
from tools.bench.floor import POSTGRES
from tools.bench_search.growing import JUDGED
from tools.bench_search.paper import Row, heading, line, paper
from tools.compile_messages import ROOT
from tools.processes import Stopped, stop_on_signals
from tools.servers import ServerError, start_elasticsearch, start_postgres, stop_elasticsearch, stop_postgres

SIZES: Final = (142, 20_000, 100_000, 1_000_000)
# Asked at no more goods than these unless a size is named; Elasticsearch copies PostgreSQL's site.
MOST: Final = {"sqlite": 100_000, "postgresql": 100_000, "elasticsearch": 1_000_000}
HEAP: Final = "1g"
# The longest that a step may take: indexing a million on a busy machine.
STEP_SECONDS: Final = 2_400


def step(env: dict[str, str], *what: str) -> dict[str, float]:
    """Run one step in the site and return what it measured."""
    command = [sys.executable, "-m", "tools.bench_search.site", *what]
    done = subprocess.run(
        command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True, check=True, timeout=STEP_SECONDS
    )
    measured: dict[str, float] = json.loads(done.stdout[done.stdout.index("@") + 1 :])
    print(f"  {' '.join(what)}: {measured}", file=sys.stderr, flush=True)
    return measured


def measure(
    database: str, engines: list[str], sizes: list[int], folder: Path, keep: Callable[[Row], None]
) -> None:
    """Fill one site size by size, and measure it with each engine on it."""
    env = {**os.environ, "ENVIRONMENT": "demo", "LOG_LEVEL": "ERROR", "VAR_ROOT": str(folder / "var")}
    (folder / "var").mkdir()
    env.pop("ELASTICSEARCH_URL", None)
    env["DATABASE_URL"] = (
        start_postgres(folder, settings=POSTGRES)
        if database == "postgresql"
        else f"sqlite:///{folder / 'var' / 'floor.sqlite3'}"
    )
    with_copy = dict(env)
    if "elasticsearch" in engines:
        with_copy["ELASTICSEARCH_URL"] = start_elasticsearch(folder, heap=HEAP)
    subprocess.run([sys.executable, "-m", "tools.fresh_database"], cwd=ROOT, env=env, check=True)
    for size in sizes:
        step(env, "fill", str(size))
        build = step(env, "build", "database", str(size))
        if database in engines:
            asked = step(env, "ask", "database", str(size)) if size <= MOST[database] else None
            keep(Row(database, size, build, asked))
        if "elasticsearch" in engines:
            build = step(with_copy, "build", "elasticsearch", str(size))
            keep(Row("elasticsearch", size, build, step(with_copy, "ask", "elasticsearch", str(size))))


def main() -> int:
    """Measure what was asked for; only a full run replaces the paper, each row as soon as it is there."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", nargs="*", type=int, default=list(SIZES))
    parser.add_argument("--engine", choices=sorted(MOST), nargs="*", default=list(MOST))
    given = parser.parse_args()
    is_full = sorted(given.sizes) == sorted(SIZES) and set(given.engine) == set(MOST)
    questions = json.loads((JUDGED / "queries.json").read_text(encoding="utf-8"))["queries"]
    asked = sum(question["mode"] == "search" for question in questions)
    rows: list[Row] = []

    def keep(row: Row) -> None:
        rows.append(row)
        print(line(row), flush=True)
        if is_full:
            text = paper(rows, machine=machine(), cache="1 GB", questions=asked)
            (ROOT / "docs/benchmarks-search.md").write_text(text, encoding="utf-8")

    stop_on_signals()  # so that the servers are stopped, however this ends
    print("\n".join(heading()), flush=True)
    for database, others in (("sqlite", ()), ("postgresql", ("elasticsearch",))):
        engines = [name for name in given.engine if name in {database, *others}]
        most = max((MOST[name] for name in engines), default=0)
        sizes = sorted(size for size in given.sizes if size <= most)
        if not sizes:
            continue
        folder = Path(tempfile.mkdtemp(prefix="floor-bench-search-"))
        try:
            measure(database, engines, sizes, folder, keep)
        except Stopped:
            return 130
        except (ServerError, subprocess.SubprocessError) as error:
            print(f"No measurement on {database}: {error}", file=sys.stderr)
            return 1
        finally:
            stop_elasticsearch(folder)
            stop_postgres(folder)
            shutil.rmtree(folder, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
