"""What a person meant to type. Idempotent: clean text stays as it is."""

import re
import unicodedata
from typing import Final

MAX_CHARACTERS: Final = 200
MAX_TOKENS: Final = 16

# Nobody reads on after this; what follows costs time only.
_READ: Final = MAX_CHARACTERS * 10
_WORD: Final = re.compile(r"[^\W_]+")
# And the letter that stands between two pieces of a field (``tokens.BREAK``): typed, it would find every field that has two.
_INVISIBLE: Final = re.compile(
    "[\u01c0\x00-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e0fff]"
)
# Letters of Latin, Vietnamese included, that are composed: none of them is a mark, and most text has nothing else.
_OTHER: Final = re.compile("[^\x00-\u02ff\u1e00-\u1eff]")
_TAG: Final = re.compile(r"</?[A-Za-z!][^>]*>")


def clean(text: str) -> str:
    """Return what was meant: one Unicode form, no tags, nothing invisible, few words, one space between.

    >>> clean("  <b>CÀ</b> phê\u200b + khe sanh ")
    'CÀ phê + khe sanh'
    """
    return _first_words(tidy(text[:_READ]))[:MAX_CHARACTERS].strip()


def tidy(text: str) -> str:
    """Return text of any length in one Unicode form, without tags and what is invisible."""
    visible = _INVISIBLE.sub(" ", unicodedata.normalize("NFKC", text))
    return " ".join(_TAG.sub(" ", visible).split())


def words(text: str) -> list[str]:
    """Return the words of clean text in lower case, marks kept, at most :data:`MAX_TOKENS`."""
    return split(text)[:MAX_TOKENS]


def split(text: str) -> list[str]:
    """Return every word of ``text`` in lower case. What is neither letter nor digit parts words."""
    return _WORD.findall(without_loose_marks(text.lower()))


def padded(*texts: str) -> str:
    """Return words with a space before, between and after, so that ``" ca"`` finds a word's beginning."""
    return f" {' '.join(word for text in texts for word in split(text))} "


def without_loose_marks(text: str) -> str:
    """Return composed text without the marks that belong to no letter that has a form of its own.

    Such a mark (``x̀``) is no letter, and would part a word in two.
    """
    composed = unicodedata.normalize("NFC", text)
    if _OTHER.search(composed) is None:
        return composed
    return "".join(char for char in composed if unicodedata.category(char)[0] != "M")


def _first_words(text: str) -> str:
    """Return ``text`` up to the end of its last word that counts."""
    for number, found in enumerate(_WORD.finditer(text), 1):
        if number > MAX_TOKENS:
            return text[: found.start()].rstrip()
    return text
