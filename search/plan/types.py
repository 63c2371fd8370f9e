"""The plan: what every engine carries out. Frozen, made of tokens, knows no engine.

How an engine carries it out
----------------------------

- A product *matches an alternative* where one of its three text fields (title, keywords, description)
  holds the alternative's tokens in a row, in the exact or the folded form that the alternative names.
  With ``is_prefix`` the last token need only begin so.
- It *matches a group* where it matches one of the group's alternatives.
- Its *tier* is the lowest, over the groups that are not optional, of the best tier with which it
  matches each; a product that misses a group is :attr:`Tier.RELAXED`, and belongs to the answer only
  where the groups it does match weigh at least :attr:`Plan.min_coverage` of all (by ``idf``), and
  only where :attr:`Plan.may_relax`.
- Its *score* is what ``search.ranking`` says.
- Quantities and the price hint move goods up and take none away.
- Pinned products stand before everything else, in their order, where the filters let them through.
"""

from dataclasses import dataclass, field
from enum import IntEnum, StrEnum

from search.plan.rules import Weights
from search.text.prices import PriceHint

__all__ = ("Alternative", "Form", "Group", "Mode", "Plan", "PriceHint", "Tier")


class Mode(StrEnum):
    """Whether the question is finished, or still being typed (then its last word is a beginning)."""

    SEARCH = "search"
    AUTOCOMPLETE = "autocomplete"


class Form(StrEnum):
    """Which of a field's two texts an alternative is looked for in."""

    EXACT = "exact"
    FOLDED = "folded"


class Tier(IntEnum):
    """How truly a product answers; the higher stands first."""

    RELAXED = 0  # some of the words only
    CORRECTED = 1  # all of them, after a correction or in another word's marks
    FOLDED = 2  # all of them, read without marks
    EXACT = 3  # all of them as typed
    PINNED = 4  # an officer put it there


@dataclass(frozen=True, slots=True)
class Alternative:
    """One way in which a group may be written: tokens in a row, in one form.

    ``weight`` (0 to 1) says how good this way is; ``tier`` is the best that it can give.
    """

    tokens: tuple[str, ...]
    form: Form
    weight: float
    tier: Tier
    is_prefix: bool = False

    @property
    def phrase(self) -> str:
        """Return the tokens as the fields hold them."""
        return " ".join(self.tokens)


@dataclass(frozen=True, slots=True)
class Group:
    """One thing that was asked for, and the ways to write it, best first.

    ``idf`` is how much finding it says (rare things say more); an ``optional`` group raises the
    score and is not asked of anybody.
    """

    typed: str
    alternatives: tuple[Alternative, ...]
    idf: float
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """What a question means.

    ``text`` is the clean question. ``corrected_to`` is what was searched instead where words were
    corrected; ``suggestion`` what to offer as "did you mean", with marks restored. Either may be
    ``None``. A plan without groups, units or pins asks for nothing (``is_empty``): then all goods
    answer, or, with ``blocked``, none.
    """

    text: str = ""
    mode: Mode = Mode.SEARCH
    groups: tuple[Group, ...] = ()
    units: tuple[str, ...] = ()
    price: PriceHint | None = None
    pinned: tuple[int, ...] = ()
    corrected_to: str | None = None
    suggestion: str | None = None
    may_relax: bool = True
    min_coverage: float = 0.5
    blocked: bool = False
    weights: Weights = field(default_factory=Weights)

    @property
    def required(self) -> tuple[Group, ...]:
        """Return the groups that a full answer matches all of."""
        return tuple(group for group in self.groups if not group.optional)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was asked that could be looked for."""
        return not self.groups and not self.pinned and not self.blocked

    @property
    def total_idf(self) -> float:
        """Return what a full answer weighs."""
        return sum(group.idf for group in self.required)
