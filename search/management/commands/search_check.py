"""``search_check`` compares the index with the shelf; ``--repair`` mends what differs."""

from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError

from search.sync import Differences, dead_tasks, find_differences, repair


class Command(BaseCommand):
    """Finds missing, extra and stale entries, and queue rows that failed too often."""

    help = "Compare the index with the shelf."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take ``--repair``."""
        parser.add_argument(
            "--repair", action="store_true", dest="repair_wanted", help="index again what differs"
        )

    def handle(self, *_: Any, repair_wanted: bool, **__: Any) -> None:
        """Print the numbers; exit with an error where something differs and was not mended."""
        found, dead = find_differences(), dead_tasks().count()
        self.stdout.write(_numbers(found, dead))
        if not found.keys and not dead:
            return
        if not repair_wanted:
            raise CommandError("The index differs from the shelf; --repair mends it.")
        repair(found.keys)
        left, dead = find_differences(), dead_tasks().count()
        self.stdout.write(f"mended; left: {_numbers(left, dead)}")
        if left.keys or dead:
            raise CommandError("Something cannot be indexed; the queue's rows say why.")


def _numbers(found: Differences, dead: int) -> str:
    return f"missing {len(found.missing)}, extra {len(found.extra)}, stale {len(found.stale)}, failed {dead}"
