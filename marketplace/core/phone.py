"""Vietnamese mobile numbers: kept as ten digits that begin with 0, shown in groups."""

import re
from enum import StrEnum

LENGTH = 10
_SEPARATORS = re.compile(r"[\s.\-()\u00a0]+")
_COUNTRY_CODE = re.compile(r"^(?:\+84|0084|84(?=\d{9}$))0?")
_MOBILE = re.compile(r"^0[35789]\d{8}$", re.ASCII)


class PhoneFault(StrEnum):
    """What is wrong with a number, so that a form can say what to do."""

    NOT_DIGITS = "not_digits"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    NOT_MOBILE = "not_mobile"


def normalise_phone(value: str) -> str:
    """Return ``0912345678`` for ``+84 912 345 678``, ``84912345678`` and the like.

    What is no number comes back without its separators; :func:`phone_fault` says why.
    """
    return _COUNTRY_CODE.sub("0", _SEPARATORS.sub("", value))


def phone_fault(number: str) -> PhoneFault | None:
    """Return what is wrong with a normalised number, or nothing."""
    if not number.isascii() or not number.isdigit():
        return PhoneFault.NOT_DIGITS
    if len(number) < LENGTH:
        return PhoneFault.TOO_SHORT
    if len(number) > LENGTH:
        return PhoneFault.TOO_LONG
    return None if _MOBILE.match(number) else PhoneFault.NOT_MOBILE


def format_phone(number: str) -> str:
    """Return ``0912 345 678`` with no-break spaces; anything else comes back as it is."""
    if phone_fault(number):
        return number
    return f"{number[:4]}\u00a0{number[4:7]}\u00a0{number[7:]}"
