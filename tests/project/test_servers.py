"""A test whose server is missing skips with the name of the variable, and fails in CI; the suite leaves nothing behind."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.project.tree import ROOT

pytest_plugins = ["pytester"]

SUITE = """
    import pytest

    @pytest.mark.needs_postgres
    def test_it():
        pass
"""


@pytest.fixture
def suite(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    monkeypatch.delenv("TEST_DATABASE_URL", raising=False)
    monkeypatch.delenv("CI", raising=False)
    pytester.makepyfile(SUITE)
    pytester.makeini("[pytest]\nmarkers =\n    needs_postgres: x\n    db_matrix: x\n")
    return pytester


def run(suite: pytest.Pytester) -> pytest.RunResult:
    return suite.runpytest_inprocess(
        "-p", "tests.servers", "-p", "no:django", "-p", "no:randomly", "-p", "no:xdist", "-rs"
    )


def test_missing_server_skips_and_names_the_variable(suite: pytest.Pytester) -> None:
    result = run(suite)
    result.assert_outcomes(skipped=1)
    result.stdout.fnmatch_lines(["*TEST_DATABASE_URL names no PostgreSQL*"])


def test_missing_server_in_ci_fails(suite: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    run(suite).assert_outcomes(errors=1)


def test_server_that_is_there_runs_the_test_even_in_ci(
    suite: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", "true")
    monkeypatch.setenv("TEST_DATABASE_URL", "postgres://nowhere/none")
    run(suite).assert_outcomes(passed=1)


def test_folder_of_the_suite_goes_with_its_process(tmp_path: Path) -> None:
    code = "import tests.settings as ours; print(ours._ROOT); (ours._ROOT / 'kept').write_text('x')"
    run = subprocess.run(
        [sys.executable, "-c", code],
        check=True, capture_output=True, text=True, cwd=ROOT, env={**os.environ, "TMPDIR": str(tmp_path)},
    )  # fmt: skip
    assert Path(run.stdout.strip()).parent == tmp_path
    assert list(tmp_path.iterdir()) == []
