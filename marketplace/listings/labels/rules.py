"""Label data: what the law wants on the label of each group of goods, as dated data.

A listing without a required field is neither submitted nor published. The official names are the
law's, in Vietnamese on every page, because they are what stands on the goods.

The shipped file is the source; ``LabelRule`` rows are what the department made of it.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _

from marketplace.core.caching.standing import StandingRules
from marketplace.core.text import has_hidden_characters
from marketplace.listings.labels.shipped import label_units, shipped_labels
from marketplace.listings.models import LabelRule

_MAX_LENGTH: Final = 2000
_YEARS: Final = range(1990, 2101)
_DAYS: Final = range(1, 36_501)
_ISO_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_QUANTITY: Final = "net_quantity"
_UNIT: Final = "net_unit"
_MOST: Final = Decimal(10**9)


@dataclass(frozen=True, slots=True)
class LabelField:
    """One line of a label under its official name."""

    key: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class LabelGroup:
    """The label of one group of goods. An entry of ``required`` is met by any of its keys."""

    code: str
    name: str
    fields: Mapping[str, LabelField]
    required: tuple[tuple[str, ...], ...]
    fixed: Mapping[str, str]
    citation: str
    grade: str


@dataclass(frozen=True, slots=True)
class LabelProblem:
    """What is wrong with one field; ``message`` is a sentence for the stall."""

    key: str
    name: str
    message: str


def label_groups() -> dict[str, LabelGroup]:
    """Return every group that rules today by its code, in the law's order."""
    return _standing.get()


def label_group_choices() -> list[tuple[str, str]]:
    """Return (code, official name) for a form."""
    return [(group.code, group.name) for group in label_groups().values()]


def validate_label_data(group: str, data: Mapping[str, Any]) -> list[LabelProblem]:
    """Return what keeps ``data`` from being the label of ``group``; an empty list is a good label."""
    known = label_groups().get(group)
    if known is None:
        return [
            LabelProblem(
                "label_group", _("Nhóm nhãn"), _("Chọn nhóm nhãn đúng với công dụng chính của hàng.")
            )
        ]
    problems = [problem for keys in known.required if (problem := _missing(known, keys, data))]
    for key, value in data.items():
        field = known.fields.get(key)
        if field is None:
            problems.append(LabelProblem(key, key, _("Nhãn của nhóm hàng này không có mục «%s».") % key[:40]))
        elif not _is_blank(value) and (message := _wrong_value(field, value)):
            problems.append(LabelProblem(key, field.name, message))
    for key, text in known.fixed.items():
        if not _is_blank(data.get(key)) and str(data[key]).strip().rstrip(".") != text:
            problems.append(
                LabelProblem(key, known.fields[key].name, _("Phải ghi đúng nguyên văn: «%s».") % text)
            )
    return problems


def label_rows(group: str, data: Mapping[str, Any], *, quantity: str = "") -> list[tuple[str, str]]:
    """Return (official name, value in words) of every filled field, in the order of the law.

    ``quantity`` replaces the net quantity where a page shows one variant, or several.
    """
    known = label_groups().get(group)
    if known is None:
        return []
    rows = []
    for key, field in known.fields.items():
        value = data.get(key)
        if _is_blank(value) or key == _UNIT:
            continue
        text = _in_words(field, value)
        if key == _QUANTITY and quantity:
            text = quantity
        elif key == _QUANTITY and not _is_blank(data.get(_UNIT)):
            text = f"{text} {data[_UNIT]}"
        rows.append((field.name, text))
    return rows


def quantity_in_words(quantities: Iterable[tuple[Decimal, str]]) -> str:
    """Return ``250 g; 1 kg``: the net quantities of all variants, each once."""
    return "; ".join(dict.fromkeys(f"{_number(amount)} {unit}" for amount, unit in quantities))


def forget_rules() -> None:
    """Ask anew: a row changed."""
    _standing.changed()


def read_rows() -> list[LabelRule]:
    """Return the department's rows, whether they rule today or not."""
    return list(LabelRule.objects.all())


