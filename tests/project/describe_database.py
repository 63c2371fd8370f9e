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
import sqlparse
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ProjectState
from django.db.models import Field

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


def _columns(found: list[Any]) -> list[Any]:
    return sorted([column.name, str(column.type_code), column.null_ok] for column in found)


def _triggers() -> list[Any]:
    if connection.vendor == "sqlite":
        query = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
    else:
        query = "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal"
    with connection.cursor() as cursor:
        cursor.execute(query)
        return sorted([name, sql] for name, sql in cursor.fetchall())


def _texts(table: str, columns: list[Any]) -> list[Any]:
    """Return the rows of a table as their short texts, which hold the natural keys."""
    with connection.cursor() as cursor:
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
        with connection.cursor() as cursor:
            columns = connection.introspection.get_table_description(cursor, table)
        rows = table == "django_migrations" or _texts(table, columns)
        description[table] = {"columns": _columns(columns), "constraints": _constraints(table), "rows": rows}
    return description


def remember_what_is_asked_again() -> None:
    """Keep what Django works out anew for each step of the history, though nothing of it has changed.

    A step draws up hundreds of models, each from copies of its fields: what a field is made of is asked once until a
    step renames one, which alone changes a field in place. The names of swappable models are kept per process and
    forgotten with every model of the history, though the real models stay. On SQLite a table's text is read three
    times.
    """
    made_of: dict[int, tuple[Field[Any, Any], Any, Any]] = {}

    def clone(field: Field[Any, Any]) -> Field[Any, Any]:
        known = made_of.get(id(field))
        if known is None:
            _name, _path, arguments, named = field.deconstruct()
            known = made_of[id(field)] = (field, arguments, named)
        return type(field)(*known[1], **known[2])

    rename = ProjectState.rename_field

    def rename_field(*arguments: Any, **named: Any) -> None:
        made_of.clear()
        rename(*arguments, **named)

    Field.clone = clone  # type: ignore[method-assign,assignment]
    ProjectState.rename_field = rename_field  # type: ignore[method-assign]
    apps.get_swappable_settings_name = functools.cache(apps.get_swappable_settings_name)  # type: ignore[method-assign]
    sqlparse.parse = functools.cache(sqlparse.parse)


def waiting() -> list[str]:
    """Return the migrations that are still to be run."""
    executor = MigrationExecutor(connection)
    return [str(migration) for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]


if __name__ == "__main__":
    # The models' history is one large knot: collecting in between takes a quarter of the time and frees nothing.
    gc.disable()
    django.setup()
    remember_what_is_asked_again()
    if sys.argv[1] == "migrate":
        call_command("migrate", verbosity=0)
    else:
        make_database()
    json.dump({"waiting": waiting(), "tables": describe()}, sys.stdout)
