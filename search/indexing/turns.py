"""Indexers take turns: whoever holds the one ``IndexState`` row writes, the others wait."""

from search.models import IndexState


def take_turn() -> None:
    """Lock the row until the transaction ends; SQLite locks the whole database when a transaction begins."""
    if not IndexState.objects.select_for_update().filter(pk=1):
        IndexState.objects.get_or_create(pk=1)
        IndexState.objects.select_for_update().get(pk=1)
