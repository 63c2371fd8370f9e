"""Files as strangers and old programs send them: read, converted or refused, each with a clear sentence."""

import datetime as dt
import io
import zipfile
from typing import Any

import openpyxl
import pytest

from marketplace.core.errors import FloorError
from marketplace.desk.exchange.errors import FileProblemError
from marketplace.desk.exchange.reading import MAX_TABLE_BYTES, read_table
from marketplace.desk.exchange.tables import MAX_COLUMNS, Table, read_cell, write_cell
from tests.marketplace.desk.exchange.sheets import as_csv, as_xlsx, sheet_of, zip_of

ROWS = [{"sku": "001", "title": "Cà phê Cùa; rang mộc", "price": "98.000"}]


def read(data: bytes) -> Table:
    return read_table(io.BytesIO(data))


def refused(data: bytes) -> str:
    with pytest.raises(FileProblemError) as caught:
        read(data)
    return caught.value.message


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_csv_of_any_unicode_and_separator_reads_the_same(delimiter: str, encoding: str) -> None:
    table = read(as_csv(ROWS, delimiter=delimiter, encoding=encoding))
    assert table.columns == ("sku", "title", "price")
    assert [(line.number, line.cells, line.faults) for line in table.lines] == [(2, ROWS[0], ())]
    assert table.notes == ()


def test_windows_1258_is_converted_and_said() -> None:
    # The code page writes a tone as a sign of its own after the vowel.
    text = "Mã hàng,Tên hàng\r\nCF-1,Cà phê Hướng Hóa\r\n"
    data = b"".join(_letter(sign) for sign in text)
    table = read(data)
    assert table.lines[0].cells == {"sku": "CF-1", "title": "Cà phê Hướng Hóa"}
    assert table.notes == ("Tệp ghi bằng bảng mã Windows-1258, sàn đã chuyển sang Unicode. Bạn xem lại dấu.",)


def _letter(sign: str) -> bytes:
    import unicodedata  # noqa: PLC0415 - of this helper alone

    try:
        return sign.encode("cp1258")
    except UnicodeEncodeError:
        whole = unicodedata.normalize("NFD", sign)
        base = unicodedata.normalize("NFC", whole[:-1])
        return base.encode("cp1258") + whole[-1].encode("cp1258")


def test_lines_ended_as_an_old_mac_ends_them_are_lines_in_any_encoding() -> None:
    for encoding in ("utf-8", "cp1258"):
        data = "Mã hàng,Tên hàng\rCF-1,Cà phê\rCF-2,Hướng Hóa\r"
        table = read(b"".join(_letter(sign) for sign in data) if encoding == "cp1258" else data.encode())
        assert [line.cells for line in table.lines] == [
            {"sku": "CF-1", "title": "Cà phê"},
            {"sku": "CF-2", "title": "Hướng Hóa"},
        ]


def test_other_code_pages_are_refused_with_what_to_do() -> None:
    words = refused("M· hµng,Tªn hµng\r\nCF-1,Cµ phª\r\n".encode("latin-1"))
    assert words.startswith("Không đọc được dấu tiếng Việt trong tệp CSV này")
    assert "CSV UTF-8" in words


def test_workbook_cells_become_text_as_people_type_it() -> None:
    day = dt.datetime(2026, 6, 30)  # noqa: DTZ001 - a workbook knows no zone
    table = read(
        as_xlsx([{"sku": "001", "price": 98000, "net_quantity": 1.234, "ocop_issued_on": day, "stock": 5.0}])
    )
    assert table.lines[0].cells == {
        "sku": "001",
        "price": "98000",
        "net_quantity": "1,234",
        "ocop_issued_on": "30/06/2026",
        "stock": "5",
    }


def test_formula_is_a_fault_of_its_cell_and_never_its_result() -> None:
    table = read(as_xlsx([{"sku": "CF-1", "price": '=HYPERLINK("http://x")', "title": "Cà phê"}]))
    (line,) = table.lines
    assert line.faults == (("price", "Ô có công thức. Chép rồi dán lại thành giá trị."),)
    assert line.cells == {"sku": "CF-1", "title": "Cà phê"}


def test_hundred_thousand_rows_are_refused_without_reading_them(monkeypatch: pytest.MonkeyPatch) -> None:
    from marketplace.desk.exchange import sheets  # noqa: PLC0415 - the module whose cells are counted

    data = sheet_of([["Mã hàng"], *([f"CF-{number}"] for number in range(100_000))])
    seen = 0
    cell = sheets._cell

    def counting(one: Any) -> Any:
        nonlocal seen
        seen += 1
        return cell(one)

    monkeypatch.setattr(sheets, "_cell", counting)
    assert refused(data) == "Bảng có hơn 5.000 dòng. Chia thành nhiều tệp, mỗi tệp tối đa 5.000 dòng."
    assert seen <= 5002 * MAX_COLUMNS


def test_million_empty_rows_are_not_walked_through() -> None:
    data = as_csv([{"sku": "CF-1"}]) + b"\r\n" * 30_000
    assert refused(data).startswith("Bảng dài quá")


