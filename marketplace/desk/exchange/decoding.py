"""CSV as people's programs write it: any Unicode, the Windows code page of Vietnamese, any usual separator."""

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from typing import Final

from django.utils.translation import gettext as _

from marketplace.desk.exchange.columns import column_keys, fold
from marketplace.desk.exchange.errors import FileProblemError
from marketplace.desk.exchange.tables import MAX_COLUMNS, Cell

_DELIMITERS: Final = (";", ",", "\t", "|")
_SAMPLE: Final = 400
# Text of western letters has a zero in every other byte of UTF-16; text in one byte has none.
_MANY_ZEROS: Final = 0.2
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def read_csv(data: bytes) -> tuple[Iterator[Sequence[Cell]], list[str]]:
    """Return the rows and what the person should know about them. Raises FileProblemError."""
    text, notes = decode(data)
    return _rows(text, sniff(text)), notes


def decode(data: bytes) -> tuple[str, list[str]]:
    """Return the text, and a sentence where it was converted."""
    encoding = _unicode_of(data)
    try:
        return data.decode(encoding), []
    except UnicodeDecodeError as error:
        if encoding != "utf-8":
            raise FileProblemError(_("Tệp CSV này hỏng giữa chừng, không đọc được.")) from error
    # Every byte is something in a Windows code page, so only known headings show that it is the right one.
    text = data.decode("cp1258", errors="replace")
    head = _headings_in(text)
    known = sum(fold(one) in column_keys() for one in next(csv.reader([head], delimiter=_busiest(head)), []))
    if not known or "\ufffd" in text:
        raise FileProblemError(
            _(
                "Không đọc được dấu tiếng Việt trong tệp CSV này (bảng mã cũ như TCVN3, VNI). "
                "Lưu lại thành «CSV UTF-8» hoặc XLSX rồi gửi lại."
            )
        )
    return text, [_("Tệp ghi bằng bảng mã Windows-1258, sàn đã chuyển sang Unicode. Bạn xem lại dấu.")]


def sniff(text: str) -> str:
    """Return what separates the cells: the sign that stands most often in the line of headings."""
    return _busiest(_headings_in(text))


def _headings_in(text: str) -> str:
    """Return the first line that says something."""
    return next((line for line in text.splitlines() if line.strip()), "")


def _unicode_of(data: bytes) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding
    sample = data[:_SAMPLE]
    if sample and sample.count(0) / len(sample) > _MANY_ZEROS:
        return "utf-16-le" if sample[1::2].count(0) > sample[::2].count(0) else "utf-16-be"
    return "utf-8"


def _busiest(head: str) -> str:
    inside = False
    counts = dict.fromkeys(_DELIMITERS, 0)
    for sign in head:
        if sign == '"':
            inside = not inside
        elif not inside and sign in counts:
            counts[sign] += 1
    return max(_DELIMITERS, key=lambda one: counts[one])


def _rows(text: str, delimiter: str) -> Iterator[Sequence[Cell]]:
    # A NUL is no text; Python's reader would stop at it.
    reader = csv.reader(io.StringIO(text.replace("\x00", ""), newline=""), delimiter=delimiter)
    try:
        for row in reader:
            yield [Cell(text) for text in row[:MAX_COLUMNS]]
    except csv.Error as error:
        raise FileProblemError(
            _("Dòng %s của tệp CSV không đọc được: có dấu nháy kép mở mà không đóng.") % reader.line_num
        ) from error
