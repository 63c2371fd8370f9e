"""The default database lets readers go on while somebody writes, and keeps its promises between rows."""

import pytest
from django.db import connection


@pytest.mark.django_db
def test_sqlite_reads_while_it_writes_and_waits_for_another_writer() -> None:
    if connection.vendor != "sqlite":
        return  # PostgreSQL does both without being told
    with connection.cursor() as cursor:
        said = {
            name: cursor.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "foreign_keys", "busy_timeout")
        }
    assert said == {"journal_mode": "wal", "foreign_keys": 1, "busy_timeout": 20_000}
