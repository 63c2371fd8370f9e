"""Text to tokens: quantities first, then words, each in its exact and its folded form."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from search.text.cleaning import MAX_TOKENS, split, tidy
from search.text.folding import canon, fold, has_marks
from search.text.units import take_units

# Stands between two pieces of one field, so that no phrase is found across them. It is a letter to
# every engine and on nobody's keyboard.
BREAK: Final = "ǀ"
# A product's description is read so far; what follows does not decide what it is.
MOST_INDEXED: Final = 400


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a question.

    ``typed`` is the word in lower case, ``exact`` its one spelling, ``folded`` that without marks;
    ``marked`` says that the shopper typed at least one mark in it.
    """

    typed: str
    exact: str
    folded: str
    marked: bool


@dataclass(frozen=True, slots=True)
class Normalised:
    """A piece of a product's text: tokens with one space between, and its quantities."""

    exact: str
    folded: str
    units: tuple[str, ...]


def make_token(word: str) -> Token:
    """Return the token of one word in lower case."""
    exact = canon(word)
    return Token(word, exact, fold_token(exact), has_marks(exact))


def tokenise(text: str) -> tuple[tuple[Token, ...], tuple[str, ...]]:
    """Return the words and the quantities of a clean question.

    >>> [token.folded for token in tokenise("Cà phê 0,5kg")[0]], tokenise("Cà phê 0,5kg")[1]
    (['ca', 'phe'], ('g500',))
    """
    rest, units = take_units(text.lower())
    return tuple(make_token(word) for word in split(rest)[:MAX_TOKENS]), units


def normalise(*pieces: str, most: int = MOST_INDEXED) -> Normalised:
    """Return what is indexed of a product's text; no phrase reaches from one piece into the next."""
    exact: list[str] = []
    units: list[str] = []
    for piece in pieces:
        rest, found = take_units(tidy(piece).lower())
        units += [unit for unit in found if unit not in units]
        words = [canon(word) for word in split(rest)]
        if words and exact:
            exact.append(BREAK)
        exact += words
    exact = exact[:most]
    folded = (fold_token(word) for word in exact)
    return Normalised(" ".join(exact), " ".join(folded), tuple(units))


@lru_cache(maxsize=65_536)
def fold_token(exact: str) -> str:
    """Return a word's folded form; :data:`BREAK` stays what it is."""
    return fold(exact)
