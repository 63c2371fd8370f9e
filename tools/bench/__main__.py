"""``python -m tools.bench [SIZE …]``: fill, measure, write ``docs/benchmarks.md``."""

import argparse
import datetime as dt
import os
import platform
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from tools.bench.floor import THREADS, WORKERS, BenchError, Floor, empty_floor
from tools.bench.pages import (
    CLIENTS,
    LINES,
    ORDERS,
    SECONDS,
    Row,
    choose,
    count_sql,
    measure_orders,
    measure_pages,
)
from tools.bench.shopper import RoadError
from tools.compile_messages import ROOT
from tools.processes import ChildDiedError, Stopped, stop_on_signals
from tools.servers import ServerError

SIZES = (142, 10_000, 100_000)
STALLS = {142: 43, 10_000: 400, 100_000: 2_000}
CACHE_SECONDS = 60
SHARED = ("home", "list", "category", "product")
# Stock Oscar on such a machine: requests per second at 142 and 100,000 products.
STOCK = {("list", 142): 7.3, ("list", 100_000): 0.5, ("product", 142): 65.0, ("order, last step", 142): 7.4}


PAPER = """\
# Benchmarks

Written by `make bench` on {today}: {machine}.

- gunicorn with {workers} processes of {threads} threads, PostgreSQL with `fsync` on, no proxy in front; the task worker is off, so
  that messages wait in the queue.
- The load comes from another process of the same two cores: {clients} clients over kept connections, {seconds:.0f} s per page
  after a warm-up of 2 s. What it costs is taken from the server.
- Baskets and orders hold {lines} lines of {lines} stalls. *Order, last step* is {orders} posts, each of another guest who has
  reviewed the order; *whole road* is one guest after another: {lines} posts to the basket, details, review, order
  ({requests} requests).
- Parts of a page that say what they said a moment ago (a card, what was approved of a product) are kept in the process, by
  what they say, in both columns.
- *With page cache* keeps whole shared pages for {cache} s (`PAGE_CACHE_SECONDS`); everything else is measured with 0.
- Products are taken in turn from a hundred. SQL is the number of queries once the caches are warm. kB is the body before
  compression, which is the proxy's work.
- Stock Oscar on such a machine answers its list 7.3 times a second at 142 products and 0.5 times at 100,000, its product
  page 65 times, and takes 7.4 orders a second.
"""


@dataclass(frozen=True)
class Measurement:
    """Everything about one size."""

    products: int
    fill_seconds: float
    plain: list[Row]
    cached: dict[str, Row]


def measure(floor: Floor, products: int) -> Measurement:
    """Fill the floor to this size and measure it without, then with the page cache."""
    started = time.monotonic()
    print(f"Filling a floor of {products:,} products …", flush=True)
    floor.grow(products=products, stalls=STALLS.get(products, max(43, products // 50)))
    filled = time.monotonic() - started
    with floor.open(cache_seconds=0) as port:
        goods = choose(floor, port)
    sql = count_sql(floor, goods)
    with floor.open(cache_seconds=0) as port:
        plain = measure_pages(port, goods, sql)
        plain += measure_orders(port, goods, sql)
    with floor.open(cache_seconds=CACHE_SECONDS) as port:
        cached = {row.page: row for row in measure_pages(port, goods, sql, only=SHARED)}
    measurement = Measurement(products, filled, plain, cached)
    print("\n".join(table(measurement)), flush=True)
    return measurement


def machine() -> str:
    """Return what the numbers were measured on."""
    cpu = "unknown processor"
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            cpu = line.split(":", 1)[1].strip()
            break
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    version = subprocess.run(
        ["psql", "--version"], capture_output=True, text=True, check=False
    ).stdout.split()
    postgres = version[2] if len(version) > 2 else "?"  # noqa: PLR2004 - "psql (PostgreSQL) 15.18 …"
    return (
        f"{os.cpu_count()} cores of {cpu}, {memory:.0f} GiB, {platform.system()}; "
        f"Python {platform.python_version()}, PostgreSQL {postgres} and Redis on the same machine"
    )


def number(value: float) -> str:
    """Return a rate with as many digits as it is worth."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}"  # noqa: PLR2004


def table(measurement: Measurement) -> list[str]:
    """Return the lines of one size."""
    lines = [
        f"## {measurement.products:,} products",
        "",
        f"Filled up in {measurement.fill_seconds:.0f} s.",
        "",
        "| page | requests/s | p50 ms | p95 ms | SQL | kB | with page cache, requests/s | p95 ms | against stock Oscar |",
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for row in measurement.plain:
        each, cached = row.measured, measurement.cached.get(row.page)
        stock = STOCK.get((row.page, measurement.products))
        lines.append(
            f"| {row.page} | {number(each.per_second)} | {each.p50:.0f} | {each.p95:.0f} "
            f"| {'' if row.sql is None else row.sql} | {each.size / 1000:.1f} "
            f"| {number(cached.measured.per_second) if cached else ''} "
            f"| {f'{cached.measured.p95:.0f}' if cached else ''} "
            f"| {f'{each.per_second / stock:.1f} ×' if stock else ''} |"
        )
    return [*lines, ""]


def paper(measurements: list[Measurement]) -> str:
    """Return the whole of ``docs/benchmarks.md``."""
    today = dt.datetime.now(tz=dt.UTC).date().isoformat()
    lines = [
        PAPER.format(
            today=today, machine=machine(), workers=WORKERS, threads=THREADS, clients=CLIENTS, seconds=SECONDS,
            lines=LINES, orders=ORDERS, requests=LINES + 4, cache=CACHE_SECONDS,
        )
    ]  # fmt: skip
    for each in measurements:
        lines += table(each)
    return "\n".join(lines)


def main() -> int:
    """Measure the sizes asked for; only a full run replaces the paper."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=SIZES)
    sizes = tuple(parser.parse_args().sizes)
    stop_on_signals()  # so that the servers are stopped, however this ends
    try:
        with empty_floor() as floor:
            measurements: list[Measurement] = []
            for products in sorted(sizes):
                measurements.append(measure(floor, products))
                if sizes == SIZES:
                    # Each size at once: filling the next takes minutes, and may fail.
                    (ROOT / "docs/benchmarks.md").write_text(paper(measurements), encoding="utf-8")
    except Stopped:
        return 130
    except (BenchError, ChildDiedError, RoadError, ServerError, subprocess.CalledProcessError) as error:
        print(f"No measurement: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
