"""Makes a new database in seconds that equals one made by running every migration.

Running Oscar's migrations after Wagtail's takes about a minute, nearly all of it spent on drawing up
the models' history, of which a new database has none. So Wagtail's, whose data steps need the
columns of their time, are run as they are; the other tables are made from the models that all
migrations end in, and of those migrations only the steps are run that leave something besides tables:
rows and triggers. ``tests/project/test_fresh_database.py`` makes one each way and compares them. A
database that holds anything is always migrated in the ordinary way.
"""

import gc
import os
import sys
from collections.abc import Iterable, Iterator

import django
from django.apps import apps
from django.core.management import call_command
from django.core.management.sql import emit_post_migrate_signal
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations import SeparateDatabaseAndState
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.operations.base import Operation
from django.db.migrations.operations.fields import FieldOperation
from django.db.migrations.operations.models import IndexOperation, ModelOperation
from django.db.migrations.state import ProjectState
from django.utils import translation

_MODELS_TELL = (ModelOperation, FieldOperation, IndexOperation)

Key = tuple[str, str]


def _keys(executor: MigrationExecutor, labels: Iterable[str]) -> list[Key]:
    """Return the migrations of these apps and all they need, in order."""
    leaves = [key for key in executor.loader.graph.leaf_nodes() if key[0] in labels]
    return [(migration.app_label, migration.name) for migration, _ in executor.migration_plan(leaves)]


def _apps_to_migrate(executor: MigrationExecutor) -> set[str]:
    """Return Wagtail's apps and every app that one of their migrations needs."""
    labels = {config.label for config in apps.get_app_configs() if config.name.startswith("wagtail")}
    while (more := {app for app, _ in _keys(executor, labels)} - labels) != set():
        labels |= more
    return labels


def _create_tables(connection: BaseDatabaseWrapper, state: ProjectState, *, migrated: set[str]) -> None:
    """Create the table of every model whose app was not migrated.

    The models are those that the migrations end in: they give the keys of many-to-many tables the
    project's type, where today's models would give them their own app's.
    """
    with connection.schema_editor() as editor:
        for model in state.apps.get_models():
            options = model._meta
            if options.managed and not options.proxy and options.app_label not in migrated:
                editor.create_model(model)


def _steps(operations: Iterable[Operation]) -> Iterator[Operation]:
    """Yield the operations that do something to the database which no model tells."""
    for operation in operations:
        if isinstance(operation, SeparateDatabaseAndState):
            yield from _steps(operation.database_operations)
        elif not isinstance(operation, _MODELS_TELL):
            yield operation


# ``migrate`` speaks no language either: the names of permissions are rows, and equal in every language.
@translation.override(None)
def make_database(alias: str = DEFAULT_DB_ALIAS) -> bool:
    """Fill an empty database; return False, and touch nothing, where there already is a table."""
    connection = connections[alias]
    if connection.introspection.table_names():
        return False
    executor = MigrationExecutor(connection)
    migrated = _apps_to_migrate(executor)
    leaves = [key for key in executor.loader.graph.leaf_nodes() if key[0] in migrated]
    gc.disable()  # the models' history is one large knot that collecting in between only slows
    try:
        executor.migrate(leaves)
    finally:
        gc.enable()

    executor = MigrationExecutor(connection)
    rest = executor.migration_plan(executor.loader.graph.leaf_nodes())
    state = executor.loader.project_state()
    _create_tables(connection, state, migrated=migrated)
    for migration, _ in rest:
        for step in _steps(migration.operations):
            # As Migration.apply decides it: some of PostgreSQL's indexes cannot be made in a transaction.
            atomic = step.atomic or (migration.atomic and step.atomic is not False)
            with connection.schema_editor(atomic=atomic) as editor:
                step.database_forwards(migration.app_label, editor, state, state)
        executor.record_migration(migration)  # type: ignore[call-arg,arg-type]  # the stubs know an older one
    executor.check_replacements()
    emit_post_migrate_signal(verbosity=0, interactive=False, db=alias, apps=state.apps, plan=rest)
    return True


def main() -> int:
    """Make the database if it is empty, migrate it otherwise."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.config.settings")
    django.setup()
    if not make_database():
        call_command("migrate", verbosity=0, interactive=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
