"""What a question means, worked out once and carried out by every engine. Pure Python.

``make_plan(query, lexicon, rules)`` reads the question with what the catalogue knows
(:class:`Lexicon`: which words there are, how often, beside which) and what officers have set
(:class:`Rules`: synonyms, weights, pins, hidden words), and returns a frozen :class:`Plan`. A plan
names tokens only, so that SQLite, PostgreSQL and Elasticsearch can find the same goods by it, and
``search.ranking`` gives every product found the same score whichever engine found it.

=============== ================================================================================
types           the plan itself: groups of alternatives, tiers, hints
lexicon         what the catalogue knows: words, neighbours, accents, frequencies
rules           what officers set: synonyms, weights, pinned goods, hidden words
repair          words that the catalogue does not know: stretched, left in keystrokes, joined
spelling        words that were mistyped: the likeliest reading
accents         marks put on words that were corrected, or typed without
groups          each word with the ways to write it; which words say nothing about goods
planner         puts a plan together, by the steps above
shorter         what of a question that found nothing is sold
=============== ================================================================================
"""

from search.plan.accents import with_marks
from search.plan.lexicon import EMPTY_LEXICON, Lexicon
from search.plan.planner import decode_text, make_plan
from search.plan.rules import HiddenWords, Pin, Pins, Rules, SynonymGroup, Synonyms, Weights
from search.plan.shorter import parts_on_sale
from search.plan.types import Alternative, Form, Group, Mode, Plan, PriceHint, Tier

__all__ = (
    "EMPTY_LEXICON",
    "Alternative",
    "Form",
    "Group",
    "HiddenWords",
    "Lexicon",
    "Mode",
    "Pin",
    "Pins",
    "Plan",
    "PriceHint",
    "Rules",
    "SynonymGroup",
    "Synonyms",
    "Tier",
    "Weights",
    "decode_text",
    "make_plan",
    "parts_on_sale",
    "with_marks",
)
