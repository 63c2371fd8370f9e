"""The database's own guard of law 1: no public product stands at an inactive stall.

A CHECK cannot look into another table, so triggers do: one on the product, one on the stall. On
PostgreSQL the product's trigger holds the stall's row while it looks, so that two transactions
cannot pass each other; SQLite has one writer at a time.

They are put up after every ``migrate`` and taken down before it, because SQLite makes a table anew
to alter it, loses its triggers on the way and cannot rename a table that a trigger names.
"""

from typing import Any, Final

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

_TABLES: Final = {"catalogue_product": {"stall_id", "is_public"}, "stalls_stall": {"status"}}

_SQLITE_DOWN: Final = (
    "DROP TRIGGER IF EXISTS product_of_active_stall_insert",
    "DROP TRIGGER IF EXISTS product_of_active_stall_update",
    "DROP TRIGGER IF EXISTS stall_without_public_products",
)
_SQLITE_UP: Final = (
    """
CREATE TRIGGER product_of_active_stall_insert BEFORE INSERT ON catalogue_product FOR EACH ROW
WHEN NEW.is_public AND NEW.stall_id IS NOT NULL
     AND (SELECT status FROM stalls_stall WHERE id = NEW.stall_id) IS NOT 'active'
BEGIN SELECT RAISE(ABORT, 'a public product needs an active stall'); END
""",
    """
CREATE TRIGGER product_of_active_stall_update BEFORE UPDATE OF is_public, stall_id ON catalogue_product
FOR EACH ROW WHEN NEW.is_public AND NEW.stall_id IS NOT NULL
     AND (SELECT status FROM stalls_stall WHERE id = NEW.stall_id) IS NOT 'active'
BEGIN SELECT RAISE(ABORT, 'a public product needs an active stall'); END
""",
    """
CREATE TRIGGER stall_without_public_products BEFORE UPDATE OF status ON stalls_stall FOR EACH ROW
WHEN NEW.status <> 'active'
     AND EXISTS (SELECT 1 FROM catalogue_product WHERE stall_id = NEW.id AND is_public)
BEGIN SELECT RAISE(ABORT, 'an inactive stall has no public products'); END
""",
)

_POSTGRES_DOWN: Final = (
    "DROP TRIGGER IF EXISTS product_of_active_stall ON catalogue_product",
    "DROP TRIGGER IF EXISTS stall_without_public_products ON stalls_stall",
)
_POSTGRES_UP: Final = (
    """
CREATE OR REPLACE FUNCTION product_of_active_stall() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE stall_status text;
BEGIN
    -- Waits for a suspension that is being written, and keeps one from starting.
    SELECT status INTO stall_status FROM stalls_stall WHERE id = NEW.stall_id FOR SHARE;
    IF stall_status IS DISTINCT FROM 'active' THEN
        RAISE EXCEPTION 'a public product needs an active stall' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$
""",
    """
CREATE OR REPLACE FUNCTION stall_without_public_products() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM catalogue_product WHERE stall_id = NEW.id AND is_public) THEN
        RAISE EXCEPTION 'an inactive stall has no public products' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$
""",
    """
CREATE TRIGGER product_of_active_stall BEFORE INSERT OR UPDATE OF is_public, stall_id ON catalogue_product
FOR EACH ROW WHEN (NEW.is_public AND NEW.stall_id IS NOT NULL) EXECUTE FUNCTION product_of_active_stall()
""",
    """
CREATE TRIGGER stall_without_public_products AFTER UPDATE OF status ON stalls_stall
FOR EACH ROW WHEN (NEW.status <> 'active' AND OLD.status IS DISTINCT FROM NEW.status)
EXECUTE FUNCTION stall_without_public_products()
""",
)
_UP: Final = {"sqlite": _SQLITE_UP, "postgresql": _POSTGRES_UP}
_DOWN: Final = {"sqlite": _SQLITE_DOWN, "postgresql": _POSTGRES_DOWN}


def install_triggers(connection: BaseDatabaseWrapper) -> None:
    """Put the guard up, if the tables are there; an older one is replaced."""
    if not _has_tables(connection):
        return
    remove_triggers(connection)
    with connection.cursor() as cursor:
        for statement in _UP[connection.vendor]:
            cursor.execute(statement)


def remove_triggers(connection: BaseDatabaseWrapper) -> None:
    """Take the guard down. PostgreSQL and SQLite both accept that there is none."""
    with connection.cursor() as cursor:
        for statement in _DOWN[connection.vendor]:
            cursor.execute(statement)


def before_migrate(*, using: str, **_kwargs: Any) -> None:
    """Let migrations alter the tables."""
    remove_triggers(connections[using])


def after_migrate(*, using: str, **_kwargs: Any) -> None:
    """Guard the tables that are there now."""
    install_triggers(connections[using])


def _has_tables(connection: BaseDatabaseWrapper) -> bool:
    """Say whether both tables have the columns; ``migrate`` may have been told to stop halfway."""
    with connection.cursor() as cursor:
        present = set(connection.introspection.table_names(cursor))
        if not present.issuperset(_TABLES):
            return False
        return all(
            needed
            <= {column.name for column in connection.introspection.get_table_description(cursor, table)}
            for table, needed in _TABLES.items()
        )
