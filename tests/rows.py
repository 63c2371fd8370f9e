"""Rows that several tests start from, made once."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from pytest_django import DjangoDbBlocker


@contextmanager
def rows_kept(blocker: DjangoDbBlocker) -> Iterator[None]:
    """Keep what is written inside for as long as the fixture lives: for fixtures of a class or a module.

    Each test takes its own savepoint within and leaves the rows as it found them; with the fixture they go. The
    fixture asks for ``django_db_setup`` and ``django_db_blocker``. Not for tests with ``transaction=True``, which
    empty every table. What lives in Python must be fetched anew by each test that changes it.
    """
    with blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)
