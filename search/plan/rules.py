"""What officers set: synonyms, weights, pins and hidden words, as frozen values the planner takes.

``search.knowledge.current`` reads them once per process and again when their version changes; the built-in
ones (``search/knowledge/data/synonyms.json`` and the defaults below) serve until somebody sets others.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from search.text import Token, canon, fold, has_marks, split_words


@dataclass(frozen=True, slots=True)
class SynonymGroup:
    """Names of one thing, as people write them (with marks).

    ``one_way`` groups lead from the first name's questions to the others and not back: ``coffee``
    finds ``cà phê``, but who types ``quà`` (gift) did not mean all that ``quà tết`` does. ``unless``
    are phrases in which a name means something else: ``bắp`` is maize, ``bắp cải`` cabbage.
    """

    names: tuple[str, ...]
    one_way: bool = False
    unless: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Synonyms:
    """Every group. Look-ups are built once, when the value is made.

    ``by_exact`` and ``by_folded`` lead from a name's tokens to the other names' tokens (exact form);
    ``unless`` from a name's tokens to the phrases in which it means something else.
    ``words`` are the folded words of the names that lead on, ``pairs`` every two of them in a row,
    ``accents`` how each is written with its marks.
    ``by_folded`` is asked only where no mark was typed: see ``search.plan.groups``.
    """

    groups: tuple[SynonymGroup, ...] = ()
    by_exact: Mapping[tuple[str, ...], tuple[tuple[str, ...], ...]] = field(
        init=False, repr=False, compare=False
    )
    by_folded: Mapping[tuple[str, ...], tuple[tuple[str, ...], ...]] = field(
        init=False, repr=False, compare=False
    )
    unless: Mapping[tuple[str, ...], tuple[tuple[str, ...], ...]] = field(
        init=False, repr=False, compare=False
    )
    longest: int = field(init=False, repr=False, compare=False)
    words: frozenset[str] = field(init=False, repr=False, compare=False)
    pairs: frozenset[tuple[str, str]] = field(init=False, repr=False, compare=False)
    accents: Mapping[str, tuple[str, ...]] = field(init=False, repr=False, compare=False)
    _begun: Mapping[tuple[str, ...], tuple[tuple[str, ...], ...]] = field(
        init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        """Build the look-ups."""
        exact: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
        folded: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
        unless: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
        for group in self.groups:
            names = [name for text in group.names if (name := tokens_of(text))]
            for name in names[:1] if group.one_way else names:
                others = [other for other in names if other != name]
                _add(exact, name, others)
                _add(folded, tuple(fold(word) for word in name), others)
            for phrase in map(tokens_of, group.unless):
                for name in names:
                    if _holds(phrase, name):
                        _add(unless, name, [phrase])
        object.__setattr__(self, "by_exact", {name: tuple(found) for name, found in exact.items()})
        object.__setattr__(self, "by_folded", {name: tuple(found) for name, found in folded.items()})
        begun: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
        for name, others in folded.items():
            for length in range(2 if len(name) == 1 else 1, len(name[-1])):
                _add(begun, (*name[:-1], name[-1][:length]), others)
        object.__setattr__(self, "_begun", {name: tuple(found) for name, found in begun.items()})
        object.__setattr__(self, "words", frozenset(word for name in folded for word in name))
        forms: dict[str, dict[str, None]] = {}
        for word in (word for name in exact for word in name):
            forms.setdefault(fold(word), {})[word] = None
        object.__setattr__(self, "accents", {word: tuple(found) for word, found in forms.items()})
        object.__setattr__(self, "pairs", frozenset(pair for name in folded for pair in pairwise(name)))
        object.__setattr__(self, "unless", {name: tuple(found) for name, found in unless.items()})
        object.__setattr__(self, "longest", max((len(name) for name in exact), default=0))

    def begun(self, folded: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
        """Return the other names of names that begin with these words, the last of them unfinished."""
        return self._begun.get(folded, ())


@dataclass(frozen=True, slots=True)
class Weights:
    """The ranking recipe in numbers.

    A product's score is the sum over the question's groups of ``idf`` x (best field x best form),
    plus what is added below, each as a share of what a full answer weighs.
    """

    # Where the words stand.
    title: float = 1.0
    keywords: float = 0.5  # stall, commune, category, OCOP
    description: float = 0.3
    also: float = 0.1  # each further field that has them, as a share of what it weighs
    # How they are written.
    exact: float = 1.0
    folded: float = 0.92
    other_accent: float = 0.7
    corrected: float = 0.85
    synonym: float = 0.9
    prefix: float = 0.9
    # What is added.
    head: float = 0.12  # the title begins with it
    adjacency: float = 0.15  # the words stand together
    unit: float = 0.25  # the quantity is the one asked for
    price: float = 0.3  # the price is the one asked for
    sales: float = 0.03
    ocop: float = 0.03
    rating: float = 0.0
    out_of_stock: float = 0.04  # taken off
    # What a better tier adds.
    tier_folded: float = 0.2
    tier_exact: float = 0.3


@dataclass(frozen=True, slots=True)
class Pin:
    """Products that stand first for a question, written with marks or without: see :meth:`Pins.of`."""

    phrase: str
    product_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Pins:
    """Every pin, by the folded question."""

    pins: tuple[Pin, ...] = ()
    by_phrase: Mapping[str, tuple[Pin, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Build the look-up."""
        found: dict[str, tuple[Pin, ...]] = {}
        for pin in self.pins:
            key = " ".join(fold(word) for word in tokens_of(pin.phrase))
            if key:
                found[key] = (*found.get(key, ()), pin)
        object.__setattr__(self, "by_phrase", found)

    def of(self, asked: Sequence[Token]) -> tuple[int, ...]:
        """Return the products that stand first for these words, each once.

        A word without marks stands for every word that is so without them, on either side: ``bo`` may mean
        ``bơ`` (avocado) or ``bò`` (beef), but who asks for the one is not shown the other.
        """
        alike = self.by_phrase.get(" ".join(token.folded for token in asked), ())
        meant = [pin for pin in alike if all(map(_may_mean, tokens_of(pin.phrase), asked))]
        return tuple(dict.fromkeys(key for pin in meant for key in pin.product_ids))


