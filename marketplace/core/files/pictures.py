"""What a template needs of a picture, without asking the database or opening the file."""

from dataclasses import dataclass
from typing import Final

# Public storage keeps the pictures of goods here.
GOODS_FOLDER: Final = "goods"


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture in several widths. ``width`` and ``height`` are pixels of ``src``."""

    src: str
    srcset: str
    width: int
    height: int
    alt: str = ""


def rendition_name(original: str, width: int) -> str:
    """Return the storage name of the WebP copy of ``original`` that is ``width`` pixels wide."""
    stem, _, _ = original.rpartition(".")
    return f"{stem or original}.{width}.webp"
