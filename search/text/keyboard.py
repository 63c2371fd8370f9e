"""Keystrokes of an input method that was switched off: telex (``caf phee``) and VNI (``ca2 phe6``).

Both spell the marks with plain keys after the letters: in telex ``f s r x j`` are the five tones,
``aa ee oo dd`` and ``w`` the quality marks; in VNI the digits ``1``-``5`` and ``6``-``9``. A decoded
word is only a proposal: the planner takes it where the catalogue knows it and does not know what was typed.
"""

import re
import unicodedata
from typing import Final

from search.text.folding import canon

_TONES_TELEX: Final = {"f": "\u0300", "s": "\u0301", "r": "\u0309", "x": "\u0303", "j": "\u0323"}
_TONES_VNI: Final = {"2": "\u0300", "1": "\u0301", "3": "\u0309", "4": "\u0303", "5": "\u0323"}
_HATS: Final = {"a": "â", "e": "ê", "o": "ô"}
_HORNS: Final = {"a": "ă", "o": "ơ", "u": "ư"}
_VOWELS: Final = frozenset("aăâeêioôơuưy")
_VNI_WORD: Final = re.compile(r"[^\W\d_]+[0-9][^\W_]*")
_MOST = 12


def decode_keys(word: str) -> tuple[str, ...]:
    """Return what the keystrokes of a lower-case word may spell, in its one spelling; some of its marks may be on.

    >>> decode_keys("caf"), decode_keys("phe6"), decode_keys("ddường"), decode_keys("den")
    (('cà',), ('phê',), ('đường',), ())
    """
    if len(word) > _MOST or not word[:1].isalpha():
        return ()
    found = [_telex(word)]
    if _VNI_WORD.fullmatch(word):
        found.append(_vni(word))
    return tuple(dict.fromkeys(canon(one) for one in found if one and one != word))


def _telex(word: str) -> str | None:
    if not word.isalpha():
        return None
    letters: list[str] = []
    tone = ""
    for key in word:
        if key in _TONES_TELEX and _has_vowel(letters):
            if tone:
                return None
            tone = _TONES_TELEX[key]
        elif key == "w":
            if not _put(letters, _HORNS) and not _horn_alone(letters):
                return None
        elif key in _HATS and _hat(letters, key):
            pass
        elif key == "d" and letters[:1] == ["d"]:
            letters[0] = "đ"
        else:
            letters.append(key)
    return _compose(letters, tone)


def _vni(word: str) -> str | None:
    letters: list[str] = []
    tone = ""
    for key in word:
        if key in _TONES_VNI:
            if tone or not _has_vowel(letters):
                return None
            tone = _TONES_VNI[key]
        elif key in "678":
            marks = {"6": _HATS, "7": {k: v for k, v in _HORNS.items() if k != "a"}, "8": {"a": "ă"}}[key]
            if not _put(letters, marks):
                return None
        elif key == "9":
            if letters[:1] != ["d"]:
                return None
            letters[0] = "đ"
        elif key == "0":
            return None
        else:
            letters.append(key)
    return _compose(letters, tone)


def _has_vowel(letters: list[str]) -> bool:
    return any(letter in _VOWELS for letter in letters)


def _hat(letters: list[str], key: str) -> bool:
    """Put the hat on the last vowel group's ``key``, also over letters between (``nuocs``, ``phee``, ``bene``)."""
    for at in range(len(letters) - 1, -1, -1):
        if letters[at] == key:
            letters[at] = _HATS[key]
            return True
        if letters[at] in _VOWELS:
            return False
    return False


def _put(letters: list[str], marks: dict[str, str]) -> bool:
    """Mark the last vowel that can take it; ``uo`` before another letter takes both horns (``nuoc7``)."""
    text = "".join(letters)
    if "u" in marks and (pair := text.rfind("uo")) >= 0 and pair + 2 < len(text):
        letters[pair : pair + 2] = "ươ"
        return True
    if "u" in marks and (pair := text.rfind("ua")) > 0 and not text.startswith("qu"):
        letters[pair] = "ư"  # «mưa»
        return True
    for at in range(len(letters) - 1, -1, -1):
        if letters[at] in marks:
            letters[at] = marks[letters[at]]
            return True
    return False


def _horn_alone(letters: list[str]) -> bool:
    """A second ``w`` after ``uơ`` changes nothing; ``ư`` alone is written ``w``."""
    if any(letter in "ươă" for letter in letters):
        return True
    if not _has_vowel(letters):
        letters.append("ư")
        return True
    return False


def _compose(letters: list[str], tone: str) -> str | None:
    at = [place for place, letter in enumerate(letters) if letter in _VOWELS]
    if tone and not at:
        return None  # its vowel has a tone already
    pair = "".join(letters).find("uơ")
    if 0 <= pair < len(letters) - 2:
        letters[pair] = "ư"  # before another letter both have the horn: «nước»
    if tone:
        letters[at[-1]] = unicodedata.normalize("NFC", letters[at[-1]] + tone)
    return "".join(letters)
