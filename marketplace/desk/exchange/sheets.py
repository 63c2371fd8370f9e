"""XLSX, read line by line and no further than the limit. A formula is a fault of its cell, never its result."""

import datetime as dt
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import IO, Any, Final
from xml.etree.ElementTree import ParseError

import openpyxl
from defusedxml import DefusedXmlException
from django.utils.translation import gettext as _
from openpyxl.utils.exceptions import InvalidFileException

from marketplace.desk.exchange.columns import fold, words
from marketplace.desk.exchange.errors import FileProblemError
from marketplace.desk.exchange.tables import MAX_COLUMNS, Cell

_BROKEN: Final = (
    zipfile.BadZipFile,
    zlib.error,
    InvalidFileException,
    DefusedXmlException,
    ParseError,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    OSError,
    EOFError,
    RuntimeError,  # locked within, or packed in a way that Python does not know
    AssertionError,
)
_FORMULA: Final = "f"
_FAULT: Final = "e"
_VISIBLE: Final = "visible"


def read_xlsx(file: IO[bytes]) -> Iterator[Sequence[Cell]]:
    """Yield the rows of the sheet of goods, or of the first that is shown. Raises FileProblemError."""
    try:
        book = openpyxl.load_workbook(file, read_only=True, data_only=False, keep_links=False)
        named = fold(words()["sheets"]["goods"])
        # What a person does not see was not meant, unless there is nothing else.
        sheets = [one for one in book.worksheets if one.sheet_state == _VISIBLE] or book.worksheets
        sheet = next((one for one in sheets if fold(one.title) == named), None) or next(iter(sheets), None)
        if sheet is None:
            raise FileProblemError(_("Tệp không có bảng nào."))
        sheet.reset_dimensions()  # what the file claims about its size is not believed
        for row in sheet.iter_rows(max_col=MAX_COLUMNS):
            yield [_cell(one) for one in row]
    except _BROKEN as error:
        raise FileProblemError(
            _("Tệp XLSX này hỏng, không đọc được. Mở bằng Excel rồi lưu lại, hoặc lưu thành CSV UTF-8.")
        ) from error


def _cell(cell: Any) -> Cell:
    value = cell.value
    if value is None:
        return Cell()
    if cell.data_type == _FORMULA:
        return Cell(fault=_("Ô có công thức. Chép rồi dán lại thành giá trị."))
    if cell.data_type == _FAULT:
        return Cell(fault=_("Ô báo lỗi trong bảng tính. Ghi lại giá trị đúng."))
    return Cell(_text(value))


def _text(value: Any) -> str:
    """Return a cell's value as a person of this country types it."""
    if isinstance(value, dt.datetime | dt.date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, float):
        # A thousandth is written with a comma: 1.234 would be read as one thousand and some.
        return f"{Decimal(repr(value)).normalize():f}".replace(".", ",")
    return str(value)
