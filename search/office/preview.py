"""What a change of the rules would do to a question: the first goods before and after, by one engine.

Nothing is saved by looking. Both sides are read with the same words of the catalogue, found and ranked by
the engine that answers shoppers now.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from search.engines.base import Answer, Engine
from search.knowledge.rules import RuleRows, build_rules
from search.plan import Rules, Tier
from search.rows import read_rows
from search.services import ask, read_question
from search.text import clean
from search.types import Row, SearchQuery

SHOWN: Final = 10
# So far a product is followed, to say where it came from or went.
FOLLOWED: Final = 50


@dataclass(frozen=True, slots=True)
class Line:
    """A product of one side. ``other`` is its place on the other side, if it is among those followed."""

    place: int
    other: int | None
    title: str
    slug: str
    stall_name: str
    is_pinned: bool

    @property
    def steps(self) -> int:
        """Return by how many places it stands higher than on the other side; nothing where it is not there."""
        return self.other - self.place if self.other is not None else 0

    @property
    def distance(self) -> int:
        """Return the same without a sign."""
        return abs(self.steps)

    @property
    def is_across(self) -> bool:
        """Whether it is among the goods that are shown on the other side too."""
        return self.other is not None and self.other <= SHOWN


@dataclass(frozen=True, slots=True)
class Side:
    """One column: the first goods, how many there are, and whether the question is kept quiet about."""

    lines: tuple[Line, ...]
    total: int
    is_blocked: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """Both columns; without a change there is no ``after``."""

    question: str
    engine: str
    before: Side
    after: Side | None

    @property
    def is_changed(self) -> bool:
        """Whether a shopper would see another first list or another number of goods."""
        if self.after is None:
            return False
        return (self.before.total, _seen(self.before)) != (self.after.total, _seen(self.after))


def compare(text: str, before: RuleRows, after: RuleRows | None = None) -> Comparison:
    """Ask ``text`` under both sets of rows."""
    query = SearchQuery(text=clean(text), page_size=FOLLOWED, facets=False)
    sides = [read_question(query, rules) for rules in _rules(before, after)]

    def answer(engine: Engine) -> list[Answer]:
        return [engine.search(question, plan) for question, plan in sides]

    asked = ask(answer)
    goods = {row.product_id: row for row in read_rows(_keys(asked.value))}
    places = [_places(each, goods) for each in asked.value]
    columns = [
        Side(
            lines=tuple(_lines(each, goods, here=here, there=there)),
            total=each.total,
            is_blocked=plan.blocked,
        )
        for each, here, there, (_question, plan) in zip(
            asked.value, places, reversed(places), sides, strict=True
        )
    ]
    return Comparison(query.text, asked.engine, columns[0], columns[1] if after is not None else None)


def _rules(before: RuleRows, after: RuleRows | None) -> list[Rules]:
    return [build_rules(rows) for rows in (before, after) if rows is not None]


def _keys(answers: Sequence[Answer]) -> list[int]:
    return list(dict.fromkeys(found.product_id for answer in answers for found in answer.found))


def _places(answer: Answer, goods: dict[int, Row]) -> dict[int, int]:
    """Return the place of each product that can be seen, from 1."""
    seen = [found.product_id for found in answer.found if found.product_id in goods]
    return {key: place for place, key in enumerate(seen, 1)}


def _lines(
    answer: Answer, goods: dict[int, Row], *, here: dict[int, int], there: dict[int, int]
) -> Iterator[Line]:
    pinned = {found.product_id for found in answer.found if found.tier is Tier.PINNED}
    for key, place in here.items():
        if place <= SHOWN:
            row = goods[key]
            yield Line(place, there.get(key), row.title, row.slug, row.stall_name, key in pinned)


def _seen(side: Side) -> list[tuple[str, bool]]:
    return [(line.slug, line.is_pinned) for line in side.lines]
