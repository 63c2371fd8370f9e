"""The papers name what is there: every command, every setting, every path."""

import re

import pytest

from marketplace.config.env import Env
from tests.project.tree import ROOT

SETTINGS = sorted(name.upper() for name in Env.model_fields)
PAPERS = [
    "README.md",
    "CONTRIBUTING.md",
    *(str(path.relative_to(ROOT)) for path in (ROOT / "docs").rglob("*.md")),
]


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
