"""Puts the marks on: how corrected words are written, for "did you mean" and for what is searched.

What was typed with marks is evidence: it is kept where the catalogue has it so, or knows nothing better.
"""

import math
from collections.abc import Mapping
from itertools import pairwise
from types import MappingProxyType
from typing import Final

from search.plan.lexicon import Lexicon
from search.text import Token, fold, tokenise
from search.text.folding import marks_of

_TYPED_OTHERWISE: Final = 4.0  # other marks than those that were typed
_BACK_OFF: Final = 2.0  # a pair that the catalogue does not have
_MOST_FORMS: Final = 8
_FEWEST_WORDS: Final = 2  # of one word nobody can tell
_SURE: Final = 2  # how many goods have to have a pair that a word which is known as typed is given up for
_NONE: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType({})


def restore(
    words: tuple[str, ...],
    tokens: tuple[Token, ...],
    lexicon: Lexicon,
    *,
    also: Mapping[str, tuple[str, ...]] = _NONE,
) -> tuple[str, ...]:
    """Return folded ``words`` with the marks that stand best beside each other.

    ``tokens`` are what was typed in each place, ``also`` says how words are written that the catalogue does not have.
    """
    if not words:
        return ()
    columns = [
        _forms(word, token, lexicon.accents.get(word) or also.get(word, ()))
        for word, token in zip(words, tokens, strict=True)
    ]
    best: dict[str, tuple[float, tuple[str, ...]]] = {
        form: (cost + _rarity(form, lexicon), (form,)) for form, cost in columns[0]
    }
    for column in columns[1:]:
        best = {
            form: min(
                (before + cost + _step(path[-1], form, lexicon), (*path, form))
                for before, path in best.values()
            )
            for form, cost in column
        }
    path = min(best.values())[1]
    return tuple(
        form if _may_stand(at, path, tokens, lexicon) else tokens[at].exact for at, form in enumerate(path)
    )


def with_marks(text: str, lexicon: Lexicon) -> str:
    """Return a question that was typed without any marks as it is written, where the catalogue leaves no doubt.

    Every word has to stand so beside one of its neighbours somewhere: ``ca phe`` is ``cà phê``, while ``bo``
    alone may be butter, beef or a set of things.
    """
    tokens, units = tokenise(text)
    if len(tokens) < _FEWEST_WORDS or units or any(token.marked for token in tokens):
        return text
    words = restore(tuple(token.folded for token in tokens), tokens, lexicon)
    beside = [pair in lexicon.pairs for pair in pairwise(words)]
    is_sure = all(left or right for left, right in pairwise((False, *beside, False)))
    return " ".join(words) if is_sure else text


def _may_stand(at: int, path: tuple[str, ...], tokens: tuple[Token, ...], lexicon: Lexicon) -> bool:
    """Whether other marks than were typed make sense: a neighbour asks for them, or nobody knows those typed."""
    token, form = tokens[at], path[at]
    if not token.marked or token.folded != fold(form) or form == token.exact:
        return True
    if len(path) == 1:
        return token.exact not in lexicon.exact
    pairs = zip(path[max(at - 1, 0) : at + 2], path[max(at, 1) : at + 2], strict=False)
    # A word that stands somewhere as it was typed is not given up for what one product has.
    enough = _SURE if token.exact in lexicon.exact else 1
    return any(lexicon.pairs.get(pair, 0) >= enough for pair in pairs)


def _forms(word: str, token: Token, accents: tuple[str, ...]) -> list[tuple[str, float]]:
    """Return the ways to mark a word; what differs from the marks that were typed costs."""
    known = accents[:_MOST_FORMS]
    if not token.marked:
        return [(form, 0.0) for form in known] or [(word, 0.0)]
    if token.folded == word:
        forms = [(form, 0.0 if form == token.exact else _TYPED_OTHERWISE) for form in known]
        return forms if token.exact in known else [*forms, (token.exact, 0.0)]
    # Corrected letters: marks that were typed may have stood on them.
    typed = marks_of(token.exact)
    return [(form, 0.0 if marks_of(form) == typed else 1.0) for form in known] or [(word, 0.0)]


def _rarity(form: str, lexicon: Lexicon) -> float:
    return -math.log(max(lexicon.exact.get(form, 0), 0.1) / (lexicon.total + 1))


def _step(left: str, right: str, lexicon: Lexicon) -> float:
    alone = _rarity(right, lexicon) + _BACK_OFF
    count = lexicon.pairs.get((left, right), 0)
    return min(alone, -math.log(count / (lexicon.exact.get(left, count) + 1))) if count else alone