def _read_groups() -> dict[str, LabelGroup]:
    """Return the groups of the file; a group of which the department has a row is what its row of today says."""
    data = shipped_labels()
    today = timezone.localdate()
    rows = read_rows()
    written = {row.code for row in rows}
    ruling = {row.code: row.as_group() for row in sorted(rows, key=_age) if row.rules_on(today)}
    groups = {code: row for code, row in data["groups"].items() if code not in written} | ruling
    order = [*data["groups"], *(code for code in ruling if code not in data["groups"])]
    return {code: _read_group(code, groups[code], data) for code in order if code in groups}


def _age(row: LabelRule) -> date:
    return row.valid_from


_standing: Final = StandingRules("labels", _read_groups)


def _read_group(code: str, row: dict[str, Any], data: dict[str, Any]) -> LabelGroup:
    asked = [*data["always"]["required"], *row["required"]]
    optional = [
        key
        for name in row.get("optional", [])
        for key in (data["nutrition"]["keys"] if name == "nutrition" else [name])
    ]
    keys = {key for entry in (*asked, *optional) for key in entry.split("|")}
    names = row.get("names", {})
    fields = {
        key: LabelField(key, names.get(key, spec["name"]), spec["kind"])
        for key, spec in data["fields"].items()
        if key in keys
    }
    return LabelGroup(
        code=code,
        name=row["name"],
        fields=fields,
        required=tuple(tuple(entry.split("|")) for entry in asked),
        fixed=row.get("fixed", {}),
        citation=row["citation"],
        grade=row["grade"],
    )


def _missing(group: LabelGroup, keys: tuple[str, ...], data: Mapping[str, Any]) -> LabelProblem | None:
    if any(not _is_blank(data.get(key)) for key in keys):
        return None
    names = list(dict.fromkeys(group.fields[key].name for key in keys))
    return LabelProblem(keys[0], names[0], _("Còn thiếu: %s.") % _(" hoặc ").join(names))


def _is_blank(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _wrong_value(field: LabelField, value: object) -> str:
    if not isinstance(value, str | int | float | Decimal) or isinstance(value, bool):
        return _("Mục này chỉ nhận chữ hoặc số.")
    text = str(value)
    if len(text) > _MAX_LENGTH:
        return _("Mục này dài quá 2.000 chữ, hãy viết gọn lại.")
    if has_hidden_characters(text):
        return _("Mục này có ký tự không đọc được, hãy gõ lại.")
    message = ""
    if field.kind == "number" and not _is_number(value):
        message = _("Mục này cần một số, không âm.")
    elif field.kind == "unit" and text not in label_units():
        message = _("Đơn vị là một trong: %s.") % ", ".join(label_units())
    elif field.kind == "year" and not _is_whole_in(value, _YEARS):
        message = _("Năm cần đủ bốn chữ số, ví dụ 2026.")
    elif field.kind == "days" and not _is_whole_in(value, _DAYS):
        message = _("Hạn dùng tính bằng ngày, từ 1 tới 36.500.")
    elif field.kind == "date" and _ISO_DATE.fullmatch(text) and _as_date(text) is None:
        message = _("Ngày này không có trong lịch.")
    return message


def _is_number(value: object) -> bool:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return False
    # Nutrition may truly be nothing; only what is below it is wrong.
    return number.is_finite() and 0 <= number <= _MOST


def _is_whole_in(value: object, allowed: range) -> bool:
    text = str(value)
    return text.isascii() and text.isdigit() and int(text) in allowed


def _as_date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _number(value: object) -> str:
    """Return a number as Vietnamese write it: 1.234,5, without idle zeros."""
    text = f"{Decimal(str(value)):,f}"
    whole, _point, fraction = text.partition(".")
    fraction = fraction.rstrip("0")
    return whole.replace(",", ".") + (f",{fraction}" if fraction else "")


def _in_words(field: LabelField, value: object) -> str:
    text = str(value).strip()
    day = _as_date(text) if field.kind == "date" and _ISO_DATE.fullmatch(text) else None
    if day is not None:
        return f"{day:%d/%m/%Y}"
    if field.kind == "number" and _is_number(value):
        return _number(value)
    if field.kind == "days" and _is_whole_in(value, _DAYS):
        return _("%s ngày kể từ ngày sản xuất") % _number(value)
    return text
