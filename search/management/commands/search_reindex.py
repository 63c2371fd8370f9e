"""``search_reindex`` makes both copies of the shelf anew while the old ones go on answering."""

from argparse import ArgumentParser
from typing import Any, NoReturn

from django.core.management import BaseCommand, CommandError
from django.db import OperationalError
from tqdm import tqdm

from search.engines.base import EngineError
from search.engines.choice import elasticsearch_engine
from search.indexing.mirror import RebuildError, go_back, rebuild
from search.indexing.shelf import visible_products
from search.indexing.sync import reindex
from search.models import EntryText


def _advance(bar: "tqdm[NoReturn]", done: int) -> None:
    bar.update(done)


class Command(BaseCommand):
    """Rebuilds the database's entries, then Elasticsearch's documents where there is one."""

    help = "Index every product on display again, with a progress bar; --back reads the index before again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take what to build, and the way back."""
        parser.add_argument("--only", choices=("database", "elasticsearch"), help="one of the two copies")
        parser.add_argument("--back", action="store_true", help="read Elasticsearch's index before again")

    def handle(self, *_: Any, only: str | None, back: bool, **__: Any) -> None:
        """Rebuild, and say how many entries there are."""
        if back:
            self._go_back()
            return
        try:
            self._build(only)
        except KeyboardInterrupt:
            raise CommandError("Stopped. What is indexed goes on answering.", returncode=130) from None

    def _build(self, only: str | None) -> None:
        if only != "elasticsearch":
            try:
                with tqdm(total=visible_products().count(), unit=" goods", desc="Database") as bar:
                    count = reindex(bar.update)
            except OperationalError as error:  # as SQLite says it while another process indexes
                raise CommandError(
                    f"The database is busy: {error}. What is indexed goes on answering."
                ) from error
            self.stdout.write(f"{count} goods in the database's index.")
        if only != "database" and elasticsearch_engine() is not None:
            try:
                with tqdm(total=EntryText.objects.count(), unit=" goods", desc="Elasticsearch") as bar:
                    count = rebuild(lambda done: _advance(bar, done))
            except (EngineError, RebuildError) as error:
                raise CommandError(f"Elasticsearch: {error}. The old index goes on answering.") from error
            if not count and EntryText.objects.exists():
                raise CommandError(
                    "Another process builds an index now, or was killed in the last half minute."
                )
            self.stdout.write(f"{count} goods on Elasticsearch.")

    def _go_back(self) -> None:
        try:
            name = go_back()
        except EngineError as error:
            raise CommandError(f"Elasticsearch: {error}") from error
        if name is None:
            raise CommandError("There is no index of this release's layout before this one.")
        self.stdout.write(f"Reading {name} again.")
