"""The one way from a file that somebody sent to a table: what it is, its first bytes say, not its name."""

from typing import IO, Final

from django.utils.translation import gettext as _

from marketplace.desk.exchange.archives import check_workbook
from marketplace.desk.exchange.decoding import read_csv
from marketplace.desk.exchange.errors import FileProblemError
from marketplace.desk.exchange.sheets import read_xlsx
from marketplace.desk.exchange.tables import Table, build_table

MAX_TABLE_BYTES: Final = 8_000_000
_ZIP: Final = b"PK"
_OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0"
_FOREIGN: Final = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"{\\rtf",
    b"<!DOC",
    b"<html",
    b"Rar!",
    b"7z\xbc\xaf",
)


def check_table_file(file: IO[bytes]) -> None:
    """Refuse by size, first bytes and directory what cannot be a table; reads no row."""
    file.seek(0, 2)
    size = file.tell()
    file.seek(0)
    if size > MAX_TABLE_BYTES:
        raise FileProblemError(_("Bảng nặng quá 8 MB. Bỏ ảnh, bỏ tờ thừa trong bảng, hoặc chia nhiều tệp."))
    head = file.read(8)
    file.seek(0)
    if not head.strip(b"\xef\xbb\xbf\xff\xfe\r\n\t "):
        raise FileProblemError(_("Tệp trống."))
    if head.startswith(_OLD_OFFICE):
        raise FileProblemError(_("Tệp Excel đời cũ (.xls) hoặc có mật khẩu. Lưu lại thành XLSX rồi gửi."))
    if head.startswith(_FOREIGN):
        raise FileProblemError(_("Tệp này không phải bảng XLSX hay CSV."))
    if head.startswith(_ZIP):
        check_workbook(file)
    file.seek(0)


def read_table(file: IO[bytes]) -> Table:
    """Return what the file says. Raises FileProblemError."""
    check_table_file(file)
    if file.read(2) == _ZIP:
        file.seek(0)
        return build_table(read_xlsx(file))
    file.seek(0)
    rows, notes = read_csv(file.read(MAX_TABLE_BYTES + 1))
    return build_table(rows, notes)
