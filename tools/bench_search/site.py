"""Steps inside a site, each a process of its own, so that one's memory is not another's; each prints what it measured."""

import json
import resource
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import Any, Final

from tools.bench_search.growing import JUDGED, grow, set_up

ROUNDS: Final = 3
# Unmeasured ones before: Java compiles only what has been asked often, a database has read its files after one.
WARM_ROUNDS: Final = {"elasticsearch": 5}
LARGE: Final = 100_000
PAGE: Final = 500
DEEP_TIMES: Final = 7
CHANGES: Final = 5


def milliseconds(work: Callable[[], object]) -> float:
    """Return how long it took."""
    started = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - started)


def at(share: float, times: Sequence[float]) -> float:
    """Return the time that this share of answers stayed below."""
    return sorted(times)[min(len(times) - 1, int(len(times) * share))]


def empty_index() -> None:
    """Leave nothing in the database's index, so that indexing has all to do."""
    from django.db import connection  # noqa: PLC0415 - Django has to be set up

    from search.models import EntryText, IndexTask, ProductEntry, Word  # noqa: PLC0415 - as above

    tables = [model._meta.db_table for model in (EntryText, ProductEntry, IndexTask, Word)]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"TRUNCATE {', '.join(tables)}")
        else:
            for table in tables:
                cursor.execute(f"DELETE FROM {table}")  # noqa: S608 - names of our own


def analyse() -> None:
    """Let the database look at what it holds, as it does by itself after a while."""
    from django.db import connection  # noqa: PLC0415 - as above

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def fill(size: int) -> dict[str, float]:
    """Bring the shelf to this size, with nothing of it in the index."""
    started = time.perf_counter()
    grow(size)
    empty_index()
    analyse()
    return {"seconds": time.perf_counter() - started}


def build(engine: str) -> dict[str, float]:
    """Make the index anew; return goods per second, and the most memory that this process had."""
    from marketplace.stalls.models import Stall  # noqa: PLC0415 - Django has to be set up
    from search.indexing import mirror, sync  # noqa: PLC0415 - as above

    started, worked = time.perf_counter(), time.process_time()
    count = mirror.rebuild() if engine == "elasticsearch" else sync.reindex()
    seconds, worked = time.perf_counter() - started, time.process_time() - worked
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    analyse()
    return {
        "count": count, "stalls": Stall.objects.count(), "seconds": seconds, "processor": worked, "megabytes": peak,
    }  # fmt: skip


class Timed:
    """An engine that notes how long each question took it."""

    def __init__(self, engine: Any) -> None:
        self.name = engine.name
        self.times: list[float] = []
        self._engine = engine

    def search(self, *asked: Any) -> Any:
        """Ask, and note the time."""
        started = time.perf_counter()
        try:
            return self._engine.search(*asked)
        finally:
            self.times.append(1000 * (time.perf_counter() - started))

    def __getattr__(self, name: str) -> Any:
        """Everything else is the engine's."""
        return getattr(self._engine, name)


def ask(engine: str, size: int) -> dict[str, float]:
    """Ask every question of the judged set, with nothing kept of an answer but within one round."""
    from django.core.cache import cache  # noqa: PLC0415 - Django has to be set up

    from search.engines.base import EngineError  # noqa: PLC0415 - as above
    from search.engines.choice import elasticsearch_engine  # noqa: PLC0415 - as above
    from search.engines.database import DatabaseEngine  # noqa: PLC0415 - as above
    from search.pages.suggestions import suggest  # noqa: PLC0415 - as above
    from search.services import ask_engine, find_products  # noqa: PLC0415 - as above
    from search.types import SearchQuery  # noqa: PLC0415 - as above

    timed: Any = Timed(elasticsearch_engine() if engine == "elasticsearch" else DatabaseEngine())
    questions = json.loads((JUDGED / "queries.json").read_text(encoding="utf-8"))["queries"]
    texts = [question["query"] for question in questions if question["mode"] == "search"]
    # The process learns the vocabulary; the servers read their files, Java compiles what it runs often.
    for text in texts * WARM_ROUNDS.get(engine, 1):
        with suppress(EngineError):
            ask_engine(SearchQuery(text, facets=True), engine=timed)
        suggest(text[: max(2, len(text) // 2)])
    with suppress(EngineError):
        ask_engine(SearchQuery(page=PAGE), engine=timed)
    timed.times.clear()
    pages: list[float] = []
    typed: list[float] = []
    failed = 0
    for _round in range(1 if size > LARGE and engine != "elasticsearch" else ROUNDS):
        cache.clear()
        for text in texts:
            try:
                pages.append(milliseconds(partial(ask_engine, SearchQuery(text, facets=True), engine=timed)))
            except EngineError as error:
                failed += 1
                print(f"{text!r}: {error}", file=sys.stderr)
        typed += [milliseconds(partial(suggest, text[: max(2, len(text) // 2)])) for text in texts]
    found = find_products(SearchQuery(texts[0]))
    if found.engine != engine or found.degraded:
        raise SystemExit(f"answered by {found.engine}, which was not asked")
    of_engine = at(0.95, timed.times)
    deep = [
        milliseconds(lambda: ask_engine(SearchQuery(page=PAGE, facets=True), engine=timed))
        for _time in range(DEEP_TIMES)
    ]
    return {
        "p50": at(0.5, pages), "p95": at(0.95, pages), "engine": of_engine, "deep": at(0.5, deep),
        "changed": at(0.5, [after_change(timed) for _time in range(CHANGES)]), "typed": at(0.95, typed),
        "failed": failed,
    }  # fmt: skip


def after_change(engine: Any) -> float:
    """Return how long the list of all goods takes when the index has just changed, and nothing that was counted counts."""
    from django.core.cache import cache  # noqa: PLC0415 - Django has to be set up

    from search.engines.database import bump_version  # noqa: PLC0415 - as above
    from search.services import ask_engine  # noqa: PLC0415 - as above
    from search.types import SearchQuery  # noqa: PLC0415 - as above

    bump_version()
    cache.clear()
    return milliseconds(lambda: ask_engine(SearchQuery(facets=True), engine=engine))


def main() -> None:
    """``fill SIZE``, ``build ENGINE SIZE`` or ``ask ENGINE SIZE``."""
    set_up()
    step, *given = sys.argv[1:]
    measured = (
        fill(int(given[0]))
        if step == "fill"
        else build(given[0])
        if step == "build"
        else ask(given[0], int(given[1]))
    )
    print("@" + json.dumps(measured), flush=True)


if __name__ == "__main__":
    main()
