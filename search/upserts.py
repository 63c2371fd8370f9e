"""Writes many rows, each new or over the one with its key, in one statement.

``bulk_create`` makes an object of each row and asks each field for each value, which costs more than the
database's own work. Here PostgreSQL is sent one JSON text, and SQLite plain tuples.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, connections, models

from search.models.fields import VectorField


def upsert(
    model: type[models.Model],
    names: Sequence[str],
    rows: Iterable[tuple[Any, ...]],
    *,
    key: Sequence[str],
    added: Sequence[str] = (),
) -> None:
    """Write ``rows``, tuples of the fields ``names``; a row that is there keeps its ``key`` and takes over the rest.

    What a row says of a field that is ``added`` is added to what is there.
    """
    given = list(rows)
    if not given:
        return
    known = {field.name: field for field in model._meta.concrete_fields}
    fields = [known[name] for name in names]
    columns = [_quoted(field) for field in fields]
    keys = [_quoted(known[name]) for name in key]
    table = connection.ops.quote_name(model._meta.db_table)
    sums = {_quoted(known[name]) for name in added}
    changes = ", ".join(
        f"{column} = {f'{table}.{column} + ' if column in sums else ''}EXCLUDED.{column}"
        for column in columns
        if column not in keys
    )
    into = f"INSERT INTO {table} ({', '.join(columns)})"
    conflict = f"ON CONFLICT ({', '.join(keys)}) DO UPDATE SET {changes}"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            numbers = [f"c{at}" for at in range(len(fields))]
            said = json.dumps(
                [dict(zip(numbers, row, strict=True)) for row in given],
                ensure_ascii=False,
                default=datetime.isoformat,
            )
            kinds = ", ".join(
                f"{number} {_kind(field)}" for number, field in zip(numbers, fields, strict=True)
            )
            values = ", ".join(numbers)
            cursor.execute(
                f"{into} SELECT {values} FROM json_to_recordset(%s) AS given({kinds}) {conflict}",  # noqa: S608 - names of Django's own
                [said],
            )
        else:
            marks = ", ".join(["%s"] * len(fields))
            cursor.executemany(f"{into} VALUES ({marks}) {conflict}", _adapted(fields, given))


def _quoted(field: "models.Field[Any, Any]") -> str:
    return connection.ops.quote_name(str(field.column))


def _kind(field: "models.Field[Any, Any]") -> str:
    """Return the database's type of a column; a key that points elsewhere has the type of what it points to."""
    return field.rel_db_type(connection) if field.remote_field else str(field.db_type(connection))  # type: ignore[return-value]  # never without a column


def _adapted(
    fields: "Sequence[models.Field[Any, Any]]", rows: list[tuple[Any, ...]]
) -> list[tuple[Any, ...]]:
    """Return the rows as SQLite takes them: only few types have to be told."""
    told = [
        (at, field)
        for at, field in enumerate(fields)
        if isinstance(field, models.DateTimeField | models.JSONField | VectorField)
    ]
    if not told:
        return rows
    # Not by its proxy, which looks up which thread asks each time that it is asked.
    database = connections[connection.alias]
    adapted = []
    for row in rows:
        values = list(row)
        for at, field in told:
            values[at] = field.get_db_prep_save(values[at], database)
        adapted.append(tuple(values))
    return adapted
