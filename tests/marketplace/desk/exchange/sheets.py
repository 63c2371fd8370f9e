"""Tables and ZIPs for tests, as people's programs write them."""

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

import openpyxl
from openpyxl.cell import WriteOnlyCell

from marketplace.accounts.models import User
from marketplace.desk.exchange.applying import apply_slice
from marketplace.desk.exchange.checking import check_import
from marketplace.desk.exchange.columns import headings
from marketplace.desk.exchange.models import ImportItem, ImportJob
from marketplace.desk.exchange.services import confirm_import, open_import
from marketplace.stalls.models import Stall
from tests.factories.listings import LABEL, picture_bytes

Row = Mapping[str, str]


def as_csv(rows: Sequence[Row], *, delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    """Rows by column key as CSV."""
    keys = list(dict.fromkeys(key for row in rows for key in row))
    target = io.StringIO(newline="")
    sheet = csv.writer(target, delimiter=delimiter)
    sheet.writerow([headings().get(key, key) for key in keys])
    sheet.writerows([row.get(key, "") for key in keys] for row in rows)
    return target.getvalue().encode(encoding)


def as_xlsx(rows: Sequence[Mapping[str, Any]]) -> bytes:
    """The same as a workbook; values are written as they are, so «=1+1» is a formula."""
    keys = list(dict.fromkeys(key for row in rows for key in row))
    return sheet_of(
        [[headings().get(key, key) for key in keys], *([row.get(key) for key in keys] for row in rows)]
    )


def sheet_of(rows: Sequence[Sequence[Any]]) -> bytes:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Mặt hàng")
    for row in rows:
        sheet.append([WriteOnlyCell(sheet, one) for one in row])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def zip_of(files: Mapping[str, bytes], *, method: int = zipfile.ZIP_STORED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return target.getvalue()


def pictures(*names: str) -> bytes:
    """A ZIP with a picture of another colour under each name."""
    colours = ("brown", "green", "blue", "red", "orange")
    return zip_of({name: picture_bytes(colours[place]) for place, name in enumerate(names)})


def coffee(sku: str = "CF-1", **cells: str) -> dict[str, str]:
    """A line that says all that an approval asks for, except a picture."""
    label = {f"label:{key}": str(value) for key, value in LABEL.items()}
    return {
        "sku": sku,
        "variant_sku": f"{sku}-250",
        "title": f"Cà phê Arabica {sku}",
        "category": "Cà phê",
        "label_group": "Thực phẩm",
        "description": "Rang mộc từng mẻ nhỏ.",
        "unit": "túi 250 g",
        "net_quantity": "250",
        "net_unit": "g",
        "weight_g": "300",
        "price": "98.000",
        "stock": "12",
        **label,
        **cells,
    }


def send(
    stall: Stall, by: User, table: bytes, *, pictures: bytes | None = None, name: str = "hang.csv"
) -> ImportJob:
    """Send a table and look at what it would do."""
    job = open_import(
        stall=stall,
        table=io.BytesIO(table),
        name=name,
        pictures=io.BytesIO(pictures) if pictures is not None else None,
        by=by,
    )
    check_import(job_pk=job.pk)
    return ImportJob.objects.get(pk=job.pk)


def carry_out(job: ImportJob, by: User, *, is_submitting: bool = False) -> ImportJob:
    """Let it be done to the end."""
    confirm_import(job=job, is_submitting=is_submitting, by=by)
    while apply_slice(job_pk=job.pk):
        pass
    return ImportJob.objects.get(pk=job.pk)


def kinds(job: ImportJob) -> list[str]:
    return [str(item.kind) for item in job.items.all()]


def only(job: ImportJob) -> ImportItem:
    return job.items.get()
