"""The stall's road as rows: facts, papers, reasons, legal bases, banks, and what officers may do with them.

Takes the registry of models as an argument, so that a migration and a test build the same thing. A row
that is there stays as the department left it.
"""

from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from marketplace.accounts.roles import let_officers, let_officers_edit

_DATA: Final = Path(__file__).parent / "data" / "road.yaml"
_RULES: Final = (
    ("factrule", "thông tin phải có"),
    ("documentrule", "giấy tờ cần nộp"),
    ("decisionreason", "lý do"),
    ("legalbasis", "căn cứ tạm dừng"),
    ("bank", "ngân hàng"),
)


def load_road(apps: Any) -> None:
    """Load every row that is missing, and give officers their rights. Idempotent."""
    rows = _read()
    _load_facts(apps.get_model("stalls", "FactRule"), rows["facts"])
    _load_documents(apps.get_model("stalls", "DocumentRule"), rows["documents"])
    reasons = apps.get_model("stalls", "DecisionReason").objects
    for scope, entries in rows["reasons"].items():
        for position, entry in enumerate(entries):
            reasons.get_or_create(
                code=entry["code"], defaults={"scope": scope, "text": entry["text"], "position": position}
            )
    bases = apps.get_model("stalls", "LegalBasis").objects
    for position, entry in enumerate(rows["bases"]):
        bases.get_or_create(
            code=entry["code"],
            defaults={
                "name": entry["name"],
                "notice_days": entry["notice"],
                "position": position,
                **_source(entry),
                "valid_from": entry["from"],
            },
        )
    banks = apps.get_model("stalls", "Bank").objects
    for number, code, name in rows["banks"]:
        banks.get_or_create(bin=number, defaults={"code": code, "name": name})
    _give_rights(apps)


@cache
def _read() -> dict[str, Any]:
    rows: dict[str, Any] = yaml.safe_load(_DATA.read_text(encoding="utf-8"))
    return rows


def _load_facts(model: Any, kinds: dict[str, list[dict[str, Any]]]) -> None:
    for kind, entries in kinds.items():
        for entry in entries:
            for fact in entry["facts"]:
                model.objects.get_or_create(
                    kind=kind, fact=fact, valid_from=entry["from"], defaults=_source(entry)
                )


def _load_documents(model: Any, kinds: dict[str, list[dict[str, Any]]]) -> None:
    for kind, entries in kinds.items():
        for position, entry in enumerate(entries):
            model.objects.get_or_create(
                kind=kind,
                code=entry["code"],
                valid_from=entry["from"],
                defaults={
                    "name": entry["name"],
                    "hint": entry["hint"],
                    "is_required": entry["required"],
                    "asks_expiry": entry["expiry"],
                    "position": position,
                    **_source(entry),
                },
            )


def _source(entry: dict[str, Any]) -> dict[str, Any]:
    return {"citation": entry["citation"], "grade": entry["grade"]}


def _give_rights(apps: Any) -> None:
    """Let officers review dossiers, and edit what is asked of them."""
    let_officers(
        apps, app_label="stalls", model="dossier", codename="review_dossier", name="Xem xét hồ sơ gian hàng"
    )
    for model, name in _RULES:
        let_officers_edit(apps, app_label="stalls", model=model, name=name)
