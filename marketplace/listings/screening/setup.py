"""The first stage of the workflow, the rules to start with, and the officers' right to edit them, as rows.

Takes the registry of models as an argument, so that a migration and a test build the same thing. A row
that is there stays as the department wrote it.
"""

from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from marketplace.accounts.roles import edit_rights, let_officers
from marketplace.listings.review.setup import WORKFLOW

TASK: Final = "Máy soi"
_DATA: Final = Path(__file__).parent / "data" / "rules.yaml"
_EDITED: Final = (
    ("screeningrule", "quy tắc soi"),
    ("screeninglimits", "mức soi"),
    ("samplingrule", "quy tắc lấy mẫu"),
)


@cache
def starting_rules() -> dict[str, Any]:
    """Return the file of rules."""
    data: dict[str, Any] = yaml.safe_load(_DATA.read_text(encoding="utf-8"))
    return data


def set_up_check(apps: Any) -> None:
    """Put the check before the officers in the workflow of listings, and give officers its rules. Idempotent."""
    content_types = apps.get_model("contenttypes", "ContentType").objects
    task_model = apps.get_model("screening", "AutomaticCheckTask")
    content_type, _made = content_types.get_or_create(app_label="screening", model="automaticchecktask")
    task = task_model.objects.filter(name=TASK).first()
    if task is None:
        task = task_model.objects.create(name=TASK, content_type=content_type)
    steps = apps.get_model("wagtailcore", "WorkflowTask").objects
    workflow = apps.get_model("wagtailcore", "Workflow").objects.filter(name=WORKFLOW).first()
    if workflow is not None and not steps.filter(workflow=workflow, task_id=task.pk).exists():
        steps.create(workflow=workflow, task_id=task.pk, sort_order=-1)
    let_officers(apps, [right for model, name in _EDITED for right in edit_rights("screening", model, name)])


def load_rules(apps: Any) -> None:
    """Write the rules to start with. Idempotent by code."""
    data = starting_rules()
    rules = apps.get_model("screening", "ScreeningRule").objects
    for row in data["rules"]:
        rules.get_or_create(
            code=row["code"],
            defaults={
                "kind": row["kind"],
                "name": row["name"],
                "act": row["act"],
                "words": "\n".join(row["words"]),
                "masks": "\n".join(row["masks"]),
                "is_accented_only": row.get("accented", False),
                "label_groups": ", ".join(row.get("groups", ())),
                "paper": row.get("paper", ""),
                "advice": row.get("advice", ""),
                "citation": row["citation"],
                "grade": row["grade"],
                "valid_from": data["valid_from"],
            },
        )
    limits = apps.get_model("screening", "ScreeningLimits").objects
    if not limits.exists():
        limits.create(valid_from=data["valid_from"], **data["limits"])
