"""A test whose server is missing skips with the name of the variable, and fails in CI."""

import pytest

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
