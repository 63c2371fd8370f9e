"""Reading a picture that somebody sent, drawing it anew, making its WebP copies.

Knows Pillow and nothing else, so that it runs in any process. What a sender hears of a picture that is not
taken is said where it was sent (``core.files.papers``, ``listings.pictures.cleaning``).
"""

import enum
import io
from collections.abc import Iterable
from typing import Any, Final

import pillow_heif
from PIL import Image, ImageOps

WIDTHS: Final = (240, 480, 800, 1200)
_QUALITY: Final = 80
# Method 2 takes a third of the time of the default and gives up about three per cent of size.
_METHOD: Final = 2
MAX_PIXELS: Final = 50_000_000
_FORMATS: Final = ("JPEG", "PNG", "WEBP", "AVIF", "HEIF")


class Fault(enum.Enum):
    """Why a picture is not taken."""

    POINTS = enum.auto()  # more than MAX_PIXELS
    SMALL = enum.auto()  # a side is shorter than asked
    UNREADABLE = enum.auto()


class UnfitPictureError(Exception):
    """A picture that cannot be taken."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.name)
        self.fault = fault


def read_upright(
    data: bytes, *, shortest: int, longest: int, ground: tuple[int, int, int] | None = None
) -> Image.Image:
    """Return a picture upright and in RGB; what the file's name or its sender says does not count.

    A side is at least ``shortest`` points, by the header alone, before anything is decoded; a JPEG far larger
    than ``longest`` is decoded smaller. What is see-through shows ``ground``, where one is given. Raises
    UnfitPictureError.
    """
    take_heif()
    try:
        with Image.open(io.BytesIO(data), formats=_FORMATS) as opened:
            check_size(opened, shortest=shortest)
            opened.draft("RGB", (longest, longest))
            upright = ImageOps.exif_transpose(opened)
            return _lay_on(ground, upright) if ground else upright.convert("RGB")
    except Image.DecompressionBombError as error:
        raise UnfitPictureError(Fault.POINTS) from error
    except (OSError, ValueError, SyntaxError, MemoryError) as error:
        raise UnfitPictureError(Fault.UNREADABLE) from error


def check_size(picture: Image.Image, *, shortest: int) -> None:
    """Raise UnfitPictureError where a picture has too many points or a side shorter than ``shortest``."""
    if picture.width * picture.height > MAX_PIXELS:
        raise UnfitPictureError(Fault.POINTS)
    if min(picture.size) < shortest:
        raise UnfitPictureError(Fault.SMALL)


def draw_bare(picture: Image.Image, form: str, *, longest: int = 0, **how: Any) -> tuple[bytes, int, int]:
    """Return (file, width, height) of a picture with nothing in it but its points: no place, no camera, no tail.

    ``longest`` bounds its sides, 0 leaves them; ``how`` is what Pillow's writer of ``form`` is told.
    """
    if longest:
        picture.thumbnail((longest, longest), Image.Resampling.LANCZOS, reducing_gap=2.0)
    bare = Image.new(picture.mode, picture.size)
    bare.paste(picture)
    if palette := picture.getpalette():
        bare.putpalette(palette)
    target = io.BytesIO()
    bare.save(target, form, **how)
    return target.getvalue(), bare.width, bare.height


def take_heif() -> None:
    """Teach Pillow a phone's HEIC; a second time it is a look into a dictionary."""
    if "HEIF" not in Image.OPEN:
        Image.init()
        pillow_heif.register_heif_opener(thumbnails=False)


def _lay_on(ground: tuple[int, int, int], picture: Image.Image) -> Image.Image:
    if "A" not in picture.getbands() and "transparency" not in picture.info:
        return picture.convert("RGB")
    layered = picture.convert("RGBA")
    below = Image.new("RGB", layered.size, ground)
    below.paste(layered, mask=layered.getchannel("A"))
    return below


def encode_copies(source: bytes, widths: Iterable[int] = WIDTHS) -> list[tuple[int, bytes]]:
    """Return (width, WebP) for every width that does not exceed the picture's own.

    A picture narrower than all of them gets one copy of its own width. Each copy is made from the
    next larger one, which costs a fraction of resampling the whole picture every time.
    """
    with Image.open(io.BytesIO(source)) as opened:
        picture = opened.convert("RGB")
    wanted = sorted({width for width in widths if width <= picture.width}, reverse=True) or [picture.width]
    copies = []
    for width in wanted:
        if width != picture.width:
            height = max(1, round(picture.height * width / picture.width))
            picture = picture.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=2.0)
        target = io.BytesIO()
        picture.save(target, "WEBP", quality=_QUALITY, method=_METHOD)
        copies.append((width, target.getvalue()))
    return copies
