"""A column of the type ``tsvector`` on PostgreSQL; SQLite keeps nothing in it."""

from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper


class VectorField(models.TextField):  # type: ignore[type-arg]  # Django's class takes no parameters when it runs
    """Text that PostgreSQL keeps as a text search vector. Written, never read."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str | None:
        """Return the database's own type."""
        return "tsvector" if connection.vendor == "postgresql" else super().db_type(connection)

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:  # noqa: FBT001, FBT002 - Django's signature
        """Return what is written."""
        written = super().get_db_prep_value(value, connection, prepared)
        return written if connection.vendor == "postgresql" else ""
