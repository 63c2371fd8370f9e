"""The project's files, as the tests about the project itself see them."""

import ast
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGES = ("marketplace", "payments", "search", "cms", "fixtures")


def project_files() -> list[Path]:
    """Return every file that is, or would be, committed."""
    done = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    paths = (ROOT / name for name in done.stdout.decode().split("\0") if name)
    return [path for path in paths if path.is_file()]


def modules() -> Iterator[tuple[str, Path]]:
    """Yield the dotted name and the file of every module of ours, without migrations."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            if "migrations" not in parts:
                yield ".".join(part for part in parts if part != "__init__"), path


def syntax_of(path: Path, *words: str) -> ast.Module:
    """Return a file's syntax; of one that has none of the ``words`` an empty one, for parsing is slow."""
    text = path.read_text(encoding="utf-8")
    return ast.parse(text if any(word in text for word in words) else "")


def layers() -> list[list[str]]:
    """Return the layers between packages, the highest first, as import-linter is told."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    lines: list[str] = settings["tool"]["importlinter"]["contracts"][0]["layers"]
    return [[name.strip(" ()") for name in line.split(":")] for line in lines]


def layer_of(module: str) -> int | None:
    """Return how low a module lies, counted from the top; None where no layer names it."""
    found = [
        (len(name), depth)
        for depth, names in enumerate(layers())
        for name in names
        if module == name or module.startswith(f"{name}.")
    ]
    return max(found)[1] if found else None
