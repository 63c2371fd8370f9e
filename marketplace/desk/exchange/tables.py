"""A table as it was read, whatever kind of file it came in: headings found, lines cut into cells.

Nothing here knows the database; what a cell means is asked elsewhere.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from marketplace.core.files.spreadsheets import safe_cell
from marketplace.core.text import clean_text
from marketplace.desk.exchange.columns import column_keys, fold, headings, words
from marketplace.desk.exchange.errors import FileProblemError

MAX_LINES: Final = 5000
MAX_COLUMNS: Final = 200
# Empty lines count for nothing, but somebody may send a million of them.
MAX_SCANNED: Final = 20_000
MAX_CELL: Final = 8000
_HEADING_WITHIN: Final = 10
_NAMED: Final = 5


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in one cell; ``fault`` says why it cannot be taken."""

    text: str = ""
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line under its number in the file. ``faults`` names column and sentence."""

    number: int
    cells: dict[str, str]
    faults: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """The columns that were found, by key, and every line that says something."""

    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    notes: tuple[str, ...] = ()


def build_table(rows: Iterable[Sequence[Cell]], notes: Sequence[str] = ()) -> Table:
    """Return ``rows`` as a table. Raises FileProblemError; stops reading where the limit is passed."""
    numbered = _scan(rows)
    places, unknown = _find_headings(numbered)
    said = list(notes)
    if unknown:
        more = "…" if len(unknown) > _NAMED else ""
        said.append(
            _("Không có trong mẫu nên bỏ qua: %s.")
            % (", ".join(f"«{one[:40]}»" for one in unknown[:_NAMED]) + more)
        )
    lines: list[Line] = []
    for number, row in numbered:
        line = _line(number, row, places)
        if line is None:
            continue
        if len(lines) == MAX_LINES:
            raise FileProblemError(
                _("Bảng có hơn 5.000 dòng. Chia thành nhiều tệp, mỗi tệp tối đa 5.000 dòng.")
            )
        lines.append(line)
    if not lines:
        raise FileProblemError(_("Bảng chưa có dòng nào dưới dòng tên cột."))
    return Table(tuple(places.values()), tuple(lines), tuple(said))


def write_cell(text: str) -> str:
    """Return ``text`` as a cell that no spreadsheet takes for a formula; :func:`read_cell` gives it back."""
    return f"'{text}" if text.startswith("'") else safe_cell(text)


def read_cell(text: str) -> str:
    """Return a cell's text, without the quote that :func:`write_cell` put before it."""
    rest = text[1:]
    return rest if text.startswith("'") and write_cell(rest) != rest else text


def _scan(rows: Iterable[Sequence[Cell]]) -> Iterator[tuple[int, Sequence[Cell]]]:
    for number, row in enumerate(rows, 1):
        if number > MAX_SCANNED:
            raise FileProblemError(
                _("Bảng dài quá: sàn đọc tối đa 20.000 dòng kể cả dòng trống, 5.000 dòng có hàng.")
            )
        yield number, row


def _find_headings(rows: Iterator[tuple[int, Sequence[Cell]]]) -> tuple[dict[int, str], list[str]]:
    """Return the key of each place and the headings that nobody knows, from the line that names the code."""
    known = column_keys()
    ignored = fold(words()["report"])
    for number, row in rows:
        found = [(place, clean_text(cell.text)) for place, cell in enumerate(row) if cell.text.strip()]
        keys = {place: known[fold(text)] for place, text in found if fold(text) in known}
        if "sku" in keys.values():
            twice = [key for key in keys.values() if list(keys.values()).count(key) > 1]
            if twice:
                raise FileProblemError(_("Cột «%s» có hai lần trong bảng.") % headings()[twice[0]])
            return keys, [text for place, text in found if place not in keys and fold(text) != ignored]
        if number >= _HEADING_WITHIN:
            break
    raise FileProblemError(
        _("Không thấy cột «%s». Dòng đầu của bảng phải là tên các cột như trong tệp mẫu.") % headings()["sku"]
    )


def _line(number: int, row: Sequence[Cell], places: dict[int, str]) -> Line | None:
    """Return the line, or nothing where every cell is empty. A cell under no known heading is not read."""
    cells, faults = {}, []
    for place, key in places.items():
        cell = row[place] if place < len(row) else Cell()
        if cell.fault:
            faults.append((key, cell.fault))
        text = clean_text(read_cell(cell.text.strip())).replace("\r\n", "\n")
        if len(text) > MAX_CELL:
            faults.append((key, _("Ô này dài quá 8.000 chữ.")))
            text = text[:MAX_CELL]
        if text:
            cells[key] = text
    return Line(number, cells, tuple(faults)) if cells or faults else None
