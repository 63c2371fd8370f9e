"""Clocks, reasons and legal bases to start with, and the officers' rights, as rows.

Takes the registry of models as an argument, so that a migration and a test build the same thing. A row
that is there stays as the department wrote it.
"""

from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from marketplace.accounts.roles import let_officers, let_officers_edit

_DATA: Final = Path(__file__).parent / "data" / "rules.yaml"
_EDITED: Final = ("legalclock", "reviewreason", "takedownbasis")


@cache
def starting_rows() -> dict[str, Any]:
    """Return the file of rows."""
    data: dict[str, Any] = yaml.safe_load(_DATA.read_text(encoding="utf-8"))
    return data


def load_rows(apps: Any) -> None:
    """Write the rows to start with. Idempotent by code."""
    data = starting_rows()
    for row in data["clocks"]:
        clocks = apps.get_model("oversight", "LegalClock").objects
        if not clocks.filter(code=row["code"]).exists():
            clocks.create(valid_from=data["valid_from"], **row)
    for position, row in enumerate(data["reasons"]):
        apps.get_model("oversight", "ReviewReason").objects.get_or_create(
            code=row["code"], defaults={**row, "position": position}
        )
    for position, row in enumerate(data["bases"]):
        apps.get_model("oversight", "TakeDownBasis").objects.get_or_create(
            code=row["code"], defaults={**row, "position": position, "valid_from": data["valid_from"]}
        )


def set_up_oversight(apps: Any) -> None:
    """Give officers the right to answer reports and to edit the rows. Idempotent."""
    for model in _EDITED:
        let_officers_edit(apps, app_label="oversight", model=model, name=model)
    let_officers(
        apps, app_label="oversight", model="report", codename="answer_report", name="Xem và trả lời phản ánh"
    )
    # A category that ever held goods is hidden, not deleted: nobody gets the right to.
    let_officers_edit(apps, app_label="catalogue", model="category", name="Category")
