"""Finding words in a text: whole words with their marks first; without marks a hit only warns.

Offsets are those of the text as it was written, so that a page can mark the very words.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

_D = str.maketrans("đĐ", "dD")


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase in a text. ``is_exact`` says that it stands there with its marks."""

    start: int
    end: int
    phrase: str
    is_exact: bool


@lru_cache(maxsize=1024)
def fold(text: str) -> str:
    """Return ``text`` in small letters without marks, letter for letter as long as it was."""
    return "".join(_fold_letter(letter) for letter in text)


def title_key(title: str) -> str:
    """Return a title without marks, case, punctuation and double blanks."""
    return " ".join(re.findall(r"[a-z0-9]+", fold(title)))[:140]


def find_phrases(
    text: str, phrases: Iterable[str], *, masks: Iterable[str] = (), is_accented_only: bool = False
) -> Iterator[Hit]:
    """Yield where a phrase stands as whole words and outside every harmless phrase; the longest one wins.

    Of overlapping ones that are equally long it is the first in the alphabet, in every process.

    ``text`` is NFC. A folded hit (another word's letters, or the same typed without marks) is marked so.
    """
    wanted = sorted(_stripped(phrases), key=lambda phrase: (-len(phrase), phrase))
    harmless = _stripped(masks)
    lowered = _lower(text)
    taken = [span for mask in harmless for span in _spans(lowered, mask.lower())]
    hits: list[Hit] = []
    for phrase in wanted:
        for match in _pattern(phrase.lower()).finditer(lowered):
            _take(Hit(*match.span(), phrase, is_exact=True), hits, taken)
    if not is_accented_only:
        folded = fold(text)
        taken += [span for mask in harmless for span in _spans(folded, fold(mask))]
        for phrase in wanted:
            for match in _pattern(fold(phrase)).finditer(folded):
                # "cân sả" has marks of its own: it is another word. Only what bears fewer marks may be meant.
                if _may_be(text[match.start() : match.end()], phrase):
                    _take(Hit(*match.span(), phrase, is_exact=False), hits, taken)
    yield from sorted(hits, key=lambda hit: hit.start)


def _take(hit: Hit, hits: list[Hit], taken: list[tuple[int, int]]) -> None:
    if any(hit.start < end and start < hit.end for start, end in taken):
        return
    hits.append(hit)
    taken.append((hit.start, hit.end))


def _spans(text: str, phrase: str) -> Iterator[tuple[int, int]]:
    return (match.span() for match in _pattern(phrase).finditer(text))


def _stripped(phrases: Iterable[str]) -> set[str]:
    return {phrase.strip() for phrase in phrases} - {""}


def _may_be(written: str, phrase: str) -> bool:
    """Say whether ``written`` could be ``phrase`` typed without some of its marks."""
    plain = " ".join(written.split())
    wanted = " ".join(phrase.split())
    if len(plain) != len(wanted):
        return True
    return all(
        letter == meant or letter == fold(letter)
        for letter, meant in zip(plain.lower(), wanted.lower(), strict=True)
    )


@lru_cache(maxsize=2048)
def _pattern(phrase: str) -> re.Pattern[str]:
    """Return whole words with any blanks between them; «số 1» does not stand in «số 10»."""
    words = r"\s+".join(re.escape(word) for word in phrase.split())
    return re.compile(rf"(?<![\w]){words}(?![\w])")


# Dozens of rules read a text one after the other, and its forms are the larger part of the work.
@lru_cache(maxsize=64)
def _lower(text: str) -> str:
    return "".join(_lower_letter(letter) for letter in text)


@lru_cache(maxsize=4096)
def _fold_letter(letter: str) -> str:
    bare = unicodedata.normalize("NFD", letter)[0].translate(_D)
    return _lower_letter(bare)


def _lower_letter(letter: str) -> str:
    small = letter.lower()
    return small if len(small) == 1 else letter  # «İ» would become two letters and move every offset
