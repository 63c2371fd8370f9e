"""Pictures come in clean: decoded, turned upright, without metadata, and named by their content.

They lie in private storage until a revision that shows them is approved. A file is never rewritten,
so a picture that was looked at is the picture that goes on the shelf.
"""

import hashlib
import os
from dataclasses import dataclass
from typing import IO, Final

from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, Storage, default_storage, storages
from django.utils.translation import gettext as _
from PIL import Image

from marketplace.core.errors import FloorError
from marketplace.core.files.imaging import (
    Fault,
    UnfitPictureError,
    check_size,
    draw_bare,
    encode_copies,
    read_upright,
)
from marketplace.core.files.papers import too_many_pixels
from marketplace.core.files.pictures import GOODS_FOLDER, rendition_name

MAX_UPLOAD_BYTES: Final = 12 * 1024 * 1024
MAX_SIDE: Final = 2000
MIN_SIDE: Final = 200
SMALL_WIDTH: Final = 240
PRIVATE_FOLDER: Final = "listings"
_WHOLE: Final = 100
_TURNS: Final = {
    90: Image.Transpose.ROTATE_270,
    180: Image.Transpose.ROTATE_180,
    270: Image.Transpose.ROTATE_90,
}
_QUALITY: Final = 90
_PAPER: Final = (255, 253, 248)  # the page's ground


class PictureError(FloorError):
    """A picture that cannot be taken, and why."""


@dataclass(frozen=True, slots=True)
class StoredPicture:
    """A clean picture in private storage."""

    name: str
    digest: str
    width: int
    height: int


def clean_upload(file: IO[bytes]) -> StoredPicture:
    """Return ``file`` as a clean picture in private storage. Raises PictureError with a sentence."""
    return store_private(clean_picture(file))


def clean_picture(file: IO[bytes]) -> tuple[bytes, int, int]:
    """Return ``file`` as a clean picture (JPEG, width, height) in memory. Raises PictureError with a sentence."""
    data = file.read(MAX_UPLOAD_BYTES + 1)
    if len(data) > MAX_UPLOAD_BYTES:
        raise PictureError(_("Ảnh nặng quá 12 MB. Chụp lại ở cỡ nhỏ hơn, hoặc chọn ảnh khác."))
    return _encode(_decode(data))


def store_private(picture: tuple[bytes, int, int]) -> StoredPicture:
    """Put clean bytes (data, width, height) into private storage under their digest's name."""
    data, width, height = picture
    digest = hashlib.sha256(data).hexdigest()
    name = f"{PRIVATE_FOLDER}/{digest[:2]}/{digest}.jpg"
    _store_once(storages["private"], name, data)
    return StoredPicture(name, digest, width, height)


def crop_picture(name: str, *, box: tuple[int, int, int, int], turn: int = 0) -> StoredPicture:
    """Return a new picture: ``name`` turned by ``turn`` degrees clockwise, then cut to ``box`` (per cent of its sides).

    The picture that was is kept as it is; a revision may still show it.
    """
    left, top, right, bottom = box
    if (turn and turn not in _TURNS) or not (0 <= left < right <= _WHOLE and 0 <= top < bottom <= _WHOLE):
        raise PictureError(_("Phần cắt này nằm ngoài ảnh. Bạn chọn lại giúp."))
    with storages["private"].open(name) as file, Image.open(file) as opened:
        picture = opened.convert("RGB")
    if turn:
        picture = picture.transpose(_TURNS[turn])
    width, height = picture.size
    cut = picture.crop(
        (
            left * width // _WHOLE,
            top * height // _WHOLE,
            right * width // _WHOLE,
            bottom * height // _WHOLE,
        )
    )
    try:
        check_size(cut, shortest=MIN_SIDE)
    except UnfitPictureError as error:
        raise PictureError(_sentence_of(error.fault)) from error
    return store_private(_encode(cut))


def small_copy(name: str) -> str:
    """Return the name of a small copy in private storage, made the first time that somebody asks."""
    small = rendition_name(name, SMALL_WIDTH)
    storage = storages["private"]
    if not storage.exists(small):
        with storage.open(name) as file:
            ((_width, data),) = encode_copies(file.read(), [SMALL_WIDTH])
        _store_once(storage, small, data)
    return small


def shelf_name(digest: str) -> str:
    """Return the name that a picture has in public storage."""
    return f"{GOODS_FOLDER}/{digest[:2]}/{digest}.jpg"


def copy_to_shelf(name: str, digest: str) -> str:
    """Copy an approved picture to public storage and return its name there."""
    public = shelf_name(digest)
    if not default_storage.exists(public):
        with storages["private"].open(name) as source:
            _store_once(default_storage, public, source.read())
    return public


def _store_once(storage: Storage, name: str, data: bytes) -> None:
    """Write ``data`` unless the name is there: the name is the content's, so it would be the same."""
    if storage.exists(name):
        if isinstance(storage, FileSystemStorage):
            os.utime(storage.path(name))  # sent again is young again: no sweeper takes it for a stray
        return
    stored = storage.save(name, ContentFile(data))
    if stored != name:  # somebody else wrote the same picture between the two lines
        storage.delete(stored)


def _decode(data: bytes) -> Image.Image:
    try:
        return read_upright(data, shortest=MIN_SIDE, longest=MAX_SIDE, ground=_PAPER)
    except UnfitPictureError as error:
        raise PictureError(_sentence_of(error.fault)) from error


def _sentence_of(fault: Fault) -> str:
    if fault is Fault.POINTS:
        return too_many_pixels()
    if fault is Fault.SMALL:
        return _("Ảnh nhỏ quá, nhìn không rõ hàng. Mỗi cạnh cần ít nhất 200 điểm ảnh.")
    return _("Tệp này không phải ảnh JPEG, PNG, WebP, AVIF hay HEIC đọc được.")


def _encode(picture: Image.Image) -> tuple[bytes, int, int]:
    # Full colour resolution: lettering on a drawn label would smear otherwise.
    return draw_bare(
        picture,
        "JPEG",
        longest=MAX_SIDE,
        quality=_QUALITY,
        subsampling=0,
        optimize=True,
        progressive=True,
    )
