"""Upkeep of what Django's models cannot say, the word index of the database: put up after every migration, checked, mended.

PostgreSQL has it in two columns of each text (``search.engines.postgres``), SQLite in a table beside (``sqlite``).
"""

from collections.abc import Mapping
from typing import Any

from django.db import connection, connections

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


def wrong_vectors(texts: Mapping[int, tuple[str, ...]]) -> set[int]:
    """Return the keys whose words are not indexed as these texts say; SQLite is asked for all at once, by ``is_whole``."""
    return postgres.wrong_vectors(texts) if texts and connection.vendor == "postgresql" else set()


def is_whole() -> bool:
    """Whether the words of all texts are indexed; PostgreSQL is asked text by text, by ``wrong_vectors``."""
    return sqlite.is_whole(connection) if connection.vendor == "sqlite" else True


def fill_anew() -> None:
    """Index the words of all texts anew where that is no matter of each text."""
    if connection.vendor == "sqlite":
        sqlite.rebuild(connection)
