"""Plain bars as SVG geometry, drawn on the server. A chart never stands alone: its table says the same.

All lengths are whole units of the drawing, so that the page needs no style of its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

WIDTH: Final = 343
_TOP: Final = 28
_FLOOR: Final = 170
HEIGHT: Final = 198
_MOST_LABELS: Final = 8
# Lying bars: a line for the name and the amount, and the bar below it.
MOST_ROWS: Final = 12
_ROW: Final = 36
_TEXT: Final = 14
_BAR: Final = 10
# As wide as letters are in a wide typeface; an amount is bold.
_LETTER: Final = 8
_DIGIT: Final = 9
_APART: Final = 12
# Where there are more bars, a few have a day under them; the first and the last need room for half of it.
_FEW: Final = 7
_SIDE: Final = 18


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar; ``label`` and ``value`` are empty where there is no room to write them."""

    x: int
    y: int
    width: int
    height: int
    middle: int
    label: str
    value: str
    is_now: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """What the template draws."""

    bars: tuple[Bar, ...]
    width: int = WIDTH
    height: int = HEIGHT
    floor: int = _FLOOR


def bar_chart(points: Sequence[tuple[str, int, str]], *, ends_now: bool = True) -> Chart:
    """Return bars of (label, amount, amount in few letters); where they are a span of time, the last one is now."""
    most = max((amount for _label, amount, _words in points), default=0)
    count = max(len(points), 1)
    every = 1 if count <= _MOST_LABELS else -(-count // _FEW)
    side = 0 if every == 1 else _SIDE
    room = WIDTH - 2 * side
    bars = []
    for index, (label, amount, words) in enumerate(points):
        left, right = side + room * index // count, side + room * (index + 1) // count
        gap = max((right - left) // 6, 1)
        height = (_FLOOR - _TOP) * amount // most if most else 0
        is_named = (count - 1 - index) % every == 0
        bars.append(
            Bar(
                x=left + gap,
                y=_FLOOR - height,
                width=max(right - left - 2 * gap, 1),
                height=height,
                middle=(left + right) // 2,
                label=label if is_named else "",
                value=words if count <= _MOST_LABELS else "",
                is_now=ends_now and index == count - 1,
            )
        )
    return Chart(tuple(bars))


@dataclass(frozen=True, slots=True)
class RowBar:
    """One lying bar under its name; ``name`` is cut where it would run into the amount, ``whole`` is not."""

    y: int
    text_y: int
    width: int
    name: str
    whole: str
    value: str


@dataclass(frozen=True, slots=True)
class RowChart:
    """What the template draws of names that have no order of their own."""

    rows: tuple[RowBar, ...]
    height: int
    width: int = WIDTH
    thickness: int = _BAR


def row_chart(points: Sequence[tuple[str, int, str]]) -> RowChart:
    """Return the first :data:`MOST_ROWS` of (name, amount, amount in words) as lying bars, in their order."""
    shown = points[:MOST_ROWS]
    most = max((amount for _name, amount, _words in shown), default=0)
    rows = []
    for index, (name, amount, words) in enumerate(shown):
        top = index * _ROW
        # What sells at all has a bar that can be seen.
        width = max(WIDTH * amount // most, 1) if most and amount else 0
        room = (WIDTH - _APART - _DIGIT * len(words)) // _LETTER
        cut = name if len(name) <= room else f"{name[: room - 1].rstrip()}…"
        rows.append(RowBar(top + _TEXT + 6, top + _TEXT, width, cut, name, words))
    return RowChart(tuple(rows), height=max(len(rows) * _ROW, 1))
