"""What every engine can do. One contract suite, ``tests/search/engines``, holds all of them to it.

An engine is given the question's plan and carries it out as ``search.plan.types`` says. It returns
product ids with scores and tiers, never cards: what is visible is decided again when the rows are
read, so that a product taken down a moment ago never shows, whatever an index still holds.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from search.documents import Document
from search.plan import Plan, Tier
from search.types import FacetCounts, Row, SearchQuery


class EngineError(Exception):
    """The engine cannot answer now: it is away, too slow, or says something that makes no sense."""


class RefusedError(EngineError):
    """The engine understood us and said no: a fault of ours, and no reason to leave it alone. Says what was asked."""


class ForeignError(EngineError):
    """The index holds what this floor did not write: nothing less than a new one mends it."""


@dataclass(frozen=True, slots=True)
class Found:
    """One product of the answer."""

    product_id: int
    score: float = 0.0
    tier: Tier = Tier.EXACT


@dataclass(frozen=True, slots=True)
class Answer:
    """The products of one page, in order, and the counts of the whole.

    ``total`` counts all that can be paged through under the filters, ``exact_total`` those that have
    all the words. ``rows`` may hold the visible rows where the engine reads them anyway.
    """

    found: Sequence[Found]
    total: int
    counts: FacetCounts
    exact_total: int = 0
    rows: Sequence[Row] | None = None


class Engine(Protocol):
    """Answers questions from its copy of the shelf."""

    name: str

    def search(self, query: SearchQuery, plan: Plan) -> Answer:
        """Return the page that ``query`` asks for: its filters, sort, page and facets on the plan's words.

        An empty plan matches everything. ``total`` is exact, and sorting by anything but relevance
        sorts all that matches. A page past the end is empty, with the right total.
        """

    def suggest(self, plan: Plan, *, limit: int) -> Sequence[Found]:
        """Return the first goods for words still being typed: no filters, no counts, in a few milliseconds."""

    def index(self, documents: Sequence[Document]) -> None:
        """Put these products into the index, or in place of what it has of them. Repeating it changes nothing."""

    def delete(self, product_ids: Sequence[int]) -> None:
        """Take these products out; what is not there is no error."""

    def count(self) -> int:
        """Return how many products the index holds."""
