"""One spelling for each syllable (:func:`canon`), and the syllable without marks (:func:`fold`).

A syllable is written as consonants, vowels, consonants: ``nh-oà-`` or ``h-oà-n``. Its one tone mark
stands on one of the vowels, and two schools disagree on which (``hoà``, ``hòa``). :func:`canon` takes
the tone off and puts it where the older school has it; dictionaries of either school then agree.
"""

import unicodedata
from functools import lru_cache
from typing import Final

from search.text.cleaning import without_loose_marks

_TONES: Final = frozenset("\u0300\u0301\u0303\u0309\u0323")  # huyền, sắc, ngã, hỏi, nặng
_VOWELS: Final = frozenset("aăâeêioôơuưy")
_MARKED_VOWELS: Final = frozenset("ăâêôơư")
_PAIR, _TRIPLE = 2, 3


def fold(text: str) -> str:
    """Return ``text`` in lower case without any mark: ``Đông Hà`` gives ``dong ha``."""
    if text.isascii():
        return text.lower()
    folded = _strip(text)
    # A few letters of other scripts need a second look; the second is always the last.
    return folded if folded.isascii() else _strip(folded)


@lru_cache(maxsize=65_536)
def canon(word: str) -> str:
    """Return the one spelling of a word: lower case, one place for the tone, final ``y`` as ``i``.

    What is no Vietnamese syllable comes back in lower case and otherwise as it was.

    >>> canon("HOÀ"), canon("Thuỷ"), canon("Mỹ"), canon("Arabica")
    ('hòa', 'thủy', 'mĩ', 'arabica')
    """
    lower = without_loose_marks(word.lower())
    bare, tone = _take_tone(lower)
    start, end = _vowels(bare)
    if start == end:
        return lower
    if bare[start:end] == "y" and start > 0 and end == len(bare):
        bare = bare[:start] + "i"  # Mỹ and Mĩ, ký and kí: the same word
    if not tone:
        return bare
    at = _tone_place(bare, start, end)
    return bare[:at] + unicodedata.normalize("NFC", bare[at] + tone) + bare[at + 1 :]


def has_marks(word: str) -> bool:
    """Whether a word carries any mark: who typed one meant it."""
    return not word.isascii() and fold(word) != word


def marks_of(word: str) -> str:
    """Return a word's marked vowels: ``nướt`` and ``nước`` have the same."""
    return "".join(char for char in word if not char.isascii() and char != "đ" and fold(char) != char)


def _strip(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return unicodedata.normalize(
        "NFC", "".join(char for char in decomposed if unicodedata.category(char)[0] != "M")
    ).lower()


def _take_tone(word: str) -> tuple[str, str]:
    """Return the word without its tone, and the tone; two tones are no syllable and stay."""
    if word.isascii():
        return word, ""
    decomposed = unicodedata.normalize("NFD", word)
    tones = [char for char in decomposed if char in _TONES]
    if len(tones) != 1:
        return word, ""
    rest = "".join(char for char in decomposed if char not in _TONES)
    return unicodedata.normalize("NFC", rest), tones[0]


def _vowels(bare: str) -> tuple[int, int]:
    """Return where the syllable's vowels begin and end; the ``u`` of ``qu`` and ``i`` of ``gi`` are none."""
    start = next((at for at, char in enumerate(bare) if char in _VOWELS), len(bare))
    glide = bare[: start + 1] in {"qu", "gi"} and bare[start + 1 : start + 2] in _VOWELS
    if glide and bare[start + 1 : start + 2]:
        start += 1
    end = start
    while end < len(bare) and bare[end] in _VOWELS:
        end += 1
    if any(char in _VOWELS for char in bare[end:]):
        return start, start  # more than one syllable: not Vietnamese
    return start, end


def _tone_place(bare: str, start: int, end: int) -> int:
    """Return the letter that carries the tone: the last one with a mark of its own, else by the count."""
    marked = [at for at in range(start, end) if bare[at] in _MARKED_VOWELS]
    if marked:
        return marked[-1]
    count = end - start
    if count >= _TRIPLE or (count == _PAIR and end < len(bare)):
        return start + 1
    return start
