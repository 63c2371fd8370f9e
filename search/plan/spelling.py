"""Corrects what was mistyped: the likeliest way to read the words, given what stands in the catalogue.

A path through candidates is sought (Viterbi): for each typed word itself and the known words near it.
A candidate costs what it takes to mistype it so (:func:`edit_cost`: one slip of a key 1, a swap of
letters that sound alike ``SOUND``), and a step from one word to the next costs what it is unlikely
(how often the catalogue has the two in a row). So «bố chín» becomes «bố chính», though «chín» is a
word, because the catalogue has the second often and the first never.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

from search.plan.lexicon import Lexicon
from search.text import Token
from search.text.folding import marks_of

SOUND: Final = 0.5
_SWAPPED: Final = 0.75
_OTHER_MARKS: Final = 1.0  # marks that were typed and belong to no form of the word
_SLIP: Final = 4.0  # what one edit costs against the likelihoods
_MEANT: Final = 2.5  # changing a word that is known with the marks that were typed
_BACK_OFF: Final = 2.5  # a pair that the catalogue does not have
_UNKNOWN: Final = 6.0  # a word that the catalogue does not have, on top of being rare
_LONG: Final = 6  # a word alone may be read two slips away from this length on
_SHORT: Final = 3  # a shorter word alone is never corrected, and so short a one that is known hardly
_TWICE: Final = 6  # words from this long on may be wrong in two places: of shorter ones little would be left
_SURE: Final = 2  # how many goods have to have a pair that a word which may be meant is given up for
_MOST_CANDIDATES: Final = 24
_SHORTEST: Final = 2
# Letters that are written for each other because they sound alike somewhere in the country.
_HEADS: Final = (
    ("s", "x"),
    ("tr", "ch"),
    ("d", "gi"),
    ("d", "r"),
    ("gi", "r"),
    ("d", "v"),
    ("l", "n"),
    ("c", "k"),
    ("c", "q"),
    ("g", "gh"),
    ("ng", "ngh"),
    ("h", "kh"),
    ("f", "ph"),
)
_TAILS: Final = (
    ("n", "ng"),
    ("n", "nh"),
    ("nh", "ng"),
    ("c", "t"),
    ("ch", "t"),
    ("n", "m"),
    ("i", "y"),
    ("u", "o"),
    ("uou", "ieu"),
    ("uu", "iu"),
)
_LETTERS: Final = "abcdeghiklmnopqrstuvxyfjwz"


@dataclass(frozen=True, slots=True)
class _Candidate:
    """One way to read a typed word: a folded word of the catalogue, and what reading it so costs."""

    word: str
    cost: float


def correct(
    tokens: tuple[Token, ...],
    lexicon: Lexicon,
    *,
    known: frozenset[str] = frozenset(),
) -> tuple[str, ...]:
    """Return the folded words that were meant, as many as were typed.

    At most half of the words change, and a change has to make sense to a neighbour: the catalogue has
    the two in a row. ``known`` are words that are known besides the catalogue's, of synonyms.
    """
    typed = tuple(token.folded for token in tokens)
    if not tokens or not lexicon.products:
        return typed
    columns = [_candidates(token, lexicon, known) for token in tokens]
    path = _likeliest(columns, lexicon)
    changed = [at for at, word in enumerate(path) if word != typed[at]]
    allowed = (len(tokens) + 1) // 2
    if len(changed) > allowed:
        # The changes that are surest stay; the others are as typed.
        sure = sorted(changed, key=lambda at: (lexicon.knows(typed[at]), edit_cost(typed[at], path[at])))[
            :allowed
        ]
        columns = [
            column if at in sure else [_Candidate(typed[at], 0.0)] for at, column in enumerate(columns)
        ]
        path = _likeliest(columns, lexicon)
    return tuple(
        word if word == typed[at] or _makes_sense(at, path, tokens, lexicon) else typed[at]
        for at, word in enumerate(path)
    )


def _makes_sense(
    at: int,
    path: tuple[str, ...],
    tokens: tuple[Token, ...],
    lexicon: Lexicon,
) -> bool:
    """Whether a change may stand: alone where it is small, beside others where one of them asks for it.

    A word that the catalogue has as it was typed is given up only for one that sounds like it, and for that only where
    nobody has it beside these neighbours: who hears «trứng gà» (hen's egg) may write «chứng gà», though «chứng» is a
    word; «gà khô» (dried chicken) is no slip for «gạo khô», whoever sells it.
    """
    token = tokens[at]
    if len(path) == 1:
        return len(token.folded) >= _LONG or (
            len(token.folded) >= _SHORT and edit_cost(token.folded, path[at]) <= 1
        )
    cost = _cost(token, path[at], lexicon)
    types_marks = any(one.marked for one in tokens)
    is_known = token.exact in lexicon.exact if types_marks else lexicon.knows(token.folded)
    is_short = len(token.folded) <= _SHORT and len(path[at]) <= len(token.folded)
    if is_known and cost > SOUND and (token.marked or is_short):
        return False
    typed = tuple(token.folded for token in tokens)
    needs_more = is_known and (
        cost > _SWAPPED or any(pair in lexicon.folded_pairs for pair in _pairs_around(at, typed))
    )
    # Of three letters one other is a third of the word.
    enough = _SURE if needs_more or (is_short and cost > SOUND) else 1
    return any(lexicon.folded_pairs.get(pair, 0) >= enough for pair in _pairs_around(at, path))


def _cost(token: Token, word: str, lexicon: Lexicon) -> float:
    """Return what it takes to have typed ``word`` so: marks that belong to none of its forms are a slip more."""
    cost = edit_cost(token.folded, word)
    if not token.marked or word not in lexicon.accents:
        return cost
    typed, is_dd = marks_of(token.exact), token.exact.startswith("đ")
    alike = any(
        marks_of(form) == typed and (not is_dd or form.startswith("đ")) for form in lexicon.accents[word]
    )
    return cost if alike else cost + _OTHER_MARKS


def _pairs_around(at: int, words: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Yield a word with each of its neighbours."""
    return pairwise(words[max(at - 1, 0) : at + 2])


def _likeliest(columns: list[list[_Candidate]], lexicon: Lexicon) -> tuple[str, ...]:
    best: dict[str, tuple[float, tuple[str, ...]]] = {
        one.word: (one.cost + _rarity(one.word, lexicon), (one.word,)) for one in columns[0]
    }
    for column in columns[1:]:
        best = {
            one.word: min(
                (
                    cost + _step(path[-1], one.word, lexicon) + one.cost,
                    (*path, one.word),
                )
                for cost, path in best.values()
            )
            for one in column
        }
    return min(best.values())[1]


def _rarity(word: str, lexicon: Lexicon) -> float:
    count = lexicon.folded.get(word, 0)
    return -math.log(max(count, 0.3) / (lexicon.total + 1)) + (0.0 if count else _UNKNOWN)


def _step(left: str, right: str, lexicon: Lexicon) -> float:
    alone = _rarity(right, lexicon) + _BACK_OFF
    count = lexicon.folded_pairs.get((left, right), 0)
    if not count:
        return alone
    return min(alone, -math.log(count / (lexicon.folded.get(left, count) + 1)))


def _candidates(token: Token, lexicon: Lexicon, also_known: frozenset[str]) -> list[_Candidate]:
    typed = token.folded
    known = lexicon.knows(typed) or typed in also_known
    if len(typed) < _SHORTEST or not typed.isascii() or not typed.isalpha():
        return [_Candidate(typed, 0.0)]
    meant = _MEANT if known and (not token.marked or token.exact in lexicon.exact) else 0.0
    costs = {typed: 0.0}
    for word in _near(typed, lexicon, also_known):
        costs[word] = _SLIP * _cost(token, word, lexicon) + meant
    if not known and len(typed) >= _TWICE:
        for word in _farther(typed, lexicon):
            costs.setdefault(word, _SLIP * _cost(token, word, lexicon))
    cheapest = sorted(costs.items(), key=lambda item: (item[1], -lexicon.folded.get(item[0], 0), item[0]))
    return [_Candidate(word, cost) for word, cost in cheapest[:_MOST_CANDIDATES]]


def _near(typed: str, lexicon: Lexicon, also_known: frozenset[str]) -> set[str]:
    """Return the known words one slip or one sound away."""
    splits = [(typed[:at], typed[at:]) for at in range(len(typed) + 1)]
    made = {left + right[1:] for left, right in splits if right}
    made |= {left + right[1] + right[0] + right[2:] for left, right in splits if len(right) > 1}
    made |= {left + letter + right[1:] for left, right in splits if right for letter in _LETTERS}
    made |= {left + letter + right for left, right in splits for letter in _LETTERS}
    made |= _sounds(typed)
    made.discard(typed)
    return {word for word in made if lexicon.knows(word) or word in also_known}


def _farther(typed: str, lexicon: Lexicon) -> list[str]:
    """Return the known words two slips away that begin or end alike."""
    found = []
    for length in range(len(typed) - 2, len(typed) + 3):
        for word in lexicon.by_length.get(length, ()):
            alike = word[0] == typed[0]
            if alike and length > 2 and distance(typed, word, most=2) <= 2:  # noqa: PLR2004 - two slips
                found.append(word)
    return found


@lru_cache(maxsize=4096)
def _sounds(word: str) -> frozenset[str]:
    """Return how the word may be written by who hears it: one or two swaps of letters that sound alike."""
    heads = {word}
    for left, right in _HEADS:
        for one, other in ((left, right), (right, left)):
            rest = word[len(one) :]
            if word.startswith(one) and rest and rest[0] in "aeiouy":
                heads.add(other + rest)
    both = set(heads)
    for head in heads:
        for left, right in _TAILS:
            for one, other in ((left, right), (right, left)):
                if head.endswith(one) and len(head) > len(one):
                    both.add(head[: -len(one)] + other)
    return frozenset(both - {word})


def edit_cost(typed: str, word: str) -> float:
    """Return how far apart two folded words are; letters that sound alike are nearer."""
    slips = float(distance(typed, word, most=3))
    if word in _sounds(typed):
        head_and_tail = typed[0] != word[0] and typed[-1] != word[-1]
        return min(slips, 2 * SOUND if head_and_tail else SOUND)
    if slips == 1 and sorted(typed) == sorted(word):
        return _SWAPPED  # two keys in the wrong order
    if slips == 1 and typed[0] != word[0]:
        return 1.25  # people get the first letter right
    return slips


def distance(left: str, right: str, *, most: int) -> int:
    """Return how many keys were slipped (inserted, left out, changed, or two swapped), ``most`` + 1 at most."""
    if abs(len(left) - len(right)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(right) + 1))
    for at, char in enumerate(left, 1):
        older, before, row = before, row, [at]
        for to, other in enumerate(right, 1):
            cost = min(before[to] + 1, row[-1] + 1, before[to - 1] + (char != other))
            if older and to > 1 and char == right[to - 2] and left[at - 2] == other:
                cost = min(cost, older[to - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return row[-1]
