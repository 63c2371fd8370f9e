"""The file of labels that ships with the floor: groups, fields and units as known at its date."""

from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

_DATA: Final = Path(__file__).parent.parent / "data" / "label_groups.yaml"


@cache
def shipped_labels() -> dict[str, Any]:
    """Return the file as it is written."""
    data: dict[str, Any] = yaml.safe_load(_DATA.read_text(encoding="utf-8"))
    return data


def label_units() -> tuple[str, ...]:
    """Return the units a net quantity may have."""
    return tuple(shipped_labels()["units"])


def known_fields() -> dict[str, str]:
    """Return (key, official name) of every line that a label may have."""
    return {key: str(spec["name"]) for key, spec in shipped_labels()["fields"].items()}
