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

    products: int
    var: Path
    env: dict[str, str]

    def manage(self, *command: str) -> str:
        """Run a management command and return what it printed."""
        done = subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=ROOT,
            env=self.env,
            stdout=subprocess.PIPE,
            text=True,
            check=False,
        )
        if done.returncode:
            raise BenchError(f"manage.py {' '.join(command)} ended with code {done.returncode}")
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
            "--keep-alive", "30", "--no-control-socket", "--log-level", "warning",
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
def filled_floor(*, products: int, stalls: int) -> Iterator[Floor]:
    """Make a floor of this size; the 142 go through review, larger ones through the bulk publisher."""
    folder = Path(tempfile.mkdtemp(prefix="floor-bench-"))
    try:
        env = {
            **os.environ,
            "ENVIRONMENT": "demo",
            "VAR_ROOT": str(folder / "var"),
            "STATIC_ROOT": str(ROOT / "var/bench/static"),
            "DATABASE_URL": start_postgres(folder, settings=POSTGRES),
            "REDIS_URL": start_redis(folder),
            "ORDERS_PER_HOUR": "0",
            "LOG_LEVEL": "WARNING",
            "WEB_CONCURRENCY": str(WORKERS),
        }
        env.pop("BROKER_URL", None)
        floor = Floor(products, folder / "var", env)
        compile_messages(ROOT / "locale")
        floor.var.mkdir()
        drawn = ROOT / "var/drawn"
        if drawn.is_dir():  # a demo has drawn them already
            (floor.var / "drawn").symlink_to(drawn)
        subprocess.run([sys.executable, "-m", "tools.fresh_database"], cwd=ROOT, env=env, check=True)
        floor.manage("collectstatic", "--noinput", "-v0")
        size = [] if products <= 142 else ["--stalls", str(stalls), "--products", str(products)]  # noqa: PLR2004
        floor.manage("load_floor", *size)
        with_vacuum = "from django.db import connection as c; c.cursor().execute('VACUUM ANALYZE')"
        floor.manage("shell", "--no-imports", "-c", with_vacuum)
        yield floor
    finally:
        stop_redis(folder)
        stop_postgres(folder)
        shutil.rmtree(folder, ignore_errors=True)
