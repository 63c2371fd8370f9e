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
# The models' history is one large knot: collecting in between takes a quarter of the time and frees nothing.
MIGRATE = (
    "-c",
    "import gc, runpy; gc.disable(); runpy.run_path('manage.py', run_name='__main__')",
    "migrate",
    "-v0",
)


def python(*command: str, database_url: str, var: Path) -> str:
    environment = {**os.environ, "DATABASE_URL": database_url, "VAR_ROOT": str(var), "ENVIRONMENT": "test"}
    environment["DJANGO_SETTINGS_MODULE"] = "marketplace.config.settings"
    done = subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def describe(*make: str, database_url: str, var: Path) -> dict[str, Any]:
    python(*make, database_url=database_url, var=var)
    described: dict[str, Any] = json.loads(
        python("-m", "tests.project.describe_database", database_url=database_url, var=var)
    )
    return described


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
    migrated = describe(*MIGRATE, database_url=f"sqlite:///{tmp_path}/migrated.sqlite3", var=tmp_path)
    url = f"sqlite:///{tmp_path}/fresh.sqlite3"
    fresh = describe("-m", "tools.fresh_database", database_url=url, var=tmp_path)
    assert_same(migrated=migrated, fresh=fresh)
    python("manage.py", "migrate", "--check", database_url=url, var=tmp_path)


@pytest.mark.long
@pytest.mark.needs_postgres
def test_fresh_postgres_database_equals_a_migrated_one(tmp_path: Path) -> None:
    server = urlsplit(os.environ["TEST_DATABASE_URL"])
    urls = {name: server._replace(path=f"/{name}").geturl() for name in ("floor_migrated", "floor_fresh")}
    with psycopg.connect(server.geturl(), autocommit=True) as connection:
        for name in urls:
            connection.execute(f"DROP DATABASE IF EXISTS {name}")
            connection.execute(f"CREATE DATABASE {name}")
        migrated = describe(*MIGRATE, database_url=urls["floor_migrated"], var=tmp_path)
        fresh = describe("-m", "tools.fresh_database", database_url=urls["floor_fresh"], var=tmp_path)
        for name in urls:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
    assert_same(migrated=migrated, fresh=fresh)
