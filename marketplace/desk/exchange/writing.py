"""The files that a stall takes away: the template, its goods as a table, and the lines that were refused.

Every cell is text, so that the zeros of a code stay, and none is a formula.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import openpyxl
from django.utils.translation import gettext as _
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from marketplace.desk.exchange.columns import columns, headings, words
from marketplace.desk.exchange.lists import Lists, read_lists
from marketplace.desk.exchange.models import ImportItem
from marketplace.desk.exchange.state import read_all
from marketplace.desk.exchange.tables import write_cell
from marketplace.stalls.models import Stall

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV: Final = "text/csv; charset=utf-8"
_MARK: Final = "\ufeff"  # a spreadsheet reads Vietnamese only after this mark
_WIDTH: Final = 22
_WIDE: Final = 90
_REASON: Final = "\nreason"
# Said of each cell, or «#N/A» in a name would be written as a fault of the sheet.
_TEXT: Final = "s"

Row = Mapping[str, str]


def template(*, is_csv: bool) -> bytes:
    """Return the empty table with one example; as a workbook it has a second sheet that explains every column."""
    lists = read_lists()
    example = {key: str(value) for key, value in words()["example"].items()}
    example["category"] = next(iter(lists.category_names.values()), "")
    example["label_group"] = next((group.name for group in lists.groups.values()), "")
    if "food" in lists.groups:
        example["label_group"] = lists.groups["food"].name
    keys = [column.key for column in columns()]
    return _csv(keys, [example]) if is_csv else _xlsx(keys, [example], guide=_guide(lists))


def export(*, stall: Stall, is_csv: bool) -> bytes:
    """Return the stall's goods as a table that changes nothing when it is sent back as it is."""
    lists = read_lists()
    keys = [column.key for column in columns()]
    rows = _rows_of(stall, lists)
    return _csv(keys, rows) if is_csv else _xlsx(keys, rows, guide=_guide(lists))


def report(*, items: Iterable[ImportItem], used: Sequence[str], is_csv: bool) -> bytes:
    """Return the refused lines as they were sent, with a column of reasons; mended, it can be sent again."""
    rows: list[Row] = []
    for item in items:
        wrong = ", ".join(
            str(number) for number in sorted({number for number, _column, _words in item.problems})
        )
        for number, cells in item.lines:
            reasons = [
                f"{headings().get(column, column)}: {sentence}"
                for line, column, sentence in item.problems
                if line == number
            ]
            # The lines of one listing stand or fall together.
            reasons = reasons or [_("Cùng mặt hàng với dòng %s bị từ chối.") % wrong]
            rows.append({**cells, _REASON: "\n".join(reasons)})
    keys = [column.key for column in columns() if column.key in set(used)]
    return _csv([*keys, _REASON], rows) if is_csv else _xlsx([*keys, _REASON], rows)


def _rows_of(stall: Stall, lists: Lists) -> Iterator[Row]:
    for said, variants in read_all(stall, lists):
        for place, cells in enumerate(variants.values() or [{}]):
            # What is said of the whole listing stands in its first line.
            yield {**(said if not place else {"sku": said["sku"]}), **cells}


def _heading(key: str) -> str:
    return str(words()["report"]) if key == _REASON else headings()[key]


def _csv(keys: Sequence[str], rows: Iterable[Row]) -> bytes:
    target = io.StringIO(newline="")
    sheet = csv.writer(target)
    sheet.writerow([_heading(key) for key in keys])
    sheet.writerows([write_cell(text) if (text := row.get(key)) else "" for key in keys] for row in rows)
    return (_MARK + target.getvalue()).encode()


def _xlsx(keys: Sequence[str], rows: Iterable[Row], *, guide: Sequence[Sequence[str]] = ()) -> bytes:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(words()["sheets"]["goods"])
    sheet.freeze_panes = "B2"
    for place in range(1, len(keys) + 1):
        column = sheet.column_dimensions[get_column_letter(place)]
        # The whole column is text: what somebody types below keeps its zeros too.
        column.width, column.number_format = _WIDTH, "@"
    sheet.append([_bold(sheet, _heading(key)) for key in keys])
    cell = WriteOnlyCell(sheet)
    cell.number_format = "@"
    for row in rows:
        sheet.append(_line(cell, (row.get(key, "") for key in keys)))
    if guide:
        _write_guide(book, guide)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _write_guide(book: Any, guide: Sequence[Sequence[str]]) -> None:
    sheet = book.create_sheet(words()["sheets"]["guide"])
    for letter, width in (("A", 34), ("B", 26), ("C", _WIDE)):
        sheet.column_dimensions[letter].width = width
    for row in guide:
        sheet.append([_text_cell(sheet, one, wrap=True) for one in row])


def _guide(lists: Lists) -> list[list[str]]:
    """Return the lines of the sheet that explains: how, which columns, which categories, which label."""
    data = words()
    rows = [["", "", line] for line in data["guide"]]
    rows += [[""], list(data["guide_heads"])]
    rows += [
        [one.heading, "x" if one.is_required else "", one.hint]
        for one in columns()
        if one.hint or one.is_required
    ]
    rows += [[""], [data["guide_categories"]]]
    rows += [["", "", name] for name in lists.category_names.values()]
    rows += [[""], [data["guide_groups"]]]
    for group in lists.groups.values():
        needed = [data["guide_or"].join(group.fields[key].name for key in keys) for keys in group.required]
        asked = {key for keys in group.required for key in keys}
        others = [one.name for key, one in group.fields.items() if key not in asked]
        rows.append([group.name, data["guide_required"], "; ".join(dict.fromkeys(needed))])
        if others:
            rows.append(["", data["guide_optional"], "; ".join(others)])
    return rows


def _bold(sheet: Any, text: str) -> Any:
    cell = WriteOnlyCell(sheet, text)
    cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
    cell.number_format = "@"
    return cell


def _line(cell: Any, texts: Iterable[str]) -> Iterator[Any]:
    """Yield ``cell`` with each text in turn: the sheet writes a value before it asks for the next.

    A cell and a style for each of the hundred thousand of a large stall costs more than reading them does.
    """
    for text in texts:
        if text:
            cell.value = _plain(text)
            cell.data_type = _TEXT
        yield cell if text else None


def _plain(text: str) -> str:
    return str(ILLEGAL_CHARACTERS_RE.sub("", write_cell(text)))


def _text_cell(sheet: Any, text: str, *, wrap: bool = False) -> Any:
    if not text:
        return None
    cell = WriteOnlyCell(sheet, _plain(text))
    cell.number_format, cell.data_type = "@", _TEXT
    if wrap:
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell
