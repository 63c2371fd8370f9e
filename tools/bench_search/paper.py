"""The table of ``docs/benchmarks-search.md``."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

PAPER: Final = """\
# Benchmarks of search

Written by `make bench-search` on {today}: {machine}; Elasticsearch 8.19 with a heap of 1 GB, the database's cache is {cache}.

- Each row asks for the whole page of results in the process, without a web server: plan, engine, rows, cards, and every
  facet counted. Each of the {questions} questions of the judged set is asked unmeasured first, as servers that run have been, once
  of a database and five times of Elasticsearch (Java compiles what it runs often), and then three times; nothing is kept of an answer from one time to the next.
- *Engine* is the part of it that the engine takes, ranking in Python included. *Page 500* is the list of all goods.
  *After a change* is its first page when the index has just changed, so that all of it is counted anew.
  *Suggestions* are all groups that the box offers, for the first half of each question.
- The shelf is generated: the judged set goes through the bulk publisher, and its rows are copied in the database with
  titles, codes and sales of their own until there are enough. Its 47 stalls are copied too, one for each 35 goods: {stalls}.
  All of them deliver in the province, three of four in the region, every second everywhere. The goods are
  then indexed from the shelf as `search_reindex` does it; a row of Elasticsearch tells how fast its copy is made from the
  database's.
- *Memory* is the most that the indexing process ever had, Django included. *By processor* is how many goods it would index in
  a second with a core of its own and a database that takes no time: it says less about a busy machine.
"""

_COLUMNS: Final = (
    "engine",
    "products",
    "indexed/s",
    "by processor/s",
    "memory MB",
    "page p50 ms",
    "page p95 ms",
    "engine p95 ms",
    "page 500 ms",
    "after a change ms",
    "suggestions p95 ms",
    "not answered",
)


@dataclass(frozen=True)
class Row:
    """What was measured of one engine at one size; nothing where it was not asked."""

    engine: str
    size: int
    build: dict[str, float]
    asked: dict[str, float] | None


def heading() -> list[str]:
    """Return the head of the table."""
    return [f"| {' | '.join(_COLUMNS)} |", f"|---{'|--:' * (len(_COLUMNS) - 1)}|"]


def line(row: Row) -> str:
    """Return one row of it."""
    build, count = row.build, row.build["count"]
    indexed = (
        f"{count / build['seconds']:,.0f} | {count / build['processor']:,.0f} | {build['megabytes']:.0f}"
    )
    asked = " | ".join(
        f"{row.asked[name]:.1f}" if row.asked else ""
        for name in ("p50", "p95", "engine", "deep", "changed", "typed")
    )
    failed = f"{row.asked['failed']:.0f}" if row.asked else ""
    return f"| {row.engine} | {row.size:,} | {indexed} | {asked} | {failed} |"


@dataclass(frozen=True)
class Goal:
    """What is asked of some engines at one size: at most ``limit``, or at least where more is better."""

    said: str
    engines: tuple[str, ...]
    size: int
    measured: Callable[[Row], float]
    limit: float
    unit: str
    is_least: bool = False

    def line(self, rows: Iterable[Row]) -> str:
        """Return its row of the table: what each engine reached, and which of them missed it."""
        reached = [
            (row.engine, self.measured(row))
            for row in rows
            if row.engine in self.engines and row.size == self.size
        ]
        told = [
            f"{engine} {value:,.0f}{self.unit}{'' if self._is_met(value) else ', missed'}"
            for engine, value in reached
        ]
        return f"| {self.said} | {'; '.join(told) or 'not measured'} |"

    def _is_met(self, value: float) -> bool:
        return value >= self.limit if self.is_least else value <= self.limit


def _asked(name: str) -> Callable[[Row], float]:
    return lambda row: row.asked[name] if row.asked else float("inf")


def _indexed(row: Row) -> float:
    return row.build["count"] / row.build["seconds"]


def _memory(row: Row) -> float:
    return row.build["megabytes"]


_DATABASES: Final = ("sqlite", "postgresql")
_LUCENE: Final = ("elasticsearch",)
_LARGE, _LARGEST = 100_000, 1_000_000
GOALS: Final = (
    Goal("page p95 at 100,000 goods on the databases: at most 100 ms", _DATABASES, _LARGE, _asked("p95"), 100, " ms"),
    Goal("engine p95 at a million on Elasticsearch: at most 50 ms", _LUCENE, _LARGEST, _asked("engine"), 50, " ms"),
    Goal("the whole page there: at most 80 ms", _LUCENE, _LARGEST, _asked("p95"), 80, " ms"),
    Goal("suggestions p95 on the databases: at most 33 ms", _DATABASES, _LARGE, _asked("typed"), 33, " ms"),
    Goal("suggestions p95 on Elasticsearch: at most 17 ms", _LUCENE, _LARGEST, _asked("typed"), 17, " ms"),
    Goal("indexing on the databases: at least 2,000 a second", _DATABASES, _LARGE, _indexed, 2_000, "", is_least=True),
    Goal("its copy in Elasticsearch: at least 2,000 a second", _LUCENE, _LARGEST, _indexed, 2_000, "", is_least=True),
    Goal("memory while a million are indexed: below 500 MB", ("postgresql", *_LUCENE), _LARGEST, _memory, 500, " MB"),
)  # fmt: skip


def paper(rows: list[Row], *, machine: str, cache: str, questions: int) -> str:
    """Return the whole paper."""
    today = dt.datetime.now(tz=dt.UTC).date().isoformat()
    counted = {row.size: row.build["stalls"] for row in rows if "stalls" in row.build}
    stalls = ", ".join(f"{many:.0f} at {size:,} goods" for size, many in sorted(counted.items()))
    head = PAPER.format(today=today, machine=machine, cache=cache, questions=questions, stalls=stalls)
    goals = [
        "",
        "## Against what is asked",
        "",
        "| asked | measured |",
        "|---|---|",
        *(goal.line(rows) for goal in GOALS),
    ]
    return "\n".join([head, *heading(), *map(line, rows), *goals, ""])
