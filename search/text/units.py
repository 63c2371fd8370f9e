"""Quantities as tokens: ``500g``, ``0,5 kg`` and ``nửa ký`` (half a kilo) are all ``g500``.

Mass is told in grams, volume in millilitres, length in centimetres. The words are taken out of the
text, so that ``5`` and ``lít`` (litre) of ``can 5 lít`` are not looked for one by one.
"""

import re
from decimal import Decimal
from typing import Final

# By unit: the token's beginning and how many of the base unit it holds. Words that mean something
# else without marks (``cân`` weighs, ``can`` is a canister) are listed with marks only.
_UNITS: Final[dict[str, tuple[str, str]]] = {
    "mg": ("g", "0.001"),
    "g": ("g", "1"),
    "gr": ("g", "1"),
    "gam": ("g", "1"),
    "gram": ("g", "1"),
    "grams": ("g", "1"),
    "lạng": ("g", "100"),
    "lang": ("g", "100"),
    "kg": ("g", "1000"),
    "kgs": ("g", "1000"),
    "ki": ("g", "1000"),
    "kí": ("g", "1000"),
    "ky": ("g", "1000"),
    "ký": ("g", "1000"),
    "kilo": ("g", "1000"),
    "kilogram": ("g", "1000"),
    "cân": ("g", "1000"),
    "yến": ("g", "10000"),
    "tạ": ("g", "100000"),
    "tấn": ("g", "1000000"),
    "ml": ("ml", "1"),
    "cc": ("ml", "1"),
    "l": ("ml", "1000"),
    "lit": ("ml", "1000"),
    "lít": ("ml", "1000"),
    "liter": ("ml", "1000"),
    "litre": ("ml", "1000"),
    "mm": ("cm", "0.1"),
    "cm": ("cm", "1"),
    "m": ("cm", "100"),
    "mét": ("cm", "100"),
    "met": ("cm", "100"),
}
_NUMBER_WORDS: Final[dict[str, str]] = {
    "nửa": "0.5",
    "nua": "0.5",
    "một": "1",
    "mot": "1",
    "hai": "2",
    "ba": "3",
    "bốn": "4",
    "bon": "4",
    "năm": "5",
    "nam": "5",
    "mười": "10",
    "muoi": "10",
}
# Units that a number written as a word may stand before: «ba g» is no quantity, «ba lít» is.
_AFTER_WORDS: Final = frozenset({"kg", "ki", "kí", "ky", "ký", "kilo", "cân", "lạng", "lang", "lit", "lít"})
_LONGEST_FIRST: Final = sorted(_UNITS, key=len, reverse=True)
_QUANTITY: Final = re.compile(
    r"(?<![^\W_])(?:"
    r"(?P<half>1/2|½|1⁄2)\s*(?P<half_unit>" + "|".join(_LONGEST_FIRST) + r")"
    r"|(?P<number>\d{1,6}(?:[.,]\d{1,3})?)\s*(?P<unit>" + "|".join(_LONGEST_FIRST) + r")"
    r"(?:(?P<tail>\d)(?!\d)|\s*(?P<more>rưỡi|ruoi))?"
    r"|(?P<word>" + "|".join(_NUMBER_WORDS) + r")\s+(?P<word_unit>" + "|".join(sorted(_AFTER_WORDS, key=len, reverse=True)) + r")"
    r"(?:\s*(?P<word_more>rưỡi|ruoi))?"
    r")(?![^\W_])"
)  # fmt: skip
_THOUSANDS = 3


def take_units(text: str) -> tuple[str, tuple[str, ...]]:
    """Return lower-case text without its quantities, and the quantities as tokens, in order.

    >>> take_units("mật ong 0,5kg chai 500 ml")
    ('mật ong   chai  ', ('g500', 'ml500'))
    """
    found: list[str] = []

    def take(match: re.Match[str]) -> str:
        token = _token(match)
        if token is None:
            return match.group()
        if token not in found:
            found.append(token)
        return " "

    return _QUANTITY.sub(take, text), tuple(found)


def _token(match: re.Match[str]) -> str | None:
    if match["half"]:
        amount, unit = Decimal("0.5"), match["half_unit"]
    elif match["word"]:
        amount, unit = Decimal(_NUMBER_WORDS[match["word"]]), match["word_unit"]
        if match["word_more"]:
            amount += Decimal("0.5")
    else:
        amount, unit = _number(match["number"]), match["unit"]
        if match["tail"]:  # 1m6 is 1.6 m, 1kg2 is 1.2 kg
            amount += Decimal(match["tail"]) / 10
        elif match["more"]:
            amount += Decimal("0.5")
    base, times = _UNITS[unit]
    value = (amount * Decimal(times)).normalize()
    return f"{base}{value:f}".replace(".", "p") if value > 0 else None


def _number(text: str) -> Decimal:
    """Return the number: ``0,5`` and ``0.5`` are a half, ``1.000`` is a thousand."""
    whole, mark, part = text.replace(",", ".").partition(".")
    if mark and len(part) == _THOUSANDS and whole != "0":
        return Decimal(whole + part)
    return Decimal(text.replace(",", "."))
