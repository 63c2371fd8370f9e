"""What a question says about price: ``dưới 200k`` (under), ``trên 1 triệu`` (over), ``100-200k``.

A hint moves goods up, it takes none away: who writes «mật ong dưới 200k» still wants to see what there is.
"""

import re
from dataclasses import dataclass
from typing import Final

from search.text.folding import fold

_NUMBER = r"(\d{1,9}(?:[.,]\d{1,3})*)\s*(k|nghin|ngan|tr|trieu|d|dong|vnd)?(\d)?(?![^\W_])"
_AMOUNT: Final = re.compile(_NUMBER)
_UNDER: Final = re.compile(
    r"(?<![^\W_])(?:duoi|khong qua|toi da|re hon|nho hon|den|under|below|less than|<=?)\s*" + _NUMBER
)
_OVER: Final = re.compile(r"(?<![^\W_])(?:tren|hon|tu|toi thieu|over|above|more than|from|>=?)\s*" + _NUMBER)
_ABOUT: Final = re.compile(r"(?<![^\W_])(?:tam|khoang|co|gia|about|around)\s*" + _NUMBER)
_RANGE: Final = re.compile(
    r"(?<![^\W_])(?:(?:tu|from)\s*)?" + _NUMBER + r"\s*(?:-|–|den|toi|to)\s*" + _NUMBER
)
_TIMES: Final[dict[str, int]] = {
    "k": 1_000,
    "nghin": 1_000,
    "ngan": 1_000,
    "tr": 1_000_000,
    "trieu": 1_000_000,
}
# A number without a unit is a price only from here on: «dưới 200» is 200,000 to nobody's surprise,
# «3 con» is no price at all.
_SMALLEST: Final = 1_000
# Nothing on a floor costs more; a longer number is no price, and none that every engine can compare.
_LARGEST: Final = 99_999_999_999
_NEAR: Final = 0.25
_THOUSANDS = 3


@dataclass(frozen=True, slots=True)
class PriceHint:
    """The đồng that the shopper has in mind; an end that was not said is ``None``."""

    low: int | None = None
    high: int | None = None

    def holds(self, price: int) -> bool:
        """Whether a price lies in it."""
        return (self.low is None or price >= self.low) and (self.high is None or price <= self.high)


def take_price(text: str) -> tuple[str, PriceHint | None]:
    """Return lower-case text without what it says about price, and the hint.

    >>> take_price("mật ong dưới 200k")
    ('mật ong  ', PriceHint(low=None, high=200000))
    """
    # Folding keeps the number of characters of composed text, so places agree.
    folded = fold(text)
    if len(folded) != len(text):
        return text, None
    for pattern, read in ((_RANGE, _range), (_UNDER, _under), (_OVER, _over), (_ABOUT, _about)):
        for found in pattern.finditer(folded):
            hint = read(found)
            if hint is not None:
                return text[: found.start()] + " " + text[found.end() :], hint
    return text, None


def read_amount(text: str) -> int | None:
    """Return the đồng of an amount that names its unit: ``50k``, ``1tr5``, ``200 nghìn``; else nothing.

    >>> read_amount("1,5 triệu")
    1500000
    """
    found = _AMOUNT.fullmatch(fold(text.strip().lower()))
    return _amount(*found.groups()) if found and found[2] else None


def _range(found: re.Match[str]) -> PriceHint | None:
    high = _amount(*found.groups()[3:])
    # «100-200k»: the unit of the second is the unit of both.
    low = _amount(found[1], found[2] or found[5], found[3])
    return PriceHint(low, high) if low and high and low < high else None


def _under(found: re.Match[str]) -> PriceHint | None:
    amount = _amount(*found.groups())
    return PriceHint(high=amount) if amount else None


def _over(found: re.Match[str]) -> PriceHint | None:
    amount = _amount(*found.groups())
    return PriceHint(low=amount) if amount else None


def _about(found: re.Match[str]) -> PriceHint | None:
    amount = _amount(*found.groups())
    return PriceHint(round(amount * (1 - _NEAR)), round(amount * (1 + _NEAR))) if amount else None


def _amount(number: str, unit: str | None, tail: str | None) -> int | None:
    """Return đồng: ``200k``, ``1,5tr``, ``1tr5``, ``200.000``; nothing where it can be no price."""
    if not unit:
        digits = re.sub(r"[.,]", "", number)
        return _plausible(int(digits)) if not tail else None
    times = _TIMES.get(unit, 1)
    parts = re.split(r"[.,]", number)
    if len(parts) > 1 and len(parts[-1]) == _THOUSANDS:
        value = int("".join(parts)) * times
    elif len(parts) > 1:
        value = round(float(f"{''.join(parts[:-1])}.{parts[-1]}") * times)
    else:
        value = int(parts[0]) * times
    if tail:
        value += int(tail) * times // 10
    return _plausible(value)


def _plausible(value: int) -> int | None:
    return value if _SMALLEST <= value <= _LARGEST else None
