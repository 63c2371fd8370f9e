"""Makes a database, by every migration or the quick way, and prints what it holds.

Left out are the ids and times that differ from one database to the next.
"""

import functools
import gc
import json
import sys
from collections import Counter
from typing import Any

import django
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tools.fresh_database import make_database

_PASSING = {"django_session"}


def _constraints(table: str) -> list[Any]:
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, table)
    return sorted(
        json.dumps(
            [sorted(each["columns"] or []), each["primary_key"], each["unique"], each["index"], each["check"],
             each["foreign_key"]]
        )
        for each in found.values()
    )  # fmt: skip


def _columns(table: str) -> list[Any]:
    with connection.cursor() as cursor:
        found = connection.introspection.get_table_description(cursor, table)
    return sorted([column.name, str(column.type_code), column.null_ok] for column in found)


def _triggers() -> list[Any]:
    if connection.vendor == "sqlite":
        query = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
    else:
        query = "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal"
    with connection.cursor() as cursor:
        cursor.execute(query)
        return sorted([name, sql] for name, sql in cursor.fetchall())


def _texts(table: str) -> list[Any]:
    """Return the rows of a table as their short texts, which hold the natural keys."""
    with connection.cursor() as cursor:
        columns = connection.introspection.get_table_description(cursor, table)
        cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 - a table's own name
        names = [column.name for column in columns]
        rows = [
            tuple(
                value
                for name, value in sorted(zip(names, row, strict=True))
                if isinstance(value, str) and name not in {"translation_key", "uuid"} and "_at" not in name
            )
            for row in cursor.fetchall()
        ]
    return sorted(json.dumps([row, count]) for row, count in Counter(rows).items())


def describe() -> dict[str, Any]:
    """Return columns, constraints, rows and triggers of every table."""
    tables = [table for table in connection.introspection.table_names() if table not in _PASSING]
    description: dict[str, Any] = {"triggers": _triggers()}
    for table in sorted(tables):
        rows = table == "django_migrations" or _texts(table)
        description[table] = {"columns": _columns(table), "constraints": _constraints(table), "rows": rows}
    return description


def waiting() -> list[str]:
    """Return the migrations that are still to be run."""
    executor = MigrationExecutor(connection)
    return [str(migration) for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]


if __name__ == "__main__":
    # The models' history is one large knot: collecting in between takes a quarter of the time and frees nothing.
    gc.disable()
    django.setup()
    if sys.argv[1] == "migrate":
        # Django keeps the names of swappable models per process and forgets them with every model of the history that
        # is made anew, though the real models stay: asking anew is a sixth of the time.
        apps.get_swappable_settings_name = functools.cache(apps.get_swappable_settings_name)  # type: ignore[method-assign]
        call_command("migrate", verbosity=0)
    else:
        make_database()
    json.dump({"waiting": waiting(), "tables": describe()}, sys.stdout)
