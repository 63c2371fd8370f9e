"""Puts a plan together: clean, take out price and quantities, repair, correct, group, weigh.

Every step keeps the words that were typed beside what it makes of them, because typed marks are
evidence and a correction stands below what needed none.
"""

from dataclasses import dataclass, replace
from itertools import pairwise

from search.plan.accents import restore
from search.plan.groups import Reading, make_groups, silent_places
from search.plan.lexicon import Lexicon
from search.plan.repair import decode_beginning, part_beginning, rejoin, repair
from search.plan.rules import HiddenWords, Rules
from search.plan.spelling import correct
from search.plan.types import Mode, Plan
from search.text import MAX_TOKENS, Token, clean, split_words, tokenise
from search.text.prices import take_price
from search.text.tokens import make_token


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a question as they are looked for.

    ``tokens`` are what was typed, repaired; ``read`` how each is read (folded), ``written`` how that
    is written with marks. Where ``read`` differs from the token's own folded form it was corrected.
    """

    tokens: tuple[Token, ...]
    read: tuple[str, ...]
    written: tuple[str, ...]
    repaired: bool


def make_plan(text: str, *, lexicon: Lexicon, rules: Rules, mode: Mode = Mode.SEARCH) -> Plan:
    """Return what ``text`` asks for, read with what the catalogue knows and what officers set."""
    asked = clean(text)
    typing = mode is Mode.AUTOCOMPLETE
    rest, price = (asked.lower(), None) if typing else take_price(asked.lower())
    typed, units = tokenise(rest)
    shown = _without_hidden(typed, rules.hidden)
    words = _as_typed(_decoded(shown, lexicon, rules)) if typing else _understand(shown, lexicon, rules)
    corrected = _corrected(words, rules) if not typing else None
    groups = make_groups(
        tuple(map(Reading, words.tokens, words.read, words.written)),
        lexicon=lexicon,
        rules=rules,
        typing=typing,
    )
    return Plan(
        text=asked,
        heard=rules.hidden.without(asked),
        mode=mode,
        groups=groups,
        units=units,
        price=price,
        pinned=rules.pins.of(words.tokens),
        corrected_to=corrected if _letters_changed(words) else None,
        suggestion=corrected,
        may_relax=not typing and _belongs_together(words, lexicon, rules),
        blocked=bool(typed) and not shown,
        weights=rules.weights,
    )


def _understand(typed: tuple[Token, ...], lexicon: Lexicon, rules: Rules) -> Words:
    known = rules.synonyms.words
    whole = rejoin(typed, lexicon, pairs=rules.synonyms.pairs)
    tokens = tuple(one for token in whole for one in repair(token, lexicon, known=known))[:MAX_TOKENS]
    repaired = tokens != typed
    kept = tuple(
        token.folded if not lexicon.knows(token.folded) and token.folded in known else "" for token in tokens
    )
    read = tuple(own or word for own, word in zip(kept, correct(tokens, lexicon, known=known), strict=True))
    return _leaving_silent(
        Words(tokens, read, restore(read, tokens, lexicon, also=rules.synonyms.accents), repaired),
        lexicon,
        rules,
    )


def _leaving_silent(words: Words, lexicon: Lexicon, rules: Rules) -> Words:
    """Leave what says nothing about goods as it was typed: «bn» (how much) is no «bốn», four, and «ơi» no «ổi», guava."""
    with_marks = any(token.marked for token in words.tokens)
    own = {
        at
        for at in silent_places(
            words.tokens, [token.folded for token in words.tokens], lexicon=lexicon, rules=rules
        )
        if with_marks or not lexicon.knows(words.tokens[at].folded)
    }
    return replace(
        words,
        read=tuple(words.tokens[at].folded if at in own else word for at, word in enumerate(words.read)),
        written=tuple(words.tokens[at].exact if at in own else word for at, word in enumerate(words.written)),
    )


def _as_typed(tokens: tuple[Token, ...]) -> Words:
    return Words(
        tokens,
        tuple(token.folded for token in tokens),
        tuple(token.exact for token in tokens),
        repaired=False,
    )


def decode_text(text: str, lexicon: Lexicon, rules: Rules) -> str:
    """Return words still being typed as letters, one space between: for what is looked up by its name alone."""
    return " ".join(
        token.exact for token in _decoded(tuple(map(make_token, split_words(text))), lexicon, rules)
    )


def _decoded(typed: tuple[Token, ...], lexicon: Lexicon, rules: Rules) -> tuple[Token, ...]:
    """Return words still being typed, in letters where they are keystrokes of telex or VNI, parted where they are joined.

    «nuowc m» is ``nươc m``, «matong» ``mat ong``.
    """
    if not typed:
        return ()
    known = rules.synonyms.words
    whole = tuple(one for token in typed[:-1] for one in repair(token, lexicon, known=known))
    last = decode_beginning(typed[-1], lexicon)
    return (*whole, *part_beginning(last, lexicon, known=known))[:MAX_TOKENS]


def _belongs_together(words: Words, lexicon: Lexicon, rules: Rules) -> bool:
    """Whether some of the words would still be an answer: the catalogue knows two of them in a row, or a thing has them as a name.

    Two syllables are most often one word, so that half of a word that is not sold («máy giặt», washing
    machine) names something else.
    """
    named = rules.synonyms.by_folded
    return any(pair in lexicon.folded_pairs or pair in named for pair in pairwise(words.read))


def _letters_changed(words: Words) -> bool:
    return words.repaired or any(
        token.folded != word for token, word in zip(words.tokens, words.read, strict=True)
    )


def _corrected(words: Words, rules: Rules) -> str | None:
    """Return the question as it should have been typed, where that is not how it was typed."""
    wrong_marks = any(
        token.marked and token.exact != form for token, form in zip(words.tokens, words.written, strict=True)
    )
    if not (wrong_marks or _letters_changed(words)):
        return None
    text = " ".join(words.written)
    return None if rules.hidden.hides(text) else text


def _without_hidden(tokens: tuple[Token, ...], hidden: HiddenWords) -> tuple[Token, ...]:
    """Return the tokens that stand in no hidden phrase."""
    dropped = hidden.places(tuple(token.exact for token in tokens))
    return tuple(token for at, token in enumerate(tokens) if at not in dropped)
