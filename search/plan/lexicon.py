"""What the catalogue knows: which words stand in it, how often, beside which, with which marks.

The planner asks it whether a word is known before it thinks of correcting it, and which of several
corrections reads like something that is sold. Kept in one table, counted at indexing (``search.knowledge.vocabulary``),
read once by each process (``search.knowledge.current``). Every token is in its one spelling (``canon``).
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from search.text import fold

_IN_ALL: Final = 1  # letters


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words and neighbours with in how many products each stands.

    ``exact`` counts words with their marks, ``pairs`` two words in a row with their marks; the folded
    counts and the ways to put marks on a folded word (most frequent first) are derived from them.
    """

    products: int = 0
    exact: Mapping[str, int] = field(default_factory=dict)
    pairs: Mapping[tuple[str, str], int] = field(default_factory=dict)
    folded: dict[str, int] = field(init=False, repr=False, compare=False)
    folded_pairs: dict[tuple[str, str], int] = field(init=False, repr=False, compare=False)
    accents: dict[str, tuple[str, ...]] = field(init=False, repr=False, compare=False)
    by_length: dict[int, tuple[str, ...]] = field(init=False, repr=False, compare=False)
    total: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Derive what is looked up."""
        folded: dict[str, int] = {}
        accents: dict[str, list[str]] = {}
        for word, count in self.exact.items():
            bare = fold(word)
            folded[bare] = folded.get(bare, 0) + count
            accents.setdefault(bare, []).append(word)
        pairs: dict[tuple[str, str], int] = {}
        bares = {word: bare for bare, forms in accents.items() for word in forms}
        for (left, right), count in self.pairs.items():
            pair = (bares.get(left) or fold(left), bares.get(right) or fold(right))
            pairs[pair] = pairs.get(pair, 0) + count
        lengths: dict[int, list[str]] = {}
        for bare in folded:
            lengths.setdefault(len(bare), []).append(bare)
        object.__setattr__(self, "total", sum(folded.values()))
        object.__setattr__(self, "folded", folded)
        object.__setattr__(self, "folded_pairs", pairs)
        object.__setattr__(
            self,
            "accents",
            {
                bare: tuple(sorted(forms, key=lambda form: (-self.exact[form], form)))
                for bare, forms in accents.items()
            },
        )
        object.__setattr__(self, "by_length", {length: tuple(found) for length, found in lengths.items()})

    def idf(self, count: int) -> float:
        """Return how much it says to find what ``count`` products have; nothing known says most."""
        return math.log(1 + (self.products + 1) / (count + 0.5))

    def count_beginning(self, start: str, counts: Mapping[str, int]) -> int:
        """Return in about how many products a word stands that begins so; a single letter is taken for one that all have."""
        if len(start) <= _IN_ALL:
            return self.products
        return min(self.products, sum(count for word, count in counts.items() if word.startswith(start)))

    def begins(self, folded: str) -> bool:
        """Whether a word of any product, read without marks, begins so."""
        return folded in self.folded or any(word.startswith(folded) for word in self.folded)

    def knows(self, folded: str) -> bool:
        """Whether any product has this word, read without marks."""
        return folded in self.folded


EMPTY_LEXICON: Final = Lexicon()
