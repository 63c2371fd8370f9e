"""``search_check`` compares both copies with the shelf; ``--repair`` mends what differs."""

from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError

from search.breaker import current_outage
from search.engines.base import EngineError
from search.engines.upkeep import is_whole
from search.indexing.check import Differences, check_and_repair, find_differences
from search.indexing.failures import dead_tasks
from search.indexing.mirror import find_copy_differences
from search.knowledge.vocabulary import count_wrong_words


class Command(BaseCommand):
    """Finds missing, extra and stale entries and documents, words counted wrongly or not indexed, and queue rows that failed too often."""

    help = "Compare the index with the shelf."
    _away: EngineError | None = None

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take ``--repair``."""
        parser.add_argument(
            "--repair", action="store_true", dest="repair_wanted", help="index again what differs"
        )

    def handle(self, *_: Any, repair_wanted: bool, **__: Any) -> None:
        """Print the numbers; exit with an error where something differs and was not mended."""
        differs = self._differs()
        # What could not be compared may be an index that is gone: the repair builds it anew.
        if repair_wanted and (differs or self._away is not None):
            check_and_repair()
            if self._differs("mended; left: "):
                if (outage := current_outage()) is not None and outage.is_behind:
                    raise CommandError(f"Elasticsearch does not take what waits: {outage.error}")
                raise CommandError("Something cannot be indexed; the queue's rows say why.")
        elif differs:
            raise CommandError("The index differs from the shelf; --repair mends it.")
        if self._away is not None:
            raise CommandError(f"Elasticsearch cannot be compared now: {self._away}") from self._away

    def _differs(self, before: str = "") -> bool:
        found, words, dead = find_differences(), count_wrong_words(), dead_tasks().count()
        whole = is_whole()
        copy, self._away = Differences((), (), ()), None
        try:
            copy = Differences(*map(tuple, find_copy_differences()))
        except EngineError as error:  # then the database answers, and it has to be right
            self._away = error
        self.stdout.write(f"{before}{_numbers(found)}, words {words}, failed {dead}")
        if not whole:
            self.stdout.write(f"{before}The word index does not hold what the texts say.")
        if copy.keys:
            self.stdout.write(f"{before}Elasticsearch: {_numbers(copy)}")
        return bool(found.keys or words or dead or copy.keys or not whole)


def _numbers(found: Differences) -> str:
    return f"missing {len(found.missing)}, extra {len(found.extra)}, stale {len(found.stale)}"
