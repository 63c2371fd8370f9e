"""The order of the Vietnamese alphabet, which neither database has by itself: d before đ, o before ô before ơ."""

import unicodedata

_LETTERS = {letter: place for place, letter in enumerate("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz", start=1)}
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}  # huyền hỏi ngã sắc nặng


def alphabetical(text: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the key to sort by: letters first, tones only between words of the same letters."""
    letters: list[int] = []
    tones: list[int] = []
    for character in unicodedata.normalize("NFC", text).lower():
        parts = unicodedata.normalize("NFD", character)
        base = unicodedata.normalize("NFC", "".join(part for part in parts if part not in _TONES))
        letters.append(_LETTERS.get(base, 0 if base.isspace() else 100 + ord(base[:1] or " ")))
        tones.append(sum(_TONES.get(part, 0) for part in parts))
    return tuple(letters), tuple(tones)
