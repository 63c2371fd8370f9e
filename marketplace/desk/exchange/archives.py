"""A ZIP is looked at by its directory before anything in it is unpacked, and nothing is unpacked to a disk.

What the directory claims about a size is not believed either: no more is read of an entry than it claims,
and an entry that goes on is refused.
"""

import contextlib
import stat
import unicodedata
import zipfile
from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import IO, Final

from django.utils.translation import gettext as _

from marketplace.desk.exchange.errors import FileProblemError
from marketplace.listings.pictures.cleaning import MAX_UPLOAD_BYTES

MAX_ZIP_BYTES: Final = 30_000_000
MAX_PICTURES: Final = 2000
MAX_UNPACKED: Final = 150_000_000
# Pictures are packed already; what shrinks so much is none.
MAX_RATIO: Final = 100
MAX_WORKBOOK_UNPACKED: Final = 60_000_000
MAX_WORKBOOK_PARTS: Final = 500
_ENDINGS: Final = frozenset({".jpg", ".jpeg", ".png", ".webp", ".avif", ".heic", ".heif"})
_PACKED: Final = frozenset({".zip", ".rar", ".7z", ".gz", ".tar", ".xlsx", ".xlsm", ".docx"})
_RUBBISH: Final = frozenset({".ds_store", "thumbs.db", "desktop.ini"})
_LOCKED: Final = 0x1
_UTF_8: Final = 0x800
_METHODS: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})


class Pictures:
    """The pictures of a ZIP by name. Raises FileProblemError for what is no plain folder of pictures."""

    def __init__(self, file: IO[bytes]) -> None:
        self._archive = open_zip(file)
        entries = [one for one in self._archive.infolist() if not _is_rubbish(one)]
        _check_sizes(entries, most=MAX_UNPACKED, parts=MAX_PICTURES)
        self._entries: dict[str, zipfile.ZipInfo | None] = {}
        for entry in entries:
            _check_picture(entry)
            path = PurePosixPath(fold_name(_name_of(entry)))
            for name in {str(path), path.name}:
                # Two pictures of one name in two folders are told apart by their folders alone.
                self._entries[name] = None if name in self._entries else entry

    def __len__(self) -> int:
        return len({id(entry) for entry in self._entries.values() if entry is not None})

    def open(self, name: str) -> IO[bytes] | None:
        """Return the picture's bytes as a file, or nothing where the ZIP has no such one."""
        entry = self._entries.get(fold_name(name))
        return self._archive.open(entry) if entry is not None else None


def open_zip(file: IO[bytes]) -> zipfile.ZipFile:
    """Return the archive, its directory read."""
    try:
        return zipfile.ZipFile(file)
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise FileProblemError(
            _("Tệp nén này hỏng hoặc không phải ZIP. Nén lại thành ZIP rồi gửi.")
        ) from error


def check_workbook(file: IO[bytes]) -> None:
    """Refuse a workbook that unpacks into too much, carries macros or is locked; only its directory is read."""
    entries = open_zip(file).infolist()
    names = {entry.filename.casefold() for entry in entries}
    if any(name.endswith("vbaproject.bin") or "/macrosheets/" in name for name in names):
        raise FileProblemError(
            _("Tệp có mã lệnh (macro). Lưu lại thành «Sổ làm việc Excel (.xlsx)» rồi gửi.")
        )
    if "xl/workbook.xml" not in names:
        raise FileProblemError(_("Tệp này không phải XLSX. Dùng tệp mẫu, hoặc lưu lại thành XLSX hay CSV."))
    _check_sizes(entries, most=MAX_WORKBOOK_UNPACKED, parts=MAX_WORKBOOK_PARTS, ratio=None)
    file.seek(0)


def fold_name(name: str) -> str:
    """Return a file's name as two systems agree on it."""
    return unicodedata.normalize("NFC", name.strip().replace("\\", "/")).casefold().removeprefix("./")


def _name_of(entry: zipfile.ZipInfo) -> str:
    """Return the entry's name.

    Without the mark of UTF-8 Python takes it for the code page of the first PCs. The Finder writes UTF-8 all the
    same, and the Explorer of a Vietnamese Windows its own code page.
    """
    if entry.flag_bits & _UTF_8 or entry.filename.isascii():
        return entry.filename
    try:
        written = entry.filename.encode("cp437")
    except UnicodeEncodeError:  # told otherwise, in a field beside the name
        return entry.filename
    for encoding in ("utf-8", "cp1258"):
        with contextlib.suppress(UnicodeDecodeError):
            return written.decode(encoding)
    return entry.filename


def _check_sizes(
    entries: Iterable[zipfile.ZipInfo], *, most: int, parts: int, ratio: int | None = MAX_RATIO
) -> None:
    rows = list(entries)
    if len(rows) > parts:
        raise FileProblemError(_("Tệp nén có quá nhiều tệp bên trong, tối đa %s.") % parts)
    for entry in rows:
        if entry.flag_bits & _LOCKED:
            raise FileProblemError(_("Tệp có mật khẩu. Bỏ mật khẩu rồi gửi lại."))
        if entry.compress_type not in _METHODS:
            raise FileProblemError(_("Tệp nén theo kiểu sàn không đọc. Nén lại thành ZIP thường."))
        if ratio is not None and entry.file_size > ratio * max(entry.compress_size, 1):
            raise FileProblemError(
                _("«%s» phồng lên quá nhiều khi mở ra, không phải ảnh. Bỏ tệp đó rồi nén lại.")
                % _name_of(entry)[:80]
            )
    if sum(entry.file_size for entry in rows) > most:
        raise FileProblemError(_("Tệp nén mở ra lớn quá %s MB. Chia nhỏ rồi gửi.") % (most // 1_000_000))


def _is_rubbish(entry: zipfile.ZipInfo) -> bool:
    """Whether a computer put the entry there by itself, or it is only a folder."""
    name = _name_of(entry).replace("\\", "/").casefold()
    return (
        entry.is_dir()
        or name.startswith("__macosx/")
        or "/__macosx/" in name
        or name.rpartition("/")[2] in _RUBBISH
    )


def _check_picture(entry: zipfile.ZipInfo) -> None:
    name = _name_of(entry)
    shown = name[:80]
    path = PurePosixPath(name.replace("\\", "/"))
    is_link = stat.S_ISLNK(entry.external_attr >> 16)
    if path.is_absolute() or ".." in path.parts or ":" in name or is_link:
        raise FileProblemError(
            _("«%s» trỏ ra ngoài tệp nén. Nén lại các ảnh trong một thư mục thường.") % shown
        )
    ending = path.suffix.casefold()
    if ending in _PACKED:
        raise FileProblemError(_("«%s» là tệp nén nằm trong tệp nén. Chỉ nén các tấm ảnh.") % shown)
    if ending not in _ENDINGS:
        raise FileProblemError(
            _("«%s» không phải ảnh. Tệp ZIP chỉ gồm ảnh JPEG, PNG, WebP, AVIF hoặc HEIC.") % shown
        )
    if entry.file_size > MAX_UPLOAD_BYTES:
        raise FileProblemError(_("Ảnh «%s» nặng quá 12 MB. Thu nhỏ rồi nén lại.") % shown)
