"""The papers name what is there: every command, every setting, every path, module and address."""

import importlib
import re
from collections.abc import Iterator

import pytest
from django.core.management import get_commands
from django.urls import Resolver404, resolve
from django.utils import translation

from marketplace.config.env import Env
from tests.project.tree import ROOT

SETTINGS = sorted(name.upper() for name in Env.model_fields)
PAPERS = [
    "README.md",
    "CONTRIBUTING.md",
    "themes/README.md",
    "marketplace/shop/README.md",
    *(str(path.relative_to(ROOT)) for path in (ROOT / "docs").rglob("*.md")),
]
# What a path or a module in a paper is told from: the rooms that are always named below `marketplace/`.
ROOMS = sorted(path.parent.name for path in (ROOT / "marketplace").glob("*/__init__.py"))
# Made by running, not kept in the project.
MADE = {"docs/benchmarks.md", "docs/benchmarks-search.md", "var/"}
# Wagtail answers what nobody else does, on both sides of the back office's door.
NOBODYS = ("wagtail_serve", "wagtail.admin.views.home.default")


def targets() -> set[str]:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z][a-z-]*):", makefile, re.MULTILINE))


@pytest.mark.parametrize("paper", PAPERS)
def test_paper_names_commands_that_exist(paper: str) -> None:
    text = (ROOT / paper).read_text(encoding="utf-8")
    named = set(re.findall(r"`make ([a-z][a-z-]*)", text)) | set(
        re.findall(r"^make ([a-z][a-z-]*)", text, re.MULTILINE)
    )
    assert sorted(named - targets()) == []


def quoted(paper: str) -> Iterator[str]:
    """Yield what a paper writes as code, without the blocks that show a whole command line."""
    text = re.sub(r"```.*?```", "", (ROOT / paper).read_text(encoding="utf-8"), flags=re.DOTALL)
    yield from re.findall(r"`([^`\n]+)`", text)


def module_exists(dotted: str) -> bool:
    """Say whether a dotted name leads to a module, or to something that a module holds."""
    names = dotted.split("(", maxsplit=1)[0].split(".")
    for cut in range(len(names), 0, -1):
        try:
            found = importlib.import_module(".".join(names[:cut]))
        except ModuleNotFoundError:
            continue
        for name in names[cut:]:
            if not hasattr(found, name):
                return False
            found = getattr(found, name)
        return True
    return False


@pytest.mark.parametrize("paper", PAPERS)
def test_paper_names_files_that_exist(paper: str) -> None:
    missing = []
    for name in quoted(paper):
        if not re.fullmatch(r"[\w.*-]+(/[\w.*-]+)+/?", name) or name in MADE:
            continue
        first = name.split("/")[0]
        if first in ROOMS or (ROOT / first).is_dir():
            path = f"marketplace/{name}" if first in ROOMS else name
            if not any(ROOT.glob(path.rstrip("/"))):
                missing.append(name)
    assert missing == []


@pytest.mark.parametrize("paper", PAPERS)
def test_paper_names_modules_that_exist(paper: str) -> None:
    missing = []
    for name in quoted(paper):
        first = name.split(".")[0]
        if not re.fullmatch(r"\w+(\.\w+)+(\(.*\))?", name) or (ROOT / first).is_file():
            continue
        dotted = f"marketplace.{name}" if first in ROOMS else name
        if (first in ROOMS or (ROOT / first / "__init__.py").exists()) and not module_exists(dotted):
            missing.append(name)
    assert missing == []


@pytest.mark.parametrize("paper", PAPERS)
def test_paper_names_management_commands_that_exist(paper: str) -> None:
    text = (ROOT / paper).read_text(encoding="utf-8")
    assert sorted(set(re.findall(r"manage\.py ([a-z_]+)", text)) - set(get_commands())) == []


@pytest.mark.parametrize("paper", PAPERS)
def test_paper_names_addresses_that_exist(paper: str) -> None:
    missing = []
    for name in quoted(paper):
        # `/media/` is the proxy's in an installation and a view's of our own in the demo.
        if not re.fullmatch(r"/[\w<>/-]+", name) or name == "/media/":
            continue
        with translation.override("en" if name.startswith("/en/") else "vi"):
            try:
                found = resolve(re.sub(r"<\w+>", "x", name)).view_name
            except Resolver404:
                found = NOBODYS[0]
        if found in NOBODYS:
            missing.append(name)
    assert missing == []


@pytest.mark.parametrize("paper", PAPERS)
def test_paper_links_to_files_that_exist(paper: str) -> None:
    text = (ROOT / paper).read_text(encoding="utf-8")
    links = [link.split("#")[0] for link in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in link]
    assert [link for link in links if link and not ((ROOT / paper).parent / link).exists()] == []


def test_every_target_of_the_makefile_is_listed_by_help() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert set(re.findall(r"^([a-z-]+):.*## ", makefile, re.MULTILINE)) == targets() - {"help"} | {"help"}


def test_env_example_lists_every_setting_once_and_no_other() -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    listed = re.findall(r"^#?([A-Z_]+)=", example, re.MULTILINE)
    assert sorted(listed) == sorted([*SETTINGS, "POSTGRES_PASSWORD", "WEB_CONCURRENCY"])


def test_operations_explains_every_setting() -> None:
    operations = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
    assert [name for name in SETTINGS if f"| `{name}` |" not in operations] == []


def test_operations_says_that_containers_are_checked_as_text_only() -> None:
    operations = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
    assert "checked as text only" in operations
