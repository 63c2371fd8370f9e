"""The product sets of the OCOP programme: dated rows that the department edits; the shipped file until there is one."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml
from django.utils import timezone

from marketplace.core.caching.standing import StandingRules
from marketplace.listings.models import OcopSet

# What a listing says of its certificate, in the order in which it is asked.
OCOP_FIELDS: Final = (
    "ocop_stars",
    "ocop_set",
    "ocop_decision_no",
    "ocop_authority",
    "ocop_issued_on",
    "ocop_expires_on",
)
_DATA: Final = Path(__file__).parent / "data" / "ocop_sets.yaml"


@dataclass(frozen=True, slots=True)
class SetFacts:
    """One set under its official name, and whether goods may be put into it today."""

    number: int
    sector: str
    name: str
    is_open: bool = True


def is_ocop_set(number: int) -> bool:
    """Whether goods may be put into the set today."""
    return any(one.number == number for one in _standing.get() if one.is_open)


def ocop_set_choices() -> list[Any]:
    """Return the sets of today for a form, by sector."""
    sectors: dict[str, list[tuple[int, str]]] = {}
    for one in _standing.get():
        if one.is_open:
            sectors.setdefault(one.sector, []).append((one.number, f"{one.number}. {one.name}"))
    return list(sectors.items())


@cache
def shipped_sets() -> dict[str, Any]:
    """Return the file."""
    data: dict[str, Any] = yaml.safe_load(_DATA.read_text(encoding="utf-8"))
    return data


def load_sets(apps: Any) -> None:
    """Write a row for each set of the file that has none. What the department wrote stays."""
    data = shipped_sets()
    model = apps.get_model("listings", "OcopSet")
    for sector, sets in data["sectors"].items():
        for number, name in sets.items():
            model.objects.get_or_create(
                number=number,
                defaults={
                    "sector": sector,
                    "name": name,
                    "citation": data["citation"],
                    "grade": data["grade"],
                    "valid_from": data["valid_from"],
                },
            )


def read_rows() -> list[OcopSet]:
    """Return the department's rows, whether they rule today or not, the youngest of a number first."""
    return list(OcopSet.objects.order_by("number", "-valid_from", "-pk"))


def forget_sets() -> None:
    """Ask anew: a row changed."""
    _standing.changed()


def _read() -> tuple[SetFacts, ...]:
    rows = read_rows()
    today = timezone.localdate()
    if not rows:
        sectors = shipped_sets()["sectors"].items()
        return tuple(
            SetFacts(number, sector, name) for sector, sets in sectors for number, name in sets.items()
        )
    # What rules today comes first, so that it names the number and stands once in the form.
    facts: dict[int, SetFacts] = {}
    for row in sorted(rows, key=lambda row: (row.number, not row.rules_on(today))):
        facts.setdefault(row.number, SetFacts(row.number, row.sector, row.name, row.rules_on(today)))
    return tuple(facts.values())


_standing: Final = StandingRules("ocop-sets", _read)
