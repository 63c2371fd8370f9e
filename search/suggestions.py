"""What the search box offers while somebody types: goods, categories, stalls, communes.

Few and quick: one question to the engine, one read of rows, the rest from what is kept. The same for
everyone, so that any cache may keep an answer.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.core.cache import cache
from django.db import DatabaseError
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from marketplace.core.money import format_vnd
from marketplace.shop.catalogue.selectors import menu_tree
from marketplace.stalls.selectors import active_stalls
from search.cards import build_cards
from search.models import ProductEntry
from search.services import find_while_typing
from search.text import clean, fold, words

logger = logging.getLogger(__name__)

SHORTEST: Final = 2
MOST_GOODS: Final = 6
MOST_OTHERS: Final = 3
_KEEP_SECONDS: Final = 300
_KEY: Final = "search.suggest.{name}"

Rows = list[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One line: what it says, where it leads, and what stands small beside it."""

    text: str
    url: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class SuggestionGroup:
    """The lines of one kind."""

    name: str
    items: tuple[Suggestion, ...]


def suggest(text: str) -> tuple[SuggestionGroup, ...]:
    """Return what may be meant by the words so far, in the language of the page; kinds without a line are left out."""
    asked = clean(text)
    if len(asked) < SHORTEST or not words(asked):
        return ()
    try:
        groups = (
            SuggestionGroup(_("Sản phẩm"), _goods(asked)),
            SuggestionGroup(_("Danh mục"), _categories(asked)),
            SuggestionGroup(_("Gian hàng"), _stalls(asked)),
            SuggestionGroup(_("Xã, phường"), _communes(asked)),
        )
    except DatabaseError:
        logger.exception("suggesting failed")
        return ()
    return tuple(group for group in groups if group.items)


def _goods(text: str) -> tuple[Suggestion, ...]:
    cards = build_cards(find_while_typing(text, limit=MOST_GOODS))
    return tuple(Suggestion(card.title, card.url, format_vnd(card.price)) for card in cards)


def _categories(text: str) -> tuple[Suggestion, ...]:
    found = [
        Suggestion(shelf.name, shelf.url, "" if shelf is aisle else aisle.name)
        for aisle in menu_tree(get_language() or "vi")
        for shelf in (aisle, *aisle.children)
        if _begins(text, shelf.name)
    ]
    return tuple(found[:MOST_OTHERS])


def _stalls(text: str) -> tuple[Suggestion, ...]:
    rows = _kept(
        "stalls", lambda: list(active_stalls().order_by("name").values_list("name", "slug", "ward__name"))
    )
    found = [
        Suggestion(name, reverse("storefront:stall", kwargs={"slug": slug}), ward)
        for name, slug, ward in rows
        if _begins(text, name)
    ]
    return tuple(found[:MOST_OTHERS])


def _communes(text: str) -> tuple[Suggestion, ...]:
    entries = ProductEntry.objects.exclude(ward_code="").order_by("ward_name")
    rows = _kept("communes", lambda: list(entries.values_list("ward_name", "ward_code").distinct()))
    found = [
        Suggestion(name, f"{reverse('search:all')}?xa={code}") for name, code in rows if _begins(text, name)
    ]
    return tuple(found[:MOST_OTHERS])


def _begins(text: str, name: str) -> bool:
    """Whether every word so far begins a word of ``name``, read without marks."""
    have = words(fold(name))
    return all(any(word.startswith(asked) for word in have) for asked in words(fold(text)))


def forget() -> None:
    """Read stalls and communes again with the next question: one came, went or changed its name."""
    cache.delete_many([_KEY.format(name=name) for name in ("stalls", "communes")])


def _kept(name: str, read: Callable[[], Rows]) -> Rows:
    key = _KEY.format(name=name)
    rows: Rows | None = cache.get(key)
    if rows is None:
        rows = read()
        cache.set(key, rows, _KEEP_SECONDS)
    return rows
