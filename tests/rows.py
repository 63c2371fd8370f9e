"""Rows that several tests start from, made once."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.utils import translation
from pytest_django import DjangoDbBlocker

from marketplace.core.caching.keeping import forget_all
from search.knowledge.current import forget_knowledge


def forget_everything() -> None:
    """Forget counted tries, kept pages, and what the process keeps of rows that are gone."""
    cache.clear()
    forget_all()
    forget_knowledge()


@contextmanager
def rows_kept(blocker: DjangoDbBlocker) -> Iterator[None]:
    """Keep what is written inside for as long as the fixture lives: for fixtures of a class or a module.

    Each test takes its own savepoint within and leaves the rows as it found them; with the fixture they go. The
    fixture asks for ``django_db_setup`` and ``django_db_blocker``. Not for tests with ``transaction=True``, which
    empty every table. What lives in Python must be fetched anew by each test that changes it. It is made before the
    fixtures of a single test, so nothing of the test before it counts: neither its language nor what was kept.
    """
    forget_everything()
    with blocker.unblock(), translation.override(settings.LANGUAGE_CODE), transaction.atomic():
        yield
        transaction.set_rollback(True)
