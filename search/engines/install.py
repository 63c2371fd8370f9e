"""Puts up what Django's models cannot say: the word index of the database, after every migration."""

from typing import Any

from django.db import connections

from search.engines import postgres, sqlite


def after_migrate(*, using: str, **_kwargs: Any) -> None:
    """Make what is missing, where the table is there: ``migrate`` may have been told to stop halfway."""
    database = connections[using]
    with database.cursor() as cursor:
        if "search_entrytext" not in database.introspection.table_names(cursor):
            return
    if database.vendor == "postgresql":
        postgres.install(database)
    elif database.vendor == "sqlite":
        sqlite.install(database)
