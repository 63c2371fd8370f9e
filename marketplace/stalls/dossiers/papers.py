"""The files of papers in private storage: a name is its content's, so two dossiers may hold the same file."""

from collections.abc import Iterable
from functools import partial

from django.core.files.storage import storages
from django.db import transaction

from marketplace.stalls.models import DossierDocument


def let_go_of_files(names: Iterable[str]) -> None:
    """Delete the files once this transaction stands, but for those that another dossier holds."""
    transaction.on_commit(partial(_delete_unused, [name for name in names if name]))


def _delete_unused(names: Iterable[str]) -> None:
    for name in names:
        if not DossierDocument.objects.filter(file=name).exists():
            storages["private"].delete(name)
