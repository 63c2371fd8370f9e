"""What the basket's one form sends: quantities, ways of delivery, a province, and the button that was pressed.

Every button sends the whole form, so that nothing typed is lost whichever is pressed.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.http import QueryDict

from marketplace.core.text import clean_text
from marketplace.shop.basket.errors import QuantityError
from marketplace.shop.basket.quantity import check_quantity, parse_quantity

QUANTITY = "so-luong-"
WAY = "giao-"
PROVINCE = "tinh"
REMOVE = "bo"
STEP = "buoc"
TAKE = "lay"
PROCEED = "tiep"

_KEY = re.compile(r"[0-9]{1,18}")
_PAIR = re.compile(r"(?P<key>[0-9]{1,18}):(?P<number>-?[0-9]{1,4})")
_SHOWN_LENGTH = 40


@dataclass(slots=True)
class BasketChanges:
    """What to change, and what of it could not be understood: ``errors`` are what was typed and why not, by line."""

    quantities: dict[int, int] = field(default_factory=dict)
    removed: set[int] = field(default_factory=set)
    errors: dict[int, tuple[str, str]] = field(default_factory=dict)
    ways: dict[int, str] = field(default_factory=dict)
    province_code: str = ""
    proceeds: bool = False


def read_changes(data: QueryDict, *, lines: Mapping[int, int]) -> BasketChanges:
    """Read the form of a basket with these ``lines`` (quantity by key); other keys are not ours to change."""
    changes = BasketChanges(
        ways=read_ways(data),
        province_code=clean_text(data.get(PROVINCE, ""))[:_SHOWN_LENGTH],
        proceeds=PROCEED in data,
    )
    removed = data.get(REMOVE, "")
    if _KEY.fullmatch(removed) and int(removed) in lines:
        changes.removed.add(int(removed))
    steps = _read_pair(data.get(STEP, ""))
    takes = _read_pair(data.get(TAKE, ""))
    for key in lines:
        if key in changes.removed:
            continue
        raw = data.get(f"{QUANTITY}{key}")
        if key in takes:
            raw = str(takes[key])
        if raw is None:
            continue
        try:
            quantity = parse_quantity(raw)
            changes.quantities[key] = check_quantity(quantity + steps.get(key, 0))
        except QuantityError as error:
            changes.errors[key] = (clean_text(raw)[:_SHOWN_LENGTH], error.message)
    return changes


def read_ways(data: QueryDict) -> dict[int, str]:
    """Return the way of delivery that was chosen at each stall."""
    return {
        int(name.removeprefix(WAY)): value
        for name, value in data.items()
        if name.startswith(WAY) and _KEY.fullmatch(name.removeprefix(WAY)) and isinstance(value, str)
    }


def read_key(raw: str) -> int:
    """Return the key that a form sent, or zero, which no row has."""
    raw = raw.strip()
    return int(raw) if _KEY.fullmatch(raw) else 0


def _read_pair(raw: str) -> dict[int, int]:
    found = _PAIR.fullmatch(raw)
    return {int(found["key"]): int(found["number"])} if found else {}
