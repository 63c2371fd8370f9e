"""Finds English on a Vietnamese page: words that the English catalogues use and no Vietnamese text of ours does."""

import json
import re
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from typing import Any

from babel.messages.pofile import read_po

from tests.project.tree import ROOT

WORD = re.compile(r"[a-z]{2,}")
# What stands in a page but is not said: addresses, mail, placeholders of a script, names of time zones and files,
# numbers of orders and reports, whose letters may by chance be a word.
UNSAID = re.compile(
    r"\b(?:PA|QT|HS)-[0-9A-Z-]+"
    r"|https?://\S+|\S+@\S+|%\(\w+\)[sd]|\{\{.*?\}\}|\b[A-Z]\w+(?:/[\w+-]+)+|\b[\w-]+\.[a-z]+\b|(?<!\w)/[\w/.-]+"
)
SAYING = ("title", "placeholder", "aria-label", "aria-description", "alt", "data-w-tooltip-content-value")
SILENT = {"script", "style", "code", "kbd"}
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


class _Reader(HTMLParser):
    """Collects what a person sees or is read. Not a tree of the page: hundreds of pages are read in one test."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self._silent = ""
        self._depth = 0
        self._is_props = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if self._silent:
            self._depth += tag == self._silent
        elif tag in SILENT or (tag == "div" and "hidden" in told):
            self._silent, self._depth = tag, 1
            self._is_props = told.get("id") == "wagtail-sidebar-props"
        else:
            names = [*SAYING, "value"] if tag == "input" and told.get("type") in BUTTONS else SAYING
            self.said += [told.get(name) or "" for name in names]

    def handle_endtag(self, tag: str) -> None:
        if tag == self._silent:
            self._depth -= 1
            if not self._depth:
                self._silent = ""

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.said.append(data)
        elif self._is_props:
            self.said += _labels(json.loads(data))


def said(page: str) -> list[str]:
    """Return every text that a person sees or is read."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    return [" ".join(text.split()) for text in reader.said]


def english_in(page: str) -> list[str]:
    """Return the texts of the page that hold English."""
    return sorted({text for text in said(page) if _holds_english(text)})


@cache
def _holds_english(text: str) -> bool:
    return bool(_words(_plain(text)) & english_words())
