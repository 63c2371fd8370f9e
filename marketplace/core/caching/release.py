"""Which release of the floor this process runs, by its own source: no two releases read each other's objects."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Final

_ROOT: Final = Path(__file__).resolve().parents[3]
_PACKAGES: Final = ("marketplace", "payments", "search", "cms")


@cache
def release() -> str:
    """Return eight letters that are the same in every process of a release, on whatever machine, and change with its code."""
    said = hashlib.blake2b(digest_size=4)
    for package in _PACKAGES:
        for file in sorted((_ROOT / package).rglob("*.py")):
            said.update(file.relative_to(_ROOT).as_posix().encode() + b"\0" + file.read_bytes())
    return said.hexdigest()
