"""Papers come in clean: a picture is drawn anew, a PDF is taken only when nothing in it acts by itself.

What the sender calls the file counts for nothing; the first bytes do. A picture, a phone's HEIC among
them, becomes a JPEG without metadata, so no place where it was taken and no second file travels along. A
PDF cannot be drawn anew here, so one that carries scripts, files or locks is refused.
"""

import hashlib
import re
import zlib
from dataclasses import dataclass
from typing import IO, Final

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.http import FileResponse, Http404
from django.utils.translation import gettext as _

from marketplace.core.errors import FloorError
from marketplace.core.files.imaging import Fault, UnfitPictureError, draw_bare, read_upright

MAX_BYTES: Final = 7 * 1024 * 1024
MAX_SIDE: Final = 2600  # an A4 page at 220 dots per inch: the small print of a stamp can be read
MIN_SIDE: Final = 400
ACCEPT: Final = "image/jpeg,image/png,image/webp,image/heic,application/pdf,.heic"
_PDF: Final = b"%PDF-"
# Names of a PDF that act, carry or lock. A name may be written with hexadecimal escapes (/J#61vaScript).
_ACTS: Final = re.compile(
    rb"/(?:JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA|SubmitForm|ImportData|GoToE|Encrypt)(?![A-Za-z0-9])"
)
_ESCAPE: Final = re.compile(rb"#([0-9A-Fa-f]{2})")
_STREAM: Final = re.compile(rb"\bobj\b(.{0,4000}?)\bstream\r?\n(.*?)endstream", re.DOTALL)
_PACKED: Final = b"/ObjStm"
_MOST_UNPACKED: Final = 20 * 1024 * 1024
# A foreign archive hides behind the end of a file; what a PDF writes there is shorter.
_TAIL: Final = 1024
_ARCHIVE_END: Final = b"PK\x05\x06"
# With these a paper that is shown can neither act nor be read by another house.
_HARMLESS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class PaperError(FloorError):
    """A file that cannot be taken, and why."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A clean paper in memory."""

    data: bytes
    content_type: str
    digest: str

    @property
    def extension(self) -> str:
        """How its name ends."""
        return "pdf" if self.content_type == "application/pdf" else "jpg"


def clean_paper(file: IO[bytes]) -> Paper:
    """Return ``file`` as a clean paper. Raises PaperError with a sentence."""
    data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise PaperError(_("Tệp nặng quá 7 MB. Bạn chụp ở cỡ nhỏ hơn, hoặc chọn tệp khác."))
    if data.startswith(_PDF):
        _check_pdf(data)
        return Paper(data, "application/pdf", hashlib.sha256(data).hexdigest())
    picture = _redraw(data)
    return Paper(picture, "image/jpeg", hashlib.sha256(picture).hexdigest())


def store_paper(paper: Paper, *, folder: str) -> str:
    """Put a paper into private storage and return its name, which is its content's."""
    name = f"{folder}/{paper.digest[:2]}/{paper.digest}.{paper.extension}"
    storage = storages["private"]
    if not storage.exists(name):
        stored = storage.save(name, ContentFile(paper.data))
        if stored != name:  # somebody else wrote the same paper between the two lines
            storage.delete(stored)
    return name


def serve_paper(name: str, *, filename: str) -> FileResponse:
    """Send a paper from private storage: a picture is shown, a PDF is saved, and neither may do anything.

    Raises Http404 where nothing lies under ``name``; ``filename`` is said without its ending.
    """
    storage = storages["private"]
    if not name or not storage.exists(name):
        raise Http404
    is_picture = name.endswith(".jpg")
    response = FileResponse(
        storage.open(name),
        content_type="image/jpeg" if is_picture else "application/pdf",
        as_attachment=not is_picture,
        filename=f"{filename}.{'jpg' if is_picture else 'pdf'}",
    )
    for header, value in _HARMLESS.items():
        response.headers[header] = value
    return response


def _redraw(data: bytes) -> bytes:
    try:
        picture = read_upright(data, shortest=MIN_SIDE, longest=MAX_SIDE)
    except UnfitPictureError as error:
        raise PaperError(_sentence_of(error.fault)) from error
    return draw_bare(picture, "JPEG", longest=MAX_SIDE, quality=88, optimize=True)[0]


def _sentence_of(fault: Fault) -> str:
    if fault is Fault.POINTS:
        return too_many_pixels()
    if fault is Fault.SMALL:
        return _("Ảnh nhỏ quá, chữ trên giấy không đọc được. Mỗi cạnh cần ít nhất 400 điểm ảnh.")
    return _("Tệp này không phải ảnh hay PDF đọc được. Bạn chụp lại, hoặc lưu thành JPEG hay PDF.")


def too_many_pixels() -> str:
    """Say that a picture has more than :data:`~marketplace.core.files.imaging.MAX_PIXELS`."""
    return _("Ảnh có quá nhiều điểm ảnh. Chọn ảnh dưới 50 triệu điểm.")


def _check_pdf(data: bytes) -> None:
    end = data.rfind(b"%%EOF")
    if end < 0 or len(data) - end > _TAIL or _ARCHIVE_END in data[end:]:
        raise PaperError(_("Tệp PDF này không trọn vẹn. Bạn lưu lại thành PDF, hoặc chụp ảnh giấy."))
    # What a picture's bytes happen to spell is no name; what is packed is unpacked and looked at.
    if _acts(_STREAM.sub(rb"obj\1", data)) or any(_acts(part) for part in _packed_objects(data)):
        raise PaperError(
            _(
                "Tệp PDF này có mật khẩu, mã lệnh hoặc tệp đính kèm. Bạn in lại thành PDF thường, hoặc chụp ảnh."
            )
        )


def _acts(data: bytes) -> bool:
    return _ACTS.search(_plain(data)) is not None


def _plain(data: bytes) -> bytes:
    return _ESCAPE.sub(lambda found: bytes([int(found[1], 16)]), data) if b"#" in data else data


def _packed_objects(data: bytes) -> list[bytes]:
    """Return what a PDF keeps in packed object streams, where names would hide; a bomb is refused."""
    unpacked, left = [], _MOST_UNPACKED
    for found in _STREAM.finditer(data):
        if _PACKED not in _plain(found[1]):
            continue
        try:
            part = zlib.decompressobj().decompress(found[2], left + 1)
        except zlib.error:
            part = found[2]  # not packed after all, or in a way that no common program writes
        left -= len(part)
        if left < 0:
            raise PaperError(_("Tệp PDF này lớn quá khi mở ra. Bạn chụp ảnh giấy thay vào."))
        unpacked.append(part)
    return unpacked
