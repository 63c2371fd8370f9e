"""The columns of the table: one list that template, reading, export and report share."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from marketplace.core.text import clean_text
from marketplace.listings.labels.shipped import shipped_labels

_DATA: Final = Path(__file__).parent / "data" / "columns.yaml"
LABEL: Final = "label:"
VARIANT_COLUMNS: Final = (
    "variant_sku",
    "name",
    "unit",
    "net_quantity",
    "net_unit",
    "weight_g",
    "price",
    "price_was",
    "stock",
)


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``is_required`` is what a new listing cannot begin without."""

    key: str
    heading: str
    hint: str = ""
    is_required: bool = False


@cache
def words() -> dict[str, Any]:
    """Return the file's own words."""
    data: dict[str, Any] = yaml.safe_load(_DATA.read_text(encoding="utf-8"))
    return data


@cache
def columns() -> tuple[Column, ...]:
    """Return every column in the order of the template."""
    data = words()
    found = [
        Column(one["key"], one["heading"], one.get("hint", ""), one.get("required", False))
        for one in data["columns"]
    ]
    for key, spec in shipped_labels()["fields"].items():
        days = data["label"]["days"] if spec["kind"] == "days" else ""
        found.append(Column(LABEL + key, f"{data['label']['prefix']}{spec['name']}{days}"))
    return tuple(found)


@cache
def column_keys() -> dict[str, str]:
    """Return the key of each heading, as :func:`fold` writes it."""
    return {fold(column.heading): column.key for column in columns()}


@cache
def headings() -> dict[str, str]:
    """Return the heading of each key."""
    return {column.key: column.heading for column in columns()}


def fold(text: str) -> str:
    """Return ``text`` without what does not tell two names apart: case, blanks, the star of what is required."""
    return re.sub(r"\s+", " ", clean_text(text).rstrip("* ")).casefold()


def is_clear(text: str) -> bool:
    """Whether a cell asks to empty what stands on the floor; both places of the tone mark are written."""
    return text.casefold() in {"(xóa)", "(xoá)"}


def column_name(key: str) -> str:
    """Return what a page calls a column; an unknown key is shown as it is."""
    return headings().get(key, key)
