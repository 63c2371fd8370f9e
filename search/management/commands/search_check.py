"""``search_check`` compares the index with the shelf; ``--repair`` mends what differs."""

from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError

from search.sync import find_differences, find_stale, index_products


class Command(BaseCommand):
    """Finds missing, extra and stale entries."""

    help = "Compare the index with the shelf."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take ``--repair``."""
        parser.add_argument("--repair", action="store_true", help="index again what differs")

    def handle(self, *_: Any, repair: bool, **__: Any) -> None:
        """Print the numbers; exit with an error where something differs and was not mended."""
        missing, extra = find_differences()
        stale = find_stale()
        self.stdout.write(f"missing {len(missing)}, extra {len(extra)}, stale {len(stale)}")
        if not (missing or extra or stale):
            return
        if not repair:
            raise CommandError("The index differs from the shelf; --repair mends it.")
        index_products([*missing, *extra, *stale])
        self.stdout.write("mended")
