"""Puts a plan together."""

from search.plan.lexicon import Lexicon
from search.plan.rules import Rules
from search.plan.types import Alternative, Form, Group, Mode, Plan, Tier
from search.text import Token, clean, tokenise
from search.text.prices import take_price


def make_plan(text: str, *, lexicon: Lexicon, rules: Rules, mode: Mode = Mode.SEARCH) -> Plan:
    """Return what ``text`` asks for, read with what the catalogue knows and what officers set."""
    asked = clean(text)
    rest, price = take_price(asked.lower())
    tokens, units = tokenise(rest)
    last = len(tokens) - 1 if mode is Mode.AUTOCOMPLETE else -1
    groups = tuple(
        _plain_group(token, lexicon, rules, is_prefix=at == last) for at, token in enumerate(tokens)
    )
    phrase = " ".join(token.folded for token in tokens)
    return Plan(
        text=asked,
        mode=mode,
        groups=groups,
        units=units,
        price=price,
        pinned=rules.pins.by_phrase.get(phrase, ()),
        weights=rules.weights,
    )


def _plain_group(token: Token, lexicon: Lexicon, rules: Rules, *, is_prefix: bool) -> Group:
    """Return the ways to write one word that nothing else is known of."""
    weights = rules.weights
    written = [Alternative((token.exact,), Form.EXACT, weights.exact, Tier.EXACT, is_prefix)]
    if token.marked:
        written.append(Alternative((token.folded,), Form.EXACT, weights.folded, Tier.FOLDED, is_prefix))
        written.append(
            Alternative((token.folded,), Form.FOLDED, weights.other_accent, Tier.CORRECTED, is_prefix)
        )
    else:
        written.append(Alternative((token.folded,), Form.FOLDED, weights.folded, Tier.FOLDED, is_prefix))
    return Group(token.typed, tuple(written), lexicon.idf(lexicon.folded.get(token.folded, 0)))
