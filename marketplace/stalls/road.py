"""The stall's road as rows: facts, papers, reasons, legal bases, banks, and what officers may do with them.

Takes the registry of models as an argument, so that a migration and a test build the same thing. A row
that is there stays as the department left it.
"""

from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from marketplace.accounts.roles import Right, edit_rights, let_officers

_DATA: Final = Path(__file__).parent / "data" / "road.yaml"
_RULES: Final = (
    ("factrule", "thông tin phải có"),
    ("documentrule", "giấy tờ cần nộp"),
    ("decisionreason", "lý do"),
    ("legalbasis", "căn cứ tạm dừng"),
    ("bank", "ngân hàng"),
)

_FACT_KEY: Final = ("kind", "fact", "valid_from")


def load_road(apps: Any) -> None:
    """Load every row that is missing, and give officers their rights. Idempotent."""
    rows = _read()
    documents = [
        {
            "kind": kind,
            "code": entry["code"],
            "valid_from": entry["from"],
            "name": entry["name"],
            "hint": entry["hint"],
            "is_required": entry["required"],
            "asks_expiry": entry["expiry"],
            "position": position,
            **_source(entry),
        }
        for kind, entries in rows["documents"].items()
        for position, entry in enumerate(entries)
    ]
    reasons = [
        {"code": entry["code"], "scope": scope, "text": entry["text"], "position": position}
        for scope, entries in rows["reasons"].items()
        for position, entry in enumerate(entries)
    ]
    bases = [
        {
            "code": entry["code"],
            "name": entry["name"],
            "notice_days": entry["notice"],
            "position": position,
            "valid_from": entry["from"],
            **_source(entry),
        }
        for position, entry in enumerate(rows["bases"])
    ]
    banks = [{"bin": number, "code": code, "name": name} for number, code, name in rows["banks"]]
    for model, key, wanted in (
        ("FactRule", _FACT_KEY, _fact_rows()),
        ("DocumentRule", ("kind", "code", "valid_from"), documents),
        ("DecisionReason", ("code",), reasons),
        ("LegalBasis", ("code",), bases),
        ("Bank", ("bin",), banks),
    ):
        _add_missing(apps.get_model("stalls", model), key, wanted)
    _give_rights(apps)


def ask_for_fact(apps: Any, fact: str) -> None:
    """Load the rows of one fact that a later release asks for, and none that the department took out. Idempotent."""
    wanted = [row for row in _fact_rows() if row["fact"] == fact]
    _add_missing(apps.get_model("stalls", "FactRule"), _FACT_KEY, wanted)


def _fact_rows() -> list[dict[str, Any]]:
    return [
        {"kind": kind, "fact": fact, "valid_from": entry["from"], **_source(entry)}
        for kind, entries in _read()["facts"].items()
        for entry in entries
        for fact in entry["facts"]
    ]


@cache
def _read() -> dict[str, Any]:
    rows: dict[str, Any] = yaml.safe_load(_DATA.read_text(encoding="utf-8"))
    return rows


def _add_missing(model: Any, key: tuple[str, ...], rows: list[dict[str, Any]]) -> None:
    """Write the rows whose natural ``key`` is not there yet, with two questions however many they are."""
    there = set(model.objects.values_list(*key))
    model.objects.bulk_create(model(**row) for row in rows if tuple(row[field] for field in key) not in there)


def _source(entry: dict[str, Any]) -> dict[str, Any]:
    return {"citation": entry["citation"], "grade": entry["grade"]}


def _give_rights(apps: Any) -> None:
    """Let officers review dossiers, and edit what is asked of them."""
    review = Right("stalls", "dossier", "review_dossier", "Xem xét hồ sơ gian hàng")
    rules = [right for model, name in _RULES for right in edit_rights("stalls", model, name)]
    let_officers(apps, [review, *rules])
