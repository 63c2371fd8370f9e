"""The house's own rules: who knows whom also by name, how long a file is, what no file says."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps

from tests.project.tree import PACKAGES, ROOT, layer_of, layers, modules, project_files, syntax_of

LOOKUPS = {"get_model", "get_class", "get_classes"}
MAX_LINES = 400
# Built from parts, or this file would find itself.
MACHINE_PATHS = re.compile("|".join(("/" + "work/", "/" + "root/", "/" + r"home/\w", "C:" + r"\\Users")))
REGISTRIES = re.compile(
    "|".join(
        (
            "pypi" + r"\.org",
            "registry" + r"\.npmjs",
            "cdn" + r"\.",
            "unpkg" + r"\.com",
            "fonts" + r"\.googleapis",
        )
    )
)
LEFTOVERS = re.compile(r"\b(?:" + "|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X")) + r")\b")


def names_looked_up(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the line and the app label of every model or class that a file asks for by name."""
    for node in ast.walk(syntax_of(path, *LOOKUPS)):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        function = node.func
        name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
        first = node.args[0]
        if name in LOOKUPS and isinstance(first, ast.Constant) and isinstance(first.value, str):
            yield node.lineno, first.value.split(".")[0]


def test_every_package_has_its_place_in_the_layers() -> None:
    packages = [f"marketplace.{path.parent.name}" for path in (ROOT / "marketplace").glob("*/__init__.py")]
    packages += [
        f"marketplace.shop.{path.parent.name}" for path in (ROOT / "marketplace/shop").glob("*/__init__.py")
    ]
    packages += [name for name in PACKAGES if name != "marketplace"]
    named = {name for layer in layers() for name in layer}
    assert sorted(set(packages) - {"marketplace.shop"} - named) == []


def test_models_and_classes_asked_for_by_name_lie_no_higher() -> None:
    homes = {config.label: config.name for config in apps.get_app_configs()}
    upward = []
    for module, path in modules():
        own = layer_of(module)
        for line, label in names_looked_up(path):
            other = layer_of(homes.get(label, ""))
            if own is not None and other is not None and other < own:
                upward.append(f"{path.relative_to(ROOT)}:{line} asks for {label}")
    assert upward == []


def test_no_file_is_longer_than_four_hundred_lines() -> None:
    long = []
    for path in project_files():
        relative = path.relative_to(ROOT)
        if path.suffix not in {".py", ".css", ".js", ".mjs", ".html"} or "migrations" in relative.parts:
            continue
        if relative.parts[0] == "fixtures" and relative.parts[1] == "data":
            continue
        lines = path.read_text(encoding="utf-8").count("\n")
        if lines > MAX_LINES:
            long.append(f"{relative}: {lines}")
    assert long == []


@pytest.mark.parametrize(
    ("pattern", "what"),
    [
        (MACHINE_PATHS, "a path of one machine"),
        (REGISTRIES, "a registry or a CDN"),
        (LEFTOVERS, "unfinished work"),
    ],
)
def test_no_file_names(pattern: re.Pattern[str], what: str) -> None:
    found = []
    for path in project_files():
        if path.suffix in {".png", ".webp", ".ico", ".jpg", ".avif"}:
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if pattern.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}")
    assert found == [], what


def test_what_needs_a_browser_stands_in_its_folder() -> None:
    """The browser's run looks nowhere else."""
    mark = re.compile(r"^(?:pytestmark = |@|    @)pytest\.mark\.needs_chromium", re.MULTILINE)
    marked = [
        path for path in (ROOT / "tests").rglob("test_*.py") if mark.search(path.read_text(encoding="utf-8"))
    ]
    assert {path.parent for path in marked} == {ROOT / "tests" / "browser"}


def test_no_moment_is_written_in_the_time_of_the_store() -> None:
    """A moment is stored in UTC: written out, it goes through ``localtime`` first."""
    pattern = re.compile(r"\{[\w.]*_at:%[dH]|\b\w+_at\.strftime")
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for _module, path in modules()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if pattern.search(line)
    ]
    assert found == []


def test_locks_carry_hashes_and_no_address() -> None:
    for name in ("base", "dev"):
        lock = (ROOT / f"requirements/{name}.txt").read_text(encoding="utf-8")
        pinned = re.findall(r"^[a-z0-9][a-z0-9._-]*(?:\[[a-z0-9,-]+\])?==\S+", lock, re.MULTILINE)
        assert len(pinned) > 40
        assert len(re.findall(r"==\S+[^\n]*\\\n    --hash=sha256:", lock)) == len(pinned)
        assert "://" not in lock


def test_every_dependency_says_why_it_is_there() -> None:
    for name in ("base", "dev"):
        for line in (ROOT / f"requirements/{name}.in").read_text(encoding="utf-8").splitlines():
            if line and not line.startswith(("#", "-r")):
                assert re.search(r"\S\s+#\s+\S+", line), line
