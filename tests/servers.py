"""What a test may need from outside the process.

Where it is missing a test skips and says which variable was not set; in CI it fails instead, so
that nothing is left out without anyone noticing.
"""

import os
import shutil

import pytest

_DATABASE_FIXTURES = frozenset(
    {"db", "transactional_db"}
)  # every fixture that needs rows asks for one of them


_BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser")


def database_url() -> str | None:
    """Return the PostgreSQL that the suite runs on, if it runs on one."""
    return os.environ.get("TEST_DATABASE_URL") or None


def redis_url() -> str | None:
    """Return the Redis that tests may fill and empty."""
    return os.environ.get("REDIS_URL") or None


def elasticsearch_url() -> str | None:
    """Return the Elasticsearch that tests may fill and empty (``ELASTICSEARCH_URL``, see tests/settings.py)."""
    return os.environ.get("TEST_ELASTICSEARCH_URL") or os.environ.get("ELASTICSEARCH_URL") or None


def chromium() -> str | None:
    """Return the path of the browser: ``CHROMIUM``, or one that is installed.

    Debian's package ``chromium-headless-shell`` is the same Chromium without its own windows: half the processor's time.
    """
    named = os.environ.get("CHROMIUM")
    return named or next(filter(None, map(shutil.which, _BROWSERS)), None)


_NEEDS = {
    "needs_postgres": (database_url, "TEST_DATABASE_URL names no PostgreSQL"),
    "needs_redis": (redis_url, "REDIS_URL names no Redis"),
    "needs_elasticsearch": (elasticsearch_url, "ELASTICSEARCH_URL names no Elasticsearch"),
    "needs_chromium": (chromium, "CHROMIUM names no browser and none is on the PATH"),
}


def in_ci() -> bool:
    """Whether a missing server is a failure."""
    return os.environ.get("CI", "").lower() in {"1", "true"}


def _has(item: pytest.Item, marker: str) -> bool:
    return item.get_closest_marker(marker) is not None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what touches the database, so that the second run, on PostgreSQL, is exactly that.

    What takes long is begun first, so that nobody waits for it in the end. What needs a browser comes
    last: Playwright leaves an event loop in the thread, in which Django refuses to touch the database.
    """
    items.sort(key=lambda item: (_has(item, "needs_chromium"), not _has(item, "long")))
    for item in items:
        if _has(item, "needs_chromium") or _has(item, "only_sqlite"):
            continue
        fixtures = set(getattr(item, "fixturenames", ()))
        if item.get_closest_marker("django_db") or fixtures & _DATABASE_FIXTURES:
            item.add_marker(pytest.mark.db_matrix)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip, or in CI fail, a test whose server is missing."""
    for marker, (find, complaint) in _NEEDS.items():
        if item.get_closest_marker(marker) is None or find() is not None:
            continue
        if in_ci():
            pytest.fail(f"{complaint}, and in CI no test may skip", pytrace=False)
        pytest.skip(complaint)