def test_five_thousand_rows_are_read_and_one_more_is_refused() -> None:
    rows = [{"sku": f"CF-{number}"} for number in range(5001)]
    assert len(read(as_csv(rows[:5000])).lines) == 5000
    assert refused(as_csv(rows)).startswith("Bảng có hơn 5.000 dòng")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "Tệp trống."),
        (b"\xef\xbb\xbf\r\n", "Tệp trống."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Tệp Excel đời cũ (.xls)"),
        (b"%PDF-1.7", "Tệp này không phải bảng XLSX hay CSV."),
        (b"\x89PNG\r\n\x1a\n", "Tệp này không phải bảng XLSX hay CSV."),
        (b"PK\x03\x04 half of a zip", "Tệp nén này hỏng"),
        (zip_of({"a.txt": b"x"}), "Tệp này không phải XLSX."),
        (zip_of({"xl/workbook.xml": b"<workbook/>", "xl/vbaProject.bin": b"x"}), "Tệp có mã lệnh (macro)."),
        (zip_of({"xl/workbook.xml": b"<a/>", "[Content_Types].xml": b"<broken"}), "Tệp XLSX này hỏng"),
        (b"a,b\r\n1,2\r\n", "Không thấy cột «Mã hàng»."),
        ("Mã hàng,Mã hàng\r\n1,2\r\n".encode(), "Cột «Mã hàng» có hai lần"),
        ("Mã hàng,Giá (đồng)\r\n".encode(), "Bảng chưa có dòng nào"),
        (b"x" * (MAX_TABLE_BYTES + 1), "Bảng nặng quá 8 MB."),
    ],
)
def test_what_is_no_table_is_refused_with_a_sentence(data: bytes, words: str) -> None:
    assert refused(data).startswith(words)


def test_workbook_that_unpacks_into_too_much_is_refused_by_its_directory() -> None:
    bomb = zip_of(
        {"xl/workbook.xml": b"<a/>", "xl/worksheets/sheet1.xml": b" " * 61_000_000},
        method=zipfile.ZIP_DEFLATED,
    )
    assert len(bomb) < 100_000
    assert refused(bomb) == "Tệp nén mở ra lớn quá 60 MB. Chia nhỏ rồi gửi."


def test_workbook_with_growing_entities_is_refused() -> None:
    good = zipfile.ZipFile(io.BytesIO(as_xlsx([{"sku": "CF-1"}])))
    parts = {name: good.read(name) for name in good.namelist()}
    bomb = b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
    for name in ("xl/workbook.xml", "xl/worksheets/sheet1.xml"):
        evil = {
            **parts,
            name: bomb + parts[name].partition(b"?>")[2] if b"?>" in parts[name][:60] else bomb + parts[name],
        }
        assert refused(zip_of(evil)).startswith("Tệp XLSX này hỏng")


def test_workbook_damaged_within_is_refused_with_a_sentence() -> None:
    data = bytearray(as_xlsx([{"sku": f"CF-{number}", "title": "Cà phê"} for number in range(50)]))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entry = archive.getinfo("xl/worksheets/sheet1.xml")
    begin = entry.header_offset + 30 + len(entry.filename)
    torn, sealed = bytearray(data), bytearray(data)
    torn[begin + 10 : begin + 40] = b"\xff" * 30
    directory = data.rindex(b"xl/worksheets/sheet1.xml") - 46
    sealed[directory + 8] |= 0x40  # «strong encryption», without the sign of a password
    for damaged in (torn, sealed):
        assert refused(bytes(damaged)).startswith("Tệp XLSX này hỏng")


def test_sheet_that_nobody_sees_is_not_read_where_another_is_seen() -> None:
    def book(*sheets: tuple[str, str, str]) -> bytes:
        made = openpyxl.Workbook()
        made.remove(made.worksheets[0])
        for name, code, state in sheets:
            sheet = made.create_sheet(name)
            sheet.append(["Mã hàng"])
            sheet.append([code])
            sheet.sheet_state = state
        target = io.BytesIO()
        made.save(target)
        return target.getvalue()

    def code_of(data: bytes) -> str:
        (line,) = read(data).lines
        return line.cells["sku"]

    assert code_of(book(("Cũ", "OLD", "hidden"), ("Mới", "NEW", "visible"))) == "NEW"
    assert code_of(book(("Mặt hàng", "OLD", "veryHidden"), ("Mới", "NEW", "visible"))) == "NEW"
    assert code_of(book(("Khác", "OTHER", "visible"), ("Mặt hàng", "NAMED", "visible"))) == "NAMED"


def test_unknown_columns_are_named_and_the_reasons_of_a_report_are_not() -> None:
    table = read("Mã hàng *,Ghi chú,Lý do từ chối\r\nCF-1,x,y\r\n".encode())
    assert table.lines[0].cells == {"sku": "CF-1"}
    assert table.notes == ("Không có trong mẫu nên bỏ qua: «Ghi chú».",)


def test_hostile_text_is_cleaned_and_cut() -> None:
    long = "a" * 9000
    table = read(as_csv([{"sku": "CF-1", "title": "Cà\u202e phê\x00", "description": long}]))
    (line,) = table.lines
    assert line.cells["title"] == "Cà phê"
    assert len(line.cells["description"]) == 8000
    assert line.faults == (("description", "Ô này dài quá 8.000 chữ."),)


@pytest.mark.parametrize("text", ["=1+1", "+84", "-5", "@x", "'=1", "'quoted", "plain", "\t=1"])
def test_written_cell_is_never_a_formula_and_reads_back_as_it_was(text: str) -> None:
    written = write_cell(text)
    assert not written.startswith(("=", "+", "-", "@", "\t"))
    assert read_cell(written) == text


def test_quote_that_was_never_closed_is_said() -> None:
    data = 'Mã hàng,Tên hàng\r\nCF-1,"'.encode() + b"x" * 140_000
    with pytest.raises(FloorError):
        read(data)
