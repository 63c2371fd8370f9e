"""``python -m tools.bench_search [--sizes N …] [--engine …]``: fill a site, ask, print the table."""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tools.compile_messages import ROOT
from tools.processes import Stopped, stop_on_signals
from tools.servers import ServerError, start_postgres, stop_postgres

SIZES = (142, 20_000, 100_000, 1_000_000)
# What each can hold within minutes on two cores.
MOST = {"sqlite": 100_000, "postgresql": 100_000, "elasticsearch": 1_000_000}


def measure(name: str, sizes: list[int], folder: Path) -> None:
    """Fill one site step by step and let it measure itself at each size."""
    env = {**os.environ, "ENVIRONMENT": "demo", "LOG_LEVEL": "ERROR", "VAR_ROOT": str(folder / "var")}
    (folder / "var").mkdir()
    env["DATABASE_URL"] = (
        start_postgres(folder) if name != "sqlite" else f"sqlite:///{folder / 'var' / 'floor.sqlite3'}"
    )
    if name != "elasticsearch":
        env.pop("ELASTICSEARCH_URL", None)
    subprocess.run([sys.executable, "-m", "tools.fresh_database"], cwd=ROOT, env=env, check=True)
    for size in sorted(sizes):
        engine = "elasticsearch" if name == "elasticsearch" else "database"
        command = [sys.executable, "-m", "tools.bench_search.site", str(size), engine, name]
        subprocess.run(command, cwd=ROOT, env=env, check=True)


def main() -> int:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", nargs="*", type=int, default=list(SIZES))
    parser.add_argument("--engine", choices=sorted(MOST), nargs="*", default=None)
    asked = parser.parse_args()
    engines = asked.engine or [
        name for name in MOST if name != "elasticsearch" or os.environ.get("ELASTICSEARCH_URL")
    ]
    stop_on_signals()
    print(
        "| engine | products | indexed/s | p50 ms | p95 ms | with counts p95 | page 500 ms | suggestions p95 |"
    )
    print("|---|--:|--:|--:|--:|--:|--:|--:|", flush=True)
    for name in engines:
        folder = Path(tempfile.mkdtemp(prefix="floor-bench-search-"))
        try:
            measure(name, [size for size in asked.sizes if size <= MOST[name]], folder)
        except Stopped:
            return 130
        except (ServerError, subprocess.CalledProcessError) as error:
            print(f"No measurement on {name}: {error}", file=sys.stderr)
            return 1
        finally:
            stop_postgres(folder)
            shutil.rmtree(folder, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
