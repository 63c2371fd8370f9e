"""Marks in a text what was asked for: in Python, so that every engine's answer looks the same.

The text stays as its writer wrote it, in pieces; a template escapes every piece and marks some.
"""

import re
import unicodedata
from typing import Final

from search.plan.types import Alternative, Form, Plan
from search.text import canon, fold

# A text in pieces: (piece, whether it was asked for).
Marked = tuple[tuple[str, bool], ...]

_WORD: Final = re.compile(r"[^\W_]+")
_SNIPPET: Final = 150
# On a phone a card shows some 48 letters of it: what was asked for has to be among them.
_LEAD: Final = 20


def mark(text: str, plan: Plan) -> Marked:
    """Return ``text`` in pieces, those that match the plan marked; it stands as it was written, in one Unicode form.

    What looks like a tag is text of its writer's and stays: the template escapes it.
    """
    text = unicodedata.normalize("NFC", text)
    words = [(found.start(), found.end(), canon(found.group().lower())) for found in _WORD.finditer(text)]
    hits = _hits([word for _, _, word in words], plan)
    pieces: list[tuple[str, bool]] = []
    at = 0
    for number, (start, end, _) in enumerate(words):
        if number not in hits:
            continue
        if pieces and pieces[-1][1] and not text[at:start].strip():
            # Words that were asked for together are marked together.
            pieces[-1] = (pieces[-1][0] + text[at:end], True)
        else:
            if start > at:
                pieces.append((text[at:start], False))
            pieces.append((text[start:end], True))
        at = end
    if at < len(text):
        pieces.append((text[at:], False))
    return tuple(pieces)


def snippet(text: str, plan: Plan) -> Marked:
    """Return the part of a description where the question is answered, marked; nothing where it is not."""
    pieces = mark(" ".join(text.split()), plan)
    before = 0
    for piece, is_hit in pieces:
        if is_hit:
            break
        before += len(piece)
    else:
        return ()
    whole = "".join(piece for piece, _ in pieces)
    start = 0 if before <= _LEAD else whole.rfind(" ", 0, before - _LEAD) + 1
    end = len(whole) if start + _SNIPPET >= len(whole) else whole.rfind(" ", start, start + _SNIPPET)
    cut = _cut(pieces, start, max(end, start + 1))
    return ((("… ", False),) if start else ()) + cut + (((" …", False),) if end < len(whole) else ())


def _cut(pieces: Marked, start: int, end: int) -> Marked:
    kept = []
    at = 0
    for piece, is_hit in pieces:
        part = piece[max(start - at, 0) : max(end - at, 0)]
        at += len(piece)
        if part:
            kept.append((part, is_hit))
    return tuple(kept)


def _hits(words: list[str], plan: Plan) -> set[int]:
    """Return the places of the words that are part of a way to match a group."""
    folded = [fold(word) for word in words]
    hits: set[int] = set()
    for group in plan.groups:
        for way in group.alternatives:
            given = words if way.form is Form.EXACT else folded
            found = _places(given, way)
            hits |= found
            if found and way.form is Form.EXACT and len(way.tokens) == 1 and way.weight >= 1:
                break  # the word as typed is there: what only looks like it is not marked
    return hits


def _places(words: list[str], way: Alternative) -> set[int]:
    length = len(way.tokens)
    *first, last = way.tokens
    places: set[int] = set()
    for start in range(len(words) - length + 1):
        if words[start : start + length - 1] != first:
            continue
        word = words[start + length - 1]
        if word == last or (way.is_prefix and word.startswith(last)):
            places.update(range(start, start + length))
    return places
