"""The plan: what every engine carries out. Frozen, made of tokens, knows no engine.

How an engine carries it out
----------------------------

- A product *matches an alternative* where one of its three text fields (title, keywords, description)
  holds the alternative's tokens in a row, in the exact or the folded form that the alternative names.
  With ``is_prefix`` the last token need only begin so.
- It *matches a group* where it matches one of the group's alternatives.
- Its *tier* is the lowest, over the groups that are not optional, of the best tier with which it
  matches each; a product that misses a group is :attr:`Tier.RELAXED`, and belongs to the answer only
  where :attr:`Plan.may_relax` and the groups that it matches better than :attr:`Tier.CORRECTED` have
  shares of at least :attr:`Plan.min_coverage` together.
- Its *score* is what ``search.ranking`` says.
- Quantities and the price hint move goods up and take none away; asked for without a word, they are what is asked
  for: goods that have one of the quantities, and the price as a filter.
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

    ``weight`` (0 to 1) says how good this way is; ``tier`` is the best that it can give. ``unless``
    are longer phrases in which the tokens mean something else: where they stand in nothing but these
    they do not match.
    """

    tokens: tuple[str, ...]
    form: Form
    weight: float
    tier: Tier
    is_prefix: bool = False
    unless: tuple[tuple[str, ...], ...] = ()

    @property
    def phrase(self) -> str:
        """Return the tokens as the fields hold them."""
        return " ".join(self.tokens)


@dataclass(frozen=True, slots=True)
class Group:
    """One thing that was asked for, and the ways to write it, best first.

    ``idf`` is how much finding it says (rare things say more). ``share`` is how much of the question
    it is, for judging a product that has some of the words only: what is named first weighs more,
    because Vietnamese names the thing first and its qualities after («nước mắm cá cơm» is fish sauce,
    of anchovy). The shares of a plan's required groups add up to 1. An ``optional`` group raises the
    score and is not asked of anybody. ``is_bound`` says that the catalogue has it and the next side by
    side: a name of two syllables, it may be, whose halves mean something else.
    """

    typed: str
    alternatives: tuple[Alternative, ...]
    idf: float
    share: float = 0.0
    optional: bool = False
    is_bound: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """What a question means.

    ``text`` is the clean question, ``heard`` the same less what officers hide. ``corrected_to`` is what was searched instead where words were
    corrected; ``suggestion`` what to offer as "did you mean", with marks restored. Either may be
    ``None``. A plan without groups, quantities or pins asks for nothing (``is_empty``): then all goods
    answer. A ``blocked`` one asked for hidden words alone: then none do. ``made_with`` are the versions of what was known when it was
    made: what is kept about a plan is kept under them.
    """

    text: str = ""
    heard: str = ""
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
    made_with: tuple[int, ...] = ()
    weights: Weights = field(default_factory=Weights)

    @property
    def required(self) -> tuple[Group, ...]:
        """Return the groups that a full answer matches all of."""
        return tuple(group for group in self.groups if not group.optional)

    @property
    def has_terms(self) -> bool:
        """Whether there are words or quantities that goods are found by."""
        return bool(self.groups or self.units)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was asked that could be looked for."""
        return not (self.has_terms or self.pinned or self.blocked)

    @property
    def total_idf(self) -> float:
        """Return what a full answer weighs."""
        return sum(group.idf for group in self.required)
