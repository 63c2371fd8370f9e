"""Telephone numbers, mail and web addresses in a text: the ways that lead a buyer off the floor."""

import re
from collections.abc import Iterator
from typing import Final

from marketplace.core.phone import normalise_phone, phone_fault

_NUMBER: Final = re.compile(r"(?<![\w])\+?\d(?:[ .\-]?\d){8,12}(?![\w])")
_MAIL: Final = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_LINK: Final = re.compile(
    r"(?:https?://|www\.)\S+|(?<![\w@.])[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:vn|com|net|org|info|me|shop|store|link|xyz)\b(?:/\S*)?",
    re.IGNORECASE,
)


def find_contacts(text: str) -> Iterator[tuple[int, int]]:
    """Yield where somebody's number, mail or web address stands."""
    taken: list[tuple[int, int]] = []
    for pattern in (_MAIL, _LINK):
        for match in pattern.finditer(text):
            span = match.start(), match.start() + len(match.group().rstrip(".,;:!?)»”"))
            if not _overlaps(span, taken):
                taken.append(span)
    for match in _NUMBER.finditer(text):
        if not _overlaps(match.span(), taken) and not phone_fault(normalise_phone(match.group())):
            taken.append(match.span())
    yield from sorted(taken)


def _overlaps(span: tuple[int, int], taken: list[tuple[int, int]]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in taken)
