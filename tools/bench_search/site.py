"""Runs inside a site: grows it to a size out of the judged set's products, asks, prints one row of the table."""

import json
import os
import sys
import time
from collections.abc import Callable
from functools import partial
from itertools import islice

import django

from tools.compile_messages import ROOT

JUDGED = ROOT / "tests/search/judged"
ROUNDS = 3
PAGE = 500
BATCH = 10_000


def milliseconds(work: Callable[[], object]) -> float:
    """Return how long it took."""
    started = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - started)


def at(share: float, times: list[float]) -> float:
    """Return the time that this share of answers stayed below."""
    return sorted(times)[min(len(times) - 1, int(len(times) * share))]


def grow(size: int) -> float:
    """Publish and index until there are so many products; return how many were indexed per second."""
    from search.engines.database import DatabaseEngine  # noqa: PLC0415 - Django has to be set up
    from search.loading import load_rows, read_rows  # noqa: PLC0415 - as above

    patterns = read_rows(JUDGED / "products.json")
    rows = (
        {
            **row,
            "sku": f"{row['sku']}-{number}",
            "title": f"{row['title']} lô {number}" if number else row["title"],
        }
        for number in range(size // len(patterns) + 1)
        for row in patterns
    )
    missing = iter(islice(rows, DatabaseEngine().count(), size))
    started, added = time.perf_counter(), 0
    while part := list(islice(missing, BATCH)):
        added += load_rows(part)
    return added / (time.perf_counter() - started)


def main() -> None:
    """Grow, ask every question of the judged set, print."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.config.settings")
    django.setup()
    from django.core.cache import cache  # noqa: PLC0415 - Django has to be set up
    from django.db import connection  # noqa: PLC0415 - as above

    from search.engines.choice import elasticsearch_engine  # noqa: PLC0415 - as above
    from search.engines.database import DatabaseEngine  # noqa: PLC0415 - as above
    from search.plan import Mode  # noqa: PLC0415 - as above
    from search.services import ask_engine, plan_for  # noqa: PLC0415 - as above
    from search.types import SearchQuery  # noqa: PLC0415 - as above

    def suggest(query: SearchQuery) -> None:
        engine.suggest(plan_for(query), limit=8)

    size, label = int(sys.argv[1]), sys.argv[3]
    copy = elasticsearch_engine() if sys.argv[2] == "elasticsearch" else None
    engine = copy or DatabaseEngine()
    speed = grow(size)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    texts = [
        question["query"]
        for question in json.loads((JUDGED / "queries.json").read_text(encoding="utf-8"))["queries"]
        if question["mode"] == "search"
    ]
    ask_engine(SearchQuery(texts[0]), engine=engine)  # the process learns the vocabulary once
    plain: list[float] = []
    counted: list[float] = []
    typed: list[float] = []
    for _round in range(ROUNDS):
        for facets, times in ((False, plain), (True, counted)):
            cache.clear()
            for text in texts:
                times.append(
                    milliseconds(partial(ask_engine, SearchQuery(text, facets=facets), engine=engine))
                )
        for text in texts:
            begun = SearchQuery(text[: max(2, len(text) // 2)], mode=Mode.AUTOCOMPLETE)
            typed.append(milliseconds(partial(suggest, begun)))
    deep = milliseconds(lambda: ask_engine(SearchQuery(page=PAGE), engine=engine))
    print(
        f"| {label} | {size:,} | {speed:,.0f} | {at(0.5, plain):.1f} | {at(0.95, plain):.1f} | {at(0.95, counted):.1f} "
        f"| {deep:.1f} | {at(0.95, typed):.1f} |",
        flush=True,
    )


if __name__ == "__main__":
    main()