@dataclass(frozen=True, slots=True)
class HiddenWords:
    """Words and phrases that search keeps quiet about.

    The floor never says them itself: nothing that holds one is suggested, completed, offered instead or
    shown among popular searches, be it a name of goods, a category, a stall or a commune. Typed, they are
    passed over, and a question of hidden words alone finds nothing. Goods whose name holds one stay on the
    shelf and are found by their other words: taking goods down is another decision, with its own reasons
    and its own right to object. Compared with marks.
    """

    phrases: tuple[str, ...] = ()
    by_tokens: frozenset[tuple[str, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Build the look-up."""
        object.__setattr__(self, "by_tokens", frozenset(filter(None, map(tokens_of, self.phrases))))

    def hides(self, text: str) -> bool:
        """Whether ``text`` holds a hidden phrase."""
        tokens = tokens_of(text)
        return bool(self.places(tokens))

    def without(self, text: str) -> str:
        """Return ``text`` less the words that stand in a hidden phrase; as it is where none does."""
        written = split_words(text)
        hidden = self.places(tuple(canon(word) for word in written))
        return " ".join(word for at, word in enumerate(written) if at not in hidden) if hidden else text

    def places(self, tokens: tuple[str, ...]) -> set[int]:
        """Return at which places exact tokens belong to a hidden phrase."""
        if not self.by_tokens:
            return set()
        return {
            place
            for start in range(len(tokens))
            for end in range(start + 1, len(tokens) + 1)
            if tokens[start:end] in self.by_tokens
            for place in range(start, end)
        }


@dataclass(frozen=True, slots=True)
class Rules:
    """Everything that officers set, of one version."""

    synonyms: Synonyms = field(default_factory=Synonyms)
    weights: Weights = field(default_factory=Weights)
    pins: Pins = field(default_factory=Pins)
    hidden: HiddenWords = field(default_factory=HiddenWords)


def tokens_of(text: str) -> tuple[str, ...]:
    """Return the exact tokens of a name."""
    return tuple(canon(word) for word in split_words(text))


def _add(
    found: dict[tuple[str, ...], list[tuple[str, ...]]], name: tuple[str, ...], others: list[tuple[str, ...]]
) -> None:
    kept = found.setdefault(name, [])
    kept += [other for other in others if other not in kept]


def _holds(phrase: tuple[str, ...], name: tuple[str, ...]) -> bool:
    return any(phrase[at : at + len(name)] == name for at in range(len(phrase) - len(name) + 1))


def _may_mean(written: str, asked: Token) -> bool:
    return written == asked.exact or not asked.marked or not has_marks(written)
