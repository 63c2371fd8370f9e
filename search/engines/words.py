"""Finding by words inside the site's own database: what SQLite and PostgreSQL do differently.

Each gives the keys of the entries that match a plan, as SQL to be used inside another query, and the
most popular or the nearest of them for ranking. Every token of a question is quoted; none of it is syntax.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Final, Protocol

from django.db.models import BooleanField, ExpressionWrapper, Func, Q, QuerySet
from django.db.models.expressions import RawSQL

from search.models import ProductEntry
from search.plan import Alternative, Form, Group, Plan, Tier
from search.text import fold

Entries = QuerySet[ProductEntry]

# Groups beyond these are not looked at when goods with some of the words are sought.
_MOST_RELAXED: Final = 8
_MOST_SUBSETS: Final = 40


@dataclass(frozen=True, slots=True)
class Scope:
    """Which goods are meant: all that have all the words, or also those with enough of them (``relaxed``).

    With ``title_only`` the words count only where they stand in the title.
    Of a plan without words, those that have one of its quantities.
    """

    plan: Plan
    relaxed: bool = False
    title_only: bool = False

    def subsets(self) -> list[tuple[Group, ...]]:
        """Return the sets of groups of which one has to match entirely."""
        whole = self.plan.required
        return [whole, *_enough(self.plan)] if self.relaxed else [whole]


class IsTrue(Func):
    """Asks each row as it comes, in the order it comes, where a database would rather gather all that match and sort."""

    template = "(%(expressions)s) IS TRUE"
    output_field = BooleanField()

    def __init__(self, condition: Q) -> None:
        super().__init__(ExpressionWrapper(condition, output_field=BooleanField()))


class WordIndex(Protocol):
    """What a database can do with words."""

    def keys(self, scope: Scope) -> RawSQL:
        """Return the keys of the entries that match, as a subquery."""

    def popular(self, scope: Scope, rows: Entries, *, most: int) -> list[int]:
        """Return at most so many keys of the rows that match, the most popular first."""

    def nearest(self, scope: Scope, rows: Entries | None, *, most: int) -> list[int]:
        """Return at most so many keys, the best by the database's own measure first.

        With ``rows``, of these: looking for every key among all entries would take longer than finding the words.
        """


def keys_of(rows: Entries) -> tuple[str, tuple[Any, ...]]:
    """Return SQL that selects the keys of these rows, and its parameters."""
    return rows.order_by().values("pk").query.sql_with_params()


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
    for way in ways:
        if not any(_includes(other, way) for other in ways if other is not way):
            yield way


def _includes(other: Alternative, way: Alternative) -> bool:
    """Whether whatever has ``way`` has ``other`` too: it stands in it, maybe without marks, maybe as a beginning."""
    if other.unless or (other.form is Form.EXACT and way.form is Form.FOLDED):
        return False
    if (other.tokens, other.form, other.is_prefix) == (way.tokens, way.form, way.is_prefix):
        return False  # of two that are the same neither is left out
    tokens = way.tokens if other.form is way.form else tuple(fold(token) for token in way.tokens)
    *first, last = other.tokens
    for end in range(len(other.tokens), len(tokens) + 1):
        if list(tokens[end - len(other.tokens) : end - 1]) != first:
            continue
        if other.is_prefix and tokens[end - 1].startswith(last):
            return True
        is_open = way.is_prefix and end == len(tokens)
        if tokens[end - 1] == last and not is_open:
            return True
    return False
