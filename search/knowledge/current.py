"""What a process knows for planning: the catalogue's words and the officers' rules.

Loaded once per process and refreshed when a version number changes, never per request: one row,
``IndexState``, holds every version, and is read with the query that needs it anyway.
"""

import time
from dataclasses import dataclass, replace
from threading import Lock
from typing import Final

from django.db.models import F

from marketplace.core.caching.kept_pages import forget_pages
from search.knowledge.rules import read_rules
from search.knowledge.vocabulary import LexiconReader
from search.models import IndexState
from search.plan import Lexicon, Rules

_LARGE: Final = 5_000  # words
_LARGE_SECONDS: Final = 30


@dataclass(frozen=True, slots=True)
class Versions:
    """``counts`` changes with whatever lists count, ``words`` with the vocabulary, ``rules`` with what officers set."""

    counts: int = 0
    words: int = 0
    rules: int = 0

    def as_numbers(self) -> tuple[int, int, int]:
        """Return them for a key."""
        return (self.counts, self.words, self.rules)


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What the planner is given, and of which versions that is: words may be older than the newest for a while."""

    lexicon: Lexicon
    rules: Rules
    versions: Versions


def read_versions() -> Versions:
    """Return the versions as they stand now: one query."""
    row = IndexState.objects.filter(pk=1).values_list("version", "words_version", "rules_version").first()
    return Versions(*row) if row else Versions()


def bump_rules() -> None:
    """Tell every process that synonyms, weights, pins or hidden words changed. Call it in the same transaction."""
    IndexState.objects.get_or_create(pk=1)
    IndexState.objects.filter(pk=1).update(rules_version=F("rules_version") + 1, version=F("version") + 1)
    forget_pages()


class _Keeper:
    """Keeps the knowledge of this process; one thread at a time renews what is stale."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: Knowledge | None = None
        self._reader = LexiconReader()
        self._read_at = 0.0

    def get(self, versions: Versions) -> Knowledge:
        kept = self._kept
        if kept is not None and kept.versions == versions:
            return kept
        if kept is None or kept.versions.rules != versions.rules:
            self._lock.acquire()
        elif not self._lock.acquire(blocking=False):
            # Another thread reads words that are new: meanwhile questions are planned with the ones before.
            return replace(kept, versions=replace(versions, words=kept.versions.words))
        try:
            kept = self._kept = self._renew(self._kept, versions)
        finally:
            self._lock.release()
        return kept

    def forget(self) -> None:
        with self._lock:
            self._kept, self._reader = None, LexiconReader()

    def _renew(self, kept: Knowledge | None, versions: Versions) -> Knowledge:
        if kept is None:
            return Knowledge(self._read_words(), read_rules(), versions)
        words, lexicon = kept.versions.words, kept.lexicon
        if words != versions.words and self._is_due(lexicon):
            words, lexicon = versions.words, self._read_words()
        rules = kept.rules if kept.versions.rules == versions.rules else read_rules()
        return Knowledge(lexicon, rules, Versions(versions.counts, words, versions.rules))

    def _read_words(self) -> Lexicon:
        self._read_at = time.monotonic()
        return self._reader.read()

    def _is_due(self, lexicon: Lexicon) -> bool:
        """Whether to read changed words now: a large vocabulary hardly changes by one product."""
        return len(lexicon.exact) < _LARGE or time.monotonic() - self._read_at > _LARGE_SECONDS


_keeper = _Keeper()


def current_knowledge(versions: Versions | None = None) -> Knowledge:
    """Return what the planner is given; pass ``versions`` where they were read already."""
    return _keeper.get(versions or read_versions())


def forget_knowledge() -> None:
    """Load everything again with the next question. For tests and for what rebuilds all of it."""
    _keeper.forget()
