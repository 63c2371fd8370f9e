"""The shipped labels as rows that the department edits. Takes the registry, so a migration and a test do the same."""

from typing import Any

from marketplace.accounts.roles import edit_rights, let_officers
from marketplace.listings.labels.shipped import shipped_labels

_ROWS = (
    ("listings", "labelrule", "nhãn của nhóm hàng"),
    ("catalogue", "restrictionrule", "hàng bán có điều kiện"),
    ("listings", "ocopset", "bộ sản phẩm OCOP"),
)


def load_labels(apps: Any) -> None:
    """Write a row for each group of the file that has none. What the department wrote stays."""
    model = apps.get_model("listings", "LabelRule")
    data = shipped_labels()
    for code, group in data["groups"].items():
        if model.objects.filter(code=code).exists():
            continue
        model.objects.create(
            code=code,
            name=group["name"],
            required="\n".join([*group["required"]]),
            optional="\n".join(group.get("optional", ())),
            names=_pairs(group.get("names", {})),
            fixed=_pairs(group.get("fixed", {})),
            citation=group["citation"],
            grade=group["grade"],
            valid_from=data["as_of"],
        )


def give_rights(apps: Any) -> None:
    """Let officers write and confirm the rules about labels and restricted goods."""
    let_officers(apps, [right for row in _ROWS for right in edit_rights(*row)])


def _pairs(values: dict[str, str]) -> str:
    return "\n".join(f"{key}: {value}" for key, value in values.items())
