"""What every engine can do."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from search.types import FacetCounts, Hit, SearchQuery


@dataclass(frozen=True, slots=True)
class Answer:
    """The hits of one page and the counts of the whole."""

    hits: Sequence[Hit]
    total: int
    counts: FacetCounts


class Engine(Protocol):
    """Answers questions from its copy of the shelf."""

    name: str

    def search(self, query: SearchQuery) -> Answer:
        """Return the page of hits that ``query`` asks for; the total is exact."""
