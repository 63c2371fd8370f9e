"""``search_load`` fills an empty site from a flat file of products, for measuring."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.db import DatabaseError

from marketplace.core.errors import FloorError
from search.engines.base import EngineError
from search.indexing.loading import FileError, load_rows, read_rows
from search.indexing.mirror import is_whole


class Command(BaseCommand):
    """Publishes the products of a file and indexes them."""

    help = "Publish the products of a flat JSON file, and index them; what is there already stays."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file."""
        parser.add_argument("--products", type=Path, required=True, help="products, as in the judged set")

    def handle(self, *_: Any, products: Path, **__: Any) -> None:
        """Load, and say how many; an error where a copy lacks some of it."""
        try:
            count = load_rows(read_rows(products))
        except (FileError, FloorError, DatabaseError) as error:
            raise CommandError(f"{error}") from error
        try:
            whole = is_whole()
        except EngineError as error:
            raise CommandError(
                f"{count} new goods on the shelf; Elasticsearch does not answer: {error}"
            ) from error
        if not whole:
            raise CommandError(
                f"{count} new goods on the shelf; some are not indexed, and the queue's rows say why."
            )
        self.stdout.write(f"{count} new goods on the shelf, and all are indexed.")
