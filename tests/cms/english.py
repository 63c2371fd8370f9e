"""Finds English on a Vietnamese page: words that the English catalogues use and no Vietnamese text of ours does."""

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from babel.messages.pofile import read_po
from bs4 import BeautifulSoup, Comment, Tag

from tests.project.tree import ROOT

WORD = re.compile(r"[a-z]{2,}")
# What stands in a page but is not said: addresses, mail, placeholders of a script, names of time zones and files.
UNSAID = re.compile(
    r"https?://\S+|\S+@\S+|%\(\w+\)[sd]|\{\{.*?\}\}|\b[A-Z]\w+(?:/[\w+-]+)+|\b[\w-]+\.[a-z]+\b|(?<!\w)/[\w/.-]+"
)
SAYING = ("title", "placeholder", "aria-label", "aria-description", "alt", "data-w-tooltip-content-value")
BUTTONS = {"submit", "button", "reset"}
# Words that people see in English on purpose.
NAMES = {
    "ctrl": "a key",
    "alt": "a key",
    "shift": "a key",
    "enter": "a key",
    "english": "a language names itself",
    "en": "a language's short name",
    "co": "part of a bank's name",
    "bank": "part of a bank's name",
    "long": "part of a bank's name",
    "may": "to sew, in Vietnamese",
    "lai": "part of a person's name, as a bank writes it",
}


def _words(text: str) -> set[str]:
    """Return the words without marks; a word with a mark is Vietnamese and a capitalised one may be a name."""
    return {word for word in re.findall(r"[^\W\d_]+", text.lower()) if WORD.fullmatch(word)}


@cache
def english_words() -> frozenset[str]:
    """Return the words of what Django, Oscar, Wagtail and allies say, but for those that Vietnamese has too."""
    english: set[str] = set()
    vietnamese: set[str] = set()
    for language, domain in (("vi", "django"), ("vi", "djangojs"), ("en", "django")):
        with (ROOT / "locale" / language / "LC_MESSAGES" / f"{domain}.po").open("rb") as stream:
            for message in read_po(stream, locale=language):
                sources = message.id if isinstance(message.id, tuple | list) else (message.id,)
                targets = message.string if isinstance(message.string, tuple | list) else (message.string,)
                theirs, ours = (sources, targets) if language == "vi" else (targets, sources)
                for text in theirs:
                    english |= _words(_plain(text))
                for text in ours:
                    vietnamese |= _words(_plain(text))
    return frozenset(english - vietnamese - set(NAMES))


def _plain(text: str | None) -> str:
    return UNSAID.sub(" ", re.sub(r"<[^>]+>", " ", text or ""))


def _labels(value: Any) -> Iterator[str]:
    """Yield what a script is handed to show."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if name == "label" and isinstance(inner, str):
                yield inner
            else:
                yield from _labels(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _labels(inner)


def said(page: str) -> Iterator[str]:
    """Yield every text that a person sees or is read."""
    soup = BeautifulSoup(page, "html.parser")
    for props in soup.find_all("script", id="wagtail-sidebar-props"):
        yield from _labels(json.loads(props.string or "null"))
    for silent in [*soup.find_all(["script", "style", "code", "kbd"]), *soup.find_all("div", hidden=True)]:
        if not silent.decomposed:
            silent.decompose()
    for template in soup.find_all("template"):
        yield from said(template.decode_contents())
        template.decompose()
    for text in soup.find_all(string=True):
        if not isinstance(text, Comment):
            yield " ".join(text.split())
    for tag in soup.find_all(True):
        yield from _attributes(tag)


def _attributes(tag: Tag) -> Iterator[str]:
    names = [*SAYING, "value"] if tag.name == "input" and tag.get("type") in BUTTONS else SAYING
    for name in names:
        yield " ".join(str(tag.get(name, "")).split())


def english_in(page: str) -> list[str]:
    """Return the texts of the page that hold English."""
    return sorted({text for text in said(page) if _words(_plain(text)) & english_words()})
