"""The province of a commune until 1 July 2025, when provinces were joined: people go on asking for goods by its name."""

from typing import Final

# Official codes go from north to south, province by province, and communes kept theirs.
_PROVINCES: Final = (
    ("18859", "19318", "Quảng Bình"),
    ("19333", "19742", "Quảng Trị"),
)


def former_province(ward_code: str) -> str:
    """Return the name of the province in which a commune lay, of those that are this floor's province now; nothing for others."""
    for first, last, name in _PROVINCES:
        if first <= ward_code <= last:
            return name
    return ""
