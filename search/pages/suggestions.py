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
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from marketplace.core.money import format_vnd
from marketplace.places.models import Ward
from marketplace.shop.catalogue.selectors import menu_tree
from marketplace.stalls.selectors import active_stalls
from search.cards import build_cards
from search.counting.report import popular_questions
from search.knowledge.current import Knowledge, current_knowledge
from search.knowledge.stall_names import stall_names
from search.models import ProductEntry
from search.plan import decode_text, with_marks
from search.plan.rules import HiddenWords
from search.services import find_while_typing
from search.text import clean, fold, words
from search.types import Card

logger = logging.getLogger(__name__)

SHORTEST: Final = 2
MOST_GOODS: Final = 6
_ASKED_WHERE_HIDDEN: Final = 4 * MOST_GOODS
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
        known = current_knowledge()
        groups = (
            _groups(asked, known)
            if asked
            else (SuggestionGroup(_("Nhiều người tìm"), _popular("", known, MOST_POPULAR)),)
        )
    except DatabaseError:
        logger.exception("suggesting failed")
        return ()
    return tuple(group for group in groups if group.items)


def popular(text: str = "", *, most: int = MOST_POPULAR) -> tuple[Suggestion, ...]:
    """Return what many look for, of it what the words so far may become and officers do not hide."""
    return _popular(text, current_knowledge(), most)


def _popular(text: str, known: Knowledge, most: int) -> tuple[Suggestion, ...]:
    # Most people type without marks; what the floor says to everybody is written with them.
    rows = _kept(
        "popular", lambda: [(with_marks(question, known.lexicon),) for question in popular_questions()]
    )
    if not rows:
        return ()
    hidden = known.rules.hidden
    at = reverse("search:results")
    found = (
        Suggestion(question, f"{at}?{urlencode({'q': question})}")
        for (question,) in rows
        if _is_offered(text, question, hidden) and fold(question) != fold(text)
    )
    return tuple(islice(found, most))


def _groups(asked: str, known: Knowledge) -> tuple[SuggestionGroup, ...]:
    hidden = known.rules.hidden
    name = decode_text(asked, known.lexicon, known.rules)
    return (
        SuggestionGroup(_("Sản phẩm"), _goods(asked, known)),
        SuggestionGroup(_("Nhiều người tìm"), _popular(name, known, MOST_OTHERS)),
        SuggestionGroup(_("Danh mục"), _categories(name, hidden)),
        SuggestionGroup(_("Gian hàng"), _stalls(name, hidden)),
        SuggestionGroup(_("Xã, phường"), _communes(name, hidden)),
    )


def _goods(text: str, known: Knowledge) -> tuple[Suggestion, ...]:
    hidden = known.rules.hidden
    # More are asked for where some may not be named.
    found = find_while_typing(
        text, limit=_ASKED_WHERE_HIDDEN if hidden.by_tokens else MOST_GOODS, known=known
    )
    cards = build_cards([row for row in found if not hidden.hides(row.title)][:MOST_GOODS])
    return tuple(Suggestion(card.title, card.url, _price_words(card)) for card in cards)


def _price_words(card: Card) -> str:
    """Return the price as the card says it: «từ 98.000 ₫» where there are variants."""
    price = format_vnd(card.price)
    return f"{_('từ')} {price}" if card.has_variants else price


def _categories(text: str, hidden: HiddenWords) -> tuple[Suggestion, ...]:
    found = [
        Suggestion(shelf.name, shelf.url, "" if shelf is aisle else aisle.name)
        for aisle in menu_tree(get_language() or "vi")
        for shelf in (aisle, *aisle.children)
        if _is_offered(text, shelf.name, hidden)
    ]
    return tuple(found[:MOST_OTHERS])


def _stalls(text: str, hidden: HiddenWords) -> tuple[Suggestion, ...]:
    begun = (key for key, name in stall_names().find(text) if not hidden.hides(name))
    # Some more, for one that was suspended a moment ago.
    keys = list(islice(begun, 2 * MOST_OTHERS))
    if not keys:
        return ()
    rows = active_stalls().filter(pk__in=keys).values_list("pk", "name", "slug", "ward__name")
    found = {
        key: Suggestion(name, reverse("storefront:stall", kwargs={"slug": slug}), ward)
        for key, name, slug, ward in rows
        if _is_offered(text, name, hidden)
    }
    return tuple(found[key] for key in keys if key in found)[:MOST_OTHERS]


def _communes(text: str, hidden: HiddenWords) -> tuple[Suggestion, ...]:
    # By commune: looking for one entry of each is quicker than going over all entries.
    own = ProductEntry.objects.filter(ward_code=OuterRef("code"))
    wards = Ward.objects.filter(Exists(own)).order_by("name", "code")
    rows = _kept("communes", lambda: list(wards.values_list("name", "code")))
    found = [
        Suggestion(name, f"{reverse('search:all')}?xa={code}")
        for name, code in rows
        if _is_offered(text, name, hidden)
    ]
    return tuple(found[:MOST_OTHERS])


def _is_offered(text: str, name: str, hidden: HiddenWords) -> bool:
    """Whether every word so far begins a word of ``name``, read without marks, and the floor may say the name."""
    have = words(fold(name))
    begins = all(any(word.startswith(asked) for word in have) for asked in words(fold(text)))
    return begins and not hidden.hides(name)


def _kept(name: str, read: Callable[[], Rows]) -> Rows:
    key = _KEY.format(name=name)
    rows: Rows | None = cache.get(key)
    if rows is None:
        rows = read()
        cache.set(key, rows, _KEEP_SECONDS)
    return rows
