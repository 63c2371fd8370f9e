"""How alike two pictures look: a difference hash, 64 bits of "brighter than the neighbour on the right"."""

import io
from dataclasses import dataclass
from typing import Final

from PIL import Image

_SIDE: Final = 8
_BAND_BITS: Final = 16
_BANDS: Final = 4
# Of a plain surface next to no bit is set: it says nothing of the picture.
_LEAST_BITS: Final = 6


@dataclass(frozen=True, slots=True)
class Likeness:
    """The hash of a picture; ``None`` stands for a picture too plain to compare."""

    bits: int

    @property
    def text(self) -> str:
        """The hash as it is stored."""
        return f"{self.bits:016x}"

    @property
    def bands(self) -> tuple[int, int, int, int]:
        """Four numbers; pictures at most three bits apart have one of them in common."""
        first, second, third, fourth = (
            (self.bits >> (_BAND_BITS * number)) & 0xFFFF for number in range(_BANDS)
        )
        return first, second, third, fourth


def likeness_of(data: bytes) -> Likeness | None:
    """Return the hash of a picture's bytes, or None where it shows too little to be told from another."""
    with Image.open(io.BytesIO(data)) as opened:
        opened.draft("L", (_SIDE * 16, _SIDE * 16))
        small = opened.convert("L").resize((_SIDE + 1, _SIDE), Image.Resampling.LANCZOS)
    grey = list(small.tobytes())
    bits = 0
    for row in range(_SIDE):
        for column in range(_SIDE):
            left = grey[row * (_SIDE + 1) + column]
            bits = (bits << 1) | (left > grey[row * (_SIDE + 1) + column + 1] + 1)
    return Likeness(bits) if _LEAST_BITS <= bits.bit_count() <= _SIDE * _SIDE - _LEAST_BITS else None


def distance(first: str, second: str) -> int:
    """Return in how many bits two stored hashes differ."""
    return (int(first, 16) ^ int(second, 16)).bit_count()
