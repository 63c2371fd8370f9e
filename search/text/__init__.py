"""Vietnamese text as search compares it: pure Python, the same at index and at query time.

For who reads no Vietnamese
===========================

Vietnamese is written in Latin letters with two kinds of marks. A *quality* mark makes another letter
(``a â ă``, ``o ô ơ``, ``u ư``, ``e ê``, ``d đ``); a *tone* mark says how the syllable is sung, at most
one in each: ``ma má mà mả mã mạ`` are six words. Words are syllables between spaces, and most things
have names of two or three syllables: ``cà phê`` is coffee, ``nước mắm`` fish sauce.

People type with marks, without, or with some; the same syllable can carry its tone on either of two
letters (``hoà`` and ``hòa``), some syllables may end in ``y`` or ``i`` (``Mỹ`` and ``Mĩ``), and a
keyboard method that was switched off leaves its keystrokes (``caf phee`` is telex for ``cà phê``).

The steps, each a module that can be read alone:

========== =====================================================================================
cleaning   ``clean``: what a person meant to type, in one Unicode form, no tags, nothing invisible
folding    ``canon``: one spelling for each syllable, one place for the tone, ``i`` where ``y`` is
           a variant; ``fold``: the syllable without any mark, ``Đông Hà`` gives ``dong ha``
units      ``500g``, ``0,5kg`` and ``nửa ký`` become the one token ``g500``
prices     ``dưới 200k`` (under 200,000 đồng) becomes a hint, not words
keyboard   reads telex and VNI keystrokes
tokens     text to tokens, each in its exact and its folded form
privacy    what of a question may be counted: no number, address or link of a person
========== =====================================================================================

``clean`` and ``fold`` are idempotent and ``fold`` never changes how many syllables there are; tests
hold both for any Unicode text.
"""

from search.text.cleaning import MAX_CHARACTERS, MAX_TOKENS, clean, padded, words
from search.text.cleaning import split as split_words
from search.text.folding import canon, fold, has_marks
from search.text.tokens import BREAK, Token, normalise, tokenise

__all__ = (
    "BREAK",
    "MAX_CHARACTERS",
    "MAX_TOKENS",
    "Token",
    "canon",
    "clean",
    "fold",
    "has_marks",
    "normalise",
    "padded",
    "split_words",
    "tokenise",
    "words",
)
