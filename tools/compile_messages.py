"""Compiles ``locale/*/LC_MESSAGES/*.po`` with Babel, so that no machine needs GNU gettext to run the floor.

Compiled files are never committed: they would be a second copy of the texts that can disagree.
"""

import os
import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent


def compile_messages(locale: Path) -> list[Path]:
    """Compile every catalogue under ``locale`` that changed since it was last compiled."""
    compiled = []
    for source in sorted(locale.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as stream:
            catalogue = read_po(stream, locale=source.parent.parent.name, abort_invalid=True)
        draft = target.with_suffix(f".{os.getpid()}.new")  # two processes may compile at once
        with draft.open("wb") as stream:
            write_mo(stream, catalogue)
        draft.replace(target)  # a running server never reads half a file
        compiled.append(target)
    return compiled


def main() -> int:
    """Compile the project's catalogues and say which."""
    for target in compile_messages(ROOT / "locale"):
        print(f"compiled {target.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
