"""``search_run`` asks the engine a file of questions and writes what it found, for the scorer of the judged set."""

import json
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, Final

from django.core.management import BaseCommand, CommandError

from marketplace.shop.catalogue.models import Product
from search.engines.base import Engine
from search.engines.choice import elasticsearch_engine
from search.engines.database import DatabaseEngine
from search.plan import Mode
from search.services import ask_engine
from search.types import SearchQuery

_HITS: Final = 50


class Command(BaseCommand):
    """Measures how well questions are answered."""

    help = "Ask every question of a file; write the goods found, the suggestion, an error, the milliseconds."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the files and the engine."""
        parser.add_argument("--queries", type=Path, required=True, help="questions, as in the judged set")
        parser.add_argument("--out", type=Path, required=True, help="where to write what was found")
        parser.add_argument("--engine", choices=("database", "elasticsearch"), default=None)

    def handle(self, *_: Any, queries: Path, out: Path, engine: str | None, **__: Any) -> None:
        """Ask, write, and say how many."""
        used = _engine(engine)
        asked = _read(queries)
        run: dict[str, Any] = {}
        for name, question in asked:
            run[name] = self._ask(question, used)
        try:
            # Half a character, which a question may hold, is written as JSON says it.
            told = json.dumps(run, ensure_ascii=False, indent=1)
            out.write_text(told, encoding="utf-8", errors="backslashreplace")
        except OSError as error:
            raise CommandError(f"{error}") from error
        self.stdout.write(f"{len(run)} questions.")

    def _ask(self, question: dict[str, Any], engine: Engine) -> dict[str, Any]:
        """Return what one question found and how long it took; whatever goes wrong is written, not raised."""
        keys: list[int] = []
        suggestion = error = None
        started = time.perf_counter()
        try:
            mode = Mode(question.get("mode", Mode.SEARCH))
            page = ask_engine(SearchQuery(question["query"], page_size=_HITS, mode=mode), engine=engine)
            keys, suggestion = [card.product_id for card in page.cards], page.suggestion
        except Exception as wrong:  # noqa: BLE001 - an error is a result here
            error = f"{type(wrong).__name__}: {wrong}"
        elapsed = round(1000 * (time.perf_counter() - started), 2)
        skus = dict(Product.objects.filter(pk__in=keys).values_list("pk", "sku"))
        return {"hits": [skus[key] for key in keys], "suggestion": suggestion, "error": error, "ms": elapsed}


def _read(path: Path) -> list[tuple[str, dict[str, Any]]]:
    """Return every question with its name; the suggestion checks are named by their words."""
    try:
        told = json.loads(path.read_text(encoding="utf-8-sig"))
        asked = [(str(question["id"]), question) for question in told["queries"]]
        asked += [(str(check["query"]), check) for check in told.get("suggestion_checks") or ()]
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise CommandError(f"{path} holds no questions: {type(error).__name__}: {error}") from error
    return asked


def _engine(name: str | None) -> Engine:
    """Return the engine that was named, or else the one that answers shoppers."""
    copy = elasticsearch_engine()
    if name == "elasticsearch" and copy is None:
        raise CommandError("ELASTICSEARCH_URL names no server, or SEARCH_ENGINE insists on the database.")
    return DatabaseEngine() if copy is None or name == "database" else copy
