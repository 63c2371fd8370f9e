"""The product sets of the OCOP programme, and what its certificate has to say."""

from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

_DATA: Final = Path(__file__).parent / "data" / "ocop_sets.yaml"


@cache
def ocop_sectors() -> dict[str, dict[int, str]]:
    """Return the sets by number within their sector, under their official names."""
    sectors: dict[str, dict[int, str]] = yaml.safe_load(_DATA.read_text(encoding="utf-8"))["sectors"]
    return sectors


def ocop_set_name(number: int | None) -> str:
    """Return the official name of a set, or nothing for a number that is none."""
    return next((sets[number] for sets in ocop_sectors().values() if number in sets), "")


def ocop_set_choices() -> list[Any]:
    """Return the sets for a form, by sector."""
    return [
        (sector, [(number, f"{number}. {name}") for number, name in sets.items()])
        for sector, sets in ocop_sectors().items()
    ]
