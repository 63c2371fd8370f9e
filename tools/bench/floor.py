"""A floor to measure: its own PostgreSQL and Redis, filled to a size, behind two web workers."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tools.compile_messages import ROOT, compile_messages
from tools.processes import Family
from tools.servers import free_port, start_postgres, start_redis, stop_postgres, stop_redis

WORKERS, THREADS = 2, 4
# An order is only placed when it is on the disk, so that nothing of PostgreSQL's care is switched off here.
POSTGRES = (
    "fsync=on", "synchronous_commit=on", "full_page_writes=on", "shared_buffers=1GB",
    "effective_cache_size=4GB", "work_mem=32MB", "random_page_cost=1.1",
)  # fmt: skip


class BenchError(Exception):
    """The measuring cannot go on; the message says why."""


@dataclass(frozen=True)
class Floor:
    """A filled floor that can be opened for measuring."""

    var: Path
    env: dict[str, str]

    def grow(self, *, products: int, stalls: int) -> None:
        """Fill up to this size: the 142 go through review, those above through the bulk publisher."""
        drawn = ROOT / "var/bench/drawn"
        self.run("-m", "fixtures.drawing", "--out", str(drawn))
        size = [] if products <= 142 else ["--stalls", str(stalls), "--products", str(products)]  # noqa: PLR2004
        self.manage("load_floor", "--drawn", str(drawn), *size)
        with_vacuum = "from django.db import connection as c; c.cursor().execute('VACUUM ANALYZE')"
        self.manage("shell", "--no-imports", "-c", with_vacuum)

    def manage(self, *command: str) -> str:
        """Run a management command and return what it printed."""
        return self.run("manage.py", *command)

    def run(self, *command: str) -> str:
        """Run Python on the floor and return what it printed; what it says besides goes to a log."""
        with (self.var / "steps.log").open("a+", encoding="utf-8") as log:
            done = subprocess.run(
                [sys.executable, *command], cwd=ROOT, env=self.env, stdout=subprocess.PIPE, stderr=log, text=True,
                check=False,
            )  # fmt: skip
            if done.returncode:
                log.seek(0)
                last_words = log.read()[-1500:]
                raise BenchError(f"{' '.join(command)} ended with code {done.returncode}.\n{last_words}")
        return done.stdout

    @contextmanager
    def open(self, *, cache_seconds: int, measure_sql: bool = False) -> Iterator[int]:
        """Serve the floor; yield the port."""
        port = free_port()
        env = {
            **self.env,
            "PAGE_CACHE_SECONDS": str(cache_seconds),
            "MEASURE_SQL": str(measure_sql).lower(),
            "SITE_URL": f"http://localhost:{port}",
        }
        family = Family(cwd=ROOT, env=env, logs=self.var / "logs")
        command = [
            sys.executable, "-m", "gunicorn", "marketplace.config.wsgi", "--bind", f"127.0.0.1:{port}",
            "--worker-class", "gthread", "--workers", str(WORKERS), "--threads", str(THREADS),
            "--keep-alive", "30", "--graceful-timeout", "2", "--no-control-socket", "--log-level", "warning",
        ]  # fmt: skip
        family.start("web", command, log=True)
        try:
            _wait(family, port)
            yield port
        finally:
            family.stop()


def _wait(family: Family, port: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        family.check()
        try:
            with urllib.request.urlopen(f"http://localhost:{port}/readyz", timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    raise BenchError("the floor did not get ready within 60 s")


@contextmanager
def empty_floor() -> Iterator[Floor]:
    """Make a floor with tables and static files and nothing on its shelves; it is gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="floor-bench-"))
    try:
        var = folder / "var"
        var.mkdir()
        env = {
            **os.environ,
            "ENVIRONMENT": "demo",
            "VAR_ROOT": str(var),
            "DATABASE_URL": start_postgres(folder, settings=POSTGRES),
            "REDIS_URL": start_redis(folder),
            "ORDERS_PER_HOUR": "0",
            "LOG_LEVEL": "ERROR",
        }
        env.pop("BROKER_URL", None)
        floor = Floor(var, env)
        compile_messages(ROOT / "locale")
        floor.run("-m", "tools.fresh_database")
        floor.manage("collectstatic", "--noinput", "-v0")
        yield floor
    finally:
        stop_redis(folder)
        stop_postgres(folder)
        shutil.rmtree(folder, ignore_errors=True)
