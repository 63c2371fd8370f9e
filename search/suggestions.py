"""What the search box offers while somebody types: goods, what many look for, categories, stalls, communes.

Few and quick: one question to the engine, one read of rows, the rest from what is kept. The same for
everyone, so that any cache may keep an answer.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from typing import Final
from urllib.parse import urlencode

from django.core.cache import cache
from django.db import DatabaseError
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from marketplace.core.money import format_vnd
from marketplace.shop.catalogue.selectors import menu_tree
from marketplace.stalls.selectors import active_stalls
from search.cards import build_cards
from search.knowledge import current_knowledge
from search.models import ProductEntry
from search.report import popular_questions
from search.services import find_while_typing
from search.text import clean, fold, words

logger = logging.getLogger(__name__)

SHORTEST: Final = 2
MOST_GOODS: Final = 6
MOST_OTHERS: Final = 3
MOST_POPULAR: Final = 8
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
    """Return what may be meant by the words so far, in the language of the page; kinds without a line are left out.

    An empty box is offered what many look for.
    """
    asked = clean(text)
    if asked and (len(asked) < SHORTEST or not words(asked)):
        return ()
    try:
        groups = _groups(asked) if asked else (SuggestionGroup(_("Nhiều người tìm"), popular()),)
    except DatabaseError:
        logger.exception("suggesting failed")
        return ()
    return tuple(group for group in groups if group.items)


def popular(text: str = "", *, most: int = MOST_POPULAR) -> tuple[Suggestion, ...]:
    """Return what many look for, of it what the words so far may become and officers do not hide."""
    rows = _kept("popular", lambda: [(question,) for question in popular_questions()])
    if not rows:
        return ()
    at, hidden = reverse("search:results"), current_knowledge().rules.hidden
    found = (
        Suggestion(question, f"{at}?{urlencode({'q': question})}")
        for (question,) in rows
        if _begins(text, question) and fold(question) != fold(text) and not hidden.hides(question)
    )
    return tuple(islice(found, most))


def _groups(asked: str) -> tuple[SuggestionGroup, ...]:
    return (
        SuggestionGroup(_("Sản phẩm"), _goods(asked)),
        SuggestionGroup(_("Nhiều người tìm"), popular(asked, most=MOST_OTHERS)),
        SuggestionGroup(_("Danh mục"), _categories(asked)),
        SuggestionGroup(_("Gian hàng"), _stalls(asked)),
        SuggestionGroup(_("Xã, phường"), _communes(asked)),
    )


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
    """Read stalls, communes and popular searches again with the next question: one came, went or changed its name."""
    cache.delete_many([_KEY.format(name=name) for name in ("stalls", "communes", "popular")])


def _kept(name: str, read: Callable[[], Rows]) -> Rows:
    key = _KEY.format(name=name)
    rows: Rows | None = cache.get(key)
    if rows is None:
        rows = read()
        cache.set(key, rows, _KEEP_SECONDS)
    return rows
