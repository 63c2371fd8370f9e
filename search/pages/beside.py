"""What else matches the words, beside the goods. Rooms above register what they have: imports go down only."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise

MOST: Final = 3

Find = Callable[[str], Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Source:
    """One kind of thing that words may mean.

    ``find`` takes the words, cleaned, and returns a few finds, best first, or none. ``template`` draws one,
    which it is handed as ``item``. ``is_first`` puts them above the goods.
    """

    name: str
    heading: Promise | str
    template: str
    find: Find
    is_first: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """The finds of one source."""

    source: Source
    items: tuple[Any, ...]


_sources: dict[str, Source] = {}


def register_source(source: Source) -> None:
    """Ask ``source`` from now on, in the order of registration."""
    _sources[source.name] = source


def find_beside(text: str) -> tuple[Group, ...]:
    """Return what every source has for the words; a source without a find is left out."""
    groups = (Group(source, tuple(source.find(text)[:MOST])) for source in _sources.values())
    return tuple(group for group in groups if group.items)
