"""What of a question may be kept: no telephone number, no e-mail, no link, no long run of digits.

A question is counted without who asked it, but what somebody typed may itself say who that is. What looks
like it is cut out before anything is stored; a number too much is cut rather than one too few. Names and
addresses of streets cannot be told from goods: whoever reads the counts shows only what was asked several
times (see ``search.counting.report``).
"""

import re
from itertools import groupby
from typing import Final

from search.text.cleaning import MAX_CHARACTERS, clean
from search.text.folding import fold

# A local number has seven digits, an identity card nine or twelve, an account six to nineteen.
LONGEST_NUMBER: Final = 6
# So many digits in one question, however far apart, are one number in pieces.
MOST_DIGITS: Final = 8

_LINK: Final = re.compile(
    r"(?:\b[a-z][a-z0-9+.-]*://|\bwww\.)\S+"
    r"|\b(?:[\w-]+\.)+(?:com|vn|net|org|info|me|io|gl|ly|shop|store|xyz|biz|top|asia|edu|gov)\b\S*",
    re.IGNORECASE,
)
# The sign, its codes, and how people write or say it: «(at)», «a còng», «a móc», «a vòng».
_AT: Final = r"(?:@|%40|&\#0*64;|[(\[{]\s*(?:at|a|@)\s*[)\]}]|\ba[\s-]*(?:còng|cong|vòng|vong|móc|moc)\b)"
_DOT: Final = r"\s*(?:\.|\b(?:dot|chấm|cham)\b|[(\[{]\s*(?:dot|chấm|cham)\s*[)\]}])\s*"
_MAIL: Final = re.compile(
    rf"[^\s(\[{{]*\s*{_AT}\s*[^\s(\[{{]*(?:{_DOT}\w+)*"
    rf"|\S+[\s_-]+(?:(?:at|a)[\s_-]+)?(?:gmail|yahoo|hotmail|outlook|icloud|protonmail)(?![^\W_])\S*(?:{_DOT}\w+)*"
    rf"|\S+\s+at\s+[\w-]+(?:\s+[\w-]+){{0,3}}?(?:{_DOT}\w+)+",
    re.IGNORECASE,
)
_HAS_AT: Final = re.compile(_AT, re.IGNORECASE)
# Letters one by one, «n a m @ g m a i l . c o m»: read as words where there is an address to be read.
_APART: Final = re.compile(r"(?<![^\W_])([^\W_])\s+(?=[^\W_](?![^\W_]))")
# A price as people write it: it is no number of anybody's.
_MONEY: Final = re.compile(r"(?<![\w.,])(?:[1-9]\d{0,1}[.,]\d{3}|[1-9]\d{0,2})[.,]000(?![\w]|[.,]\d)")
# Letters that are written for digits because they look like them: o anywhere, the others before a digit, where a unit
# («5l», «500g») does not stand. Between two digits any letter is one, but for the x of «12x330ml».
_NOUGHT: Final = "oOоОοΟ"
_ALIKE: Final = f"{_NOUGHT}lLiIzZsSbBgGqQ"
_PIECE: Final = re.compile(
    rf"(?:(?<![^\W_])[{_ALIKE}]{{1,2}}(?=\d))?[{_NOUGHT}\d]*\d"
    rf"(?:[{_ALIKE}]{{1,2}}(?=\d)|[^\W\d_xX](?=\d)|[{_NOUGHT}\d])*"
    r"|[^\W\d_]+"
)
_WORD: Final = re.compile(r"[^\W_]+")
_DIGIT: Final = re.compile(r"\d")
_EDGES: Final = re.compile(r"^[\W_]+|[\W_]+$")
_NUMERALS: Final = frozenset(
    [
        "khong",
        "linh",
        "le",
        "mot",
        "hai",
        "ba",
        "bon",
        "tu",
        "nam",
        "lam",
        "nham",
        "sau",
        "bay",
        "tam",
        "chin",
        # Said in groups: «chín trăm mười hai …».
        "tram",
        "muoi",
        "zero",
        "oh",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
    ]
)

Piece = tuple[int, int, int]  # start, end, how many digits it says


def countable(text: str) -> str:
    """Return what of a question is counted, in lower case; empty where nothing of it should be.

    >>> countable("Mật ong 0912.345.678"), countable("nam@example.vn"), countable("gạo 5kg dưới 200.000")
    ('mật ong', '', 'gạo 5kg dưới 200.000')
    """
    said = clean(text)
    if _HAS_AT.search(said):
        said = _APART.sub(r"\1", said)
    kept = without_numbers(_LINK.sub(" ", _MAIL.sub(" ", said))).lower()
    found = " ".join(filter(None, (_EDGES.sub("", word) for word in kept.split())))[:MAX_CHARACTERS].strip()
    return found if any(char.isalpha() for char in found) else ""


def without_numbers(text: str) -> str:
    """Return ``text`` without what could be the number of a person, a card or an account.

    A number goes with all of its word, and with a single letter between two that go.
    """
    while (shorter := _cut(text)) != text:
        text = shorter
    return text


def _cut(text: str) -> str:
    pieces = _pieces(text)
    prices = [found.span() for found in _MONEY.finditer(text)]
    cut = {piece for run in _runs(pieces) if _is_long(run, prices) for piece in run}
    rest = [
        (start, end, count)
        for start, end, count in pieces
        if count and (start, end, count) not in cut and not _within(start, prices)
    ]
    if sum(count for start, end, count in rest if _DIGIT.search(text, start, end)) > MOST_DIGITS:
        cut |= set(rest)
    words = [found.span() for found in _WORD.finditer(text)]
    gone = [any(start < last and first < end for first, last, _ in cut) for start, end in words]
    for at in range(1, len(words) - 1):
        is_letter = words[at][1] - words[at][0] == 1
        gone[at] = gone[at] or (is_letter and gone[at - 1] and gone[at + 1])
    for (start, end), is_gone in zip(reversed(words), reversed(gone), strict=True):
        if is_gone:
            text = f"{text[:start]} {text[end:]}"
    return text


def _pieces(text: str) -> list[Piece]:
    """Return the numbers and words; a letter alone between two numbers may be a digit of theirs."""
    found = [(one.start(), one.end(), _digits(one.group())) for one in _PIECE.finditer(text)]
    for before, at, after in zip(found, range(1, len(found)), found[2:], strict=False):
        start, end, _count = found[at]
        beside = text[before[0] : before[1]], text[after[0] : after[1]]
        is_apart = before[1] < start and end < after[0]
        if text[start:end] in _ALIKE and end - start == 1 and is_apart and all(map(_DIGIT.search, beside)):
            found[at] = start, end, 1
    return found


def _digits(piece: str) -> int:
    """Return how many digits a piece says: ``0912`` four, ``chín`` one, ``mật`` none."""
    return len(piece) if _DIGIT.search(piece) else int(fold(piece) in _NUMERALS)


def _runs(pieces: list[Piece]) -> list[list[Piece]]:
    """Return the numbers that stand together, with nothing but marks and blanks between."""
    return [list(run) for is_number, run in groupby(pieces, key=lambda piece: piece[2] > 0) if is_number]


def _is_long(run: list[Piece], prices: list[tuple[int, int]]) -> bool:
    """Whether a run has too many digits. A price alone has not; beside other numbers it may be a part of one."""
    beside = sum(count for start, _end, count in run if not _within(start, prices))
    return beside > 1 and sum(count for _start, _end, count in run) > LONGEST_NUMBER


def _within(start: int, prices: list[tuple[int, int]]) -> bool:
    return any(first <= start < last for first, last in prices)
