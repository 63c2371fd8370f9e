"""The quick way to a new database leaves what running every migration leaves."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest

ROOT = Path(__file__).resolve().parent.parent.parent


def describe(way: str, *, database_url: str, var: Path) -> dict[str, Any]:
    """Make a database, ``migrate`` or ``fresh``, and return its tables."""
    environment = {**os.environ, "DATABASE_URL": database_url, "VAR_ROOT": str(var), "ENVIRONMENT": "test"}
    environment["DJANGO_SETTINGS_MODULE"] = "marketplace.config.settings"
    command = [sys.executable, "-m", "tests.project.describe_database", way]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    described: dict[str, Any] = json.loads(done.stdout)
    assert described["waiting"] == []
    tables: dict[str, Any] = described["tables"]
    return tables


def assert_same(*, migrated: dict[str, Any], fresh: dict[str, Any]) -> None:
    assert sorted(fresh) == sorted(migrated)
    # An index that Oscar's history leaves behind and its model no longer asks for.
    migrated["communication_notification"]["constraints"].remove(
        '[["date_sent"], false, false, true, false, null]'
    )
    for table, described in migrated.items():
        assert fresh[table] == described, table


@pytest.mark.long
def test_fresh_sqlite_database_equals_a_migrated_one(tmp_path: Path) -> None:
    migrated, fresh = (
        describe(way, database_url=f"sqlite:///{tmp_path}/{way}.sqlite3", var=tmp_path)
        for way in ("migrate", "fresh")
    )
    assert_same(migrated=migrated, fresh=fresh)


@pytest.mark.long
@pytest.mark.needs_postgres
def test_fresh_postgres_database_equals_a_migrated_one(tmp_path: Path) -> None:
    server = urlsplit(os.environ["TEST_DATABASE_URL"])
    urls = {way: server._replace(path=f"/floor_{way}").geturl() for way in ("migrate", "fresh")}
    with psycopg.connect(server.geturl(), autocommit=True) as connection:
        for way in urls:
            connection.execute(f"DROP DATABASE IF EXISTS floor_{way}")
            connection.execute(f"CREATE DATABASE floor_{way}")
        migrated, fresh = (describe(way, database_url=url, var=tmp_path) for way, url in urls.items())
        for way in urls:
            connection.execute(f"DROP DATABASE floor_{way} WITH (FORCE)")
    assert_same(migrated=migrated, fresh=fresh)
