"""Finding by words inside the site's own database: what SQLite and PostgreSQL do differently.

Each gives the keys of the entries that match a plan, as SQL to be used inside another query, and the
nearest of them for ranking. Every token of a question is quoted; none of it is syntax.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Final, Protocol

from django.db.models.expressions import RawSQL

from search.plan import Alternative, Form, Group, Plan, Tier
from search.text import fold

# Groups beyond these are not looked at when goods with some of the words are sought.
_MOST_RELAXED: Final = 8
_MOST_SUBSETS: Final = 40


@dataclass(frozen=True, slots=True)
class Scope:
    """Which goods are meant: all that have all the words, or also those with enough of them (``relaxed``)."""

    plan: Plan
    relaxed: bool = False
    title_only: bool = False

    def subsets(self) -> list[tuple[Group, ...]]:
        """Return the sets of groups of which one has to match entirely."""
        whole = self.plan.required
        return [whole, *_enough(self.plan)] if self.relaxed else [whole]


class WordIndex(Protocol):
    """What a database can do with words."""

    def keys(self, scope: Scope) -> RawSQL:
        """Return the keys of the entries that match, as a subquery."""

    def keys_for_few(self, scope: Scope) -> RawSQL | None:
        """Return the keys as a subquery for reading the first few goods of an order, where that is another way.

        Where much matches, goods are read in their order until there are enough; where little does, what
        matches is found first and sorted. With nothing returned the entries are read in their order.
        """

    def nearest(self, scope: Scope, among: str, params: tuple[object, ...], *, most: int) -> list[int]:
        """Return at most so many keys, the best by the database's own measure first.

        ``among`` is SQL that selects the keys which the filters let through.
        """


def _enough(plan: Plan) -> list[tuple[Group, ...]]:
    """Return the smallest sets of groups that are enough of the question."""
    groups = sorted(plan.required, key=lambda group: -group.share)[:_MOST_RELAXED]
    found: list[tuple[Group, ...]] = []
    for size in range(1, len(groups)):
        for some in combinations(groups, size):
            if sum(group.share for group in some) < plan.min_coverage:
                continue
            if not any(set(map(id, less)) <= set(map(id, some)) for less in found):
                found.append(some)
    return found[:_MOST_SUBSETS]


def ways_of(group: Group, *, whole: bool) -> Iterator[Alternative]:
    """Yield the ways that a query has to name: one that another includes is left out.

    A part of the words (not ``whole``) counts only where it needs no correction.
    """
    ways = [way for way in group.alternatives if whole or way.tier > Tier.CORRECTED]
    bare = {way.tokens for way in ways if way.form is Form.FOLDED}
    for way in ways:
        included = way.form is Form.EXACT and tuple(fold(token) for token in way.tokens) in bare
        if not included:
            yield way
