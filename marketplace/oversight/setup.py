"""Clocks, reasons and legal bases to start with, and the officers' rights, as rows.

Takes the registry of models as an argument, so that a migration and a test build the same thing. A row
that is there stays as the department wrote it.
"""

from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from marketplace.accounts.roles import Right, edit_rights, let_officers

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
    rules = [right for model in _EDITED for right in edit_rights("oversight", model, model)]
    # A category that ever held goods is hidden, not deleted: nobody gets the right to.
    categories = edit_rights("catalogue", "category", "Category")
    reports = Right("oversight", "report", "answer_report", "Xem và trả lời phản ánh")
    let_officers(apps, [*rules, *categories, reports])
