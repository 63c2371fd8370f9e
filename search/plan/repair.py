"""Repairs words that the catalogue does not know: stretched, left in keystrokes, or joined.

Each repair is taken only where it leads to known words; what is known is never touched here.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from search.plan.lexicon import Lexicon
from search.text import Token
from search.text.keyboard import decode_keys
from search.text.tokens import make_token

_RUN: Final = re.compile(r"(.)\1+")
_MOST_PARTS: Final = 6
_LONGEST_JOINED: Final = 40
_LONGEST_PART: Final = 7
_SHORTEST_HEAD: Final = 2  # letters of a first word that another one is joined to
_MOST_WAYS: Final = 4


def repair(token: Token, lexicon: Lexicon, *, known: frozenset[str]) -> tuple[Token, ...]:
    """Return the words that were meant by one typed word: itself, where nothing better is known.

    ``known`` are folded words that are known besides the catalogue's, of synonyms.
    """
    if not lexicon.products or lexicon.knows(token.folded) or token.folded in known:
        return (token,)
    decoded = decode(token, lexicon)
    if decoded is not token:
        return (decoded,)
    for times in (r"\1", r"\1\1"):
        made = make_token(_RUN.sub(times, token.exact))
        if lexicon.knows(made.folded) or made.folded in known:
            return (made,)
    return _split(token, lexicon) or (token,)


def rejoin(
    typed: tuple[Token, ...], lexicon: Lexicon, *, pairs: frozenset[tuple[str, str]]
) -> tuple[Token, ...]:
    """Return the words with those as one that goods write as one: «ST 25» is ``st25``, «Đa Krông» ``đakrông``.

    Goods have the two as one and nowhere side by side, nor has a name (``pairs`` of synonyms), and one of them alone is a number or no word.
    """
    whole: list[Token] = []
    for token in typed:
        last = whole[-1] if whole else None
        if last and lexicon.knows(last.folded + token.folded):
            is_half = any(not lexicon.knows(one.folded) or one.folded.isdigit() for one in (last, token))
            pair = last.folded, token.folded
            if is_half and pair not in lexicon.folded_pairs and pair not in pairs:
                whole[-1] = make_token(last.exact + token.exact)
                continue
        whole.append(token)
    return tuple(whole)


def decode(token: Token, lexicon: Lexicon) -> Token:
    """Return the word that the keystrokes spell where the catalogue knows it and does not know what was typed; else itself."""
    return _decode(token, lexicon.knows)


def decode_beginning(token: Token, lexicon: Lexicon) -> Token:
    """Return the beginning of a word that the keystrokes spell where a known word begins so and none as typed; else itself."""
    return _decode(token, lexicon.begins)


def part_beginning(token: Token, lexicon: Lexicon, *, known: frozenset[str]) -> tuple[Token, ...]:
    """Return the words that are joined in one still being typed, the last of them a beginning; itself where none are.

    «matong» is ``mat ong``, «khoaid» ``khoai d``. What begins a known word is no two, ``known`` as in :func:`repair`.
    """
    text = token.folded
    is_one = lexicon.begins(text) or any(word.startswith(text) for word in known)
    if is_one or len(text) > _LONGEST_JOINED or len(token.exact) != len(text):
        return (token,)
    ways: dict[str, tuple[Token, ...]] = {}  # by what is left for the beginning
    for cut in range(max(_SHORTEST_HEAD, len(text) - _LONGEST_PART), len(text)):
        head = make_token(token.exact[:cut])
        parts = (head,) if lexicon.knows(head.folded) else _split(head, lexicon)
        if parts:
            ways[text[cut:]] = (*parts, make_token(token.exact[cut:]))
    seen: dict[tuple[Token, ...], int] = {}
    # There are far more pairs than words.
    begun = tuple(ways)
    for word in [word for word in lexicon.folded if word.startswith(begun)]:
        for rest, parts in ways.items():
            if word.startswith(rest) and (count := lexicon.folded_pairs.get((parts[-2].folded, word), 0)):
                seen[parts] = seen.get(parts, 0) + count
    return max(seen, key=lambda parts: (-len(parts), seen[parts]), default=(token,))


def _decode(token: Token, is_known: Callable[[str], bool]) -> Token:
    if is_known(token.folded):
        return token
    spelt = map(make_token, decode_keys(token.exact))
    return next((made for made in spelt if is_known(made.folded)), token)


@dataclass(frozen=True, slots=True)
class _Way:
    """One way to part a word so far: where it was cut, and how surely."""

    cuts: tuple[int, ...] = (0,)
    # Whether the last part is known beside a neighbour; a part that is nobody's neighbour proves nothing.
    is_known: bool = False
    breaks: int = 0
    rarest: int = 1 << 30

    @property
    def rank(self) -> tuple[int, int, int]:
        """Return what makes a way good: few parts, few breaks, neighbours seen often."""
        return (len(self.cuts), self.breaks, -self.rarest)


def _split(token: Token, lexicon: Lexicon) -> tuple[Token, ...]:
    """Part joined words where every part is known beside one of its neighbours.

    Folding keeps the number of letters, so the parts keep the marks that were typed.
    """
    text = token.folded
    if len(text) > _LONGEST_JOINED or len(token.exact) != len(text):
        return ()
    ways: dict[int, list[_Way]] = {0: [_Way()]}
    for end in range(1, len(text) + 1):
        found = [
            longer
            for start in range(max(0, end - _LONGEST_PART), end)
            if lexicon.knows(text[start:end]) and (end - start > 1 or text[start:end] in "aeiouy")
            for way in ways.get(start, ())
            if (longer := _longer(way, text, end, lexicon)) is not None
        ]
        if found:
            ways[end] = sorted(found, key=lambda way: way.rank)[:_MOST_WAYS]
    whole = [way for way in ways.get(len(text), ()) if way.is_known]
    if not whole:
        return ()
    return tuple(make_token(token.exact[start:end]) for start, end in pairwise(whole[0].cuts))


def _longer(way: _Way, text: str, end: int, lexicon: Lexicon) -> _Way | None:
    """Return the way with one more part, where that can be."""
    start = way.cuts[-1]
    if start == 0:
        return _Way((0, end))
    if len(way.cuts) > _MOST_PARTS:
        return None
    pair = lexicon.folded_pairs.get((text[way.cuts[-2] : start], text[start:end]), 0)
    if pair:
        return _Way((*way.cuts, end), is_known=True, breaks=way.breaks, rarest=min(way.rarest, pair))
    if way.is_known:
        return _Way((*way.cuts, end), is_known=False, breaks=way.breaks + 1, rarest=way.rarest)
    return None
