"""Much in parts: what is too much for one statement or one transaction."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

Item = TypeVar("Item")


def in_batches(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """Yield the items in their order, so many at once."""
    source = iter(items)
    while batch := list(islice(source, size)):
        yield batch
