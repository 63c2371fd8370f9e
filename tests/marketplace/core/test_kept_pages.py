"""The mark of kept pages: what changed while it could not be written is not forgotten."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest

from marketplace.core.caching import kept_pages


class Marks:
    """Marks that lose whatever another thread writes, and let it write while the first one reads back."""

    def __init__(self) -> None:
        self.first = threading.get_ident()
        self.mark: str | None = None
        self.other = threading.Thread(target=kept_pages._set_mark)

    def set(self, key: str, mark: str, _seconds: None) -> None:
        if key == kept_pages.MARK and threading.get_ident() == self.first:
            self.mark = mark

    def get(self, _key: str) -> str | None:
        if threading.get_ident() == self.first and not self.other.ident:
            self.other.start()
            self.other.join(timeout=0.5)
        return self.mark


@pytest.fixture
def marks(monkeypatch: pytest.MonkeyPatch) -> Iterator[Marks]:
    made: Any = Marks()
    monkeypatch.setattr(kept_pages, "marks", made)
    monkeypatch.setattr(kept_pages, "_owed", threading.Event())
    yield made
    made.other.join(timeout=5)


def test_mark_of_another_thread_that_was_lost_is_still_owed(marks: Marks) -> None:
    kept_pages._set_mark()
    marks.other.join(timeout=5)
    assert not marks.other.is_alive()
    assert marks.mark
    assert kept_pages._owed.is_set()


def test_mark_that_was_written_is_owed_no_more(marks: Marks) -> None:
    marks.other.run = lambda: None  # type: ignore[method-assign]  # nobody else writes
    kept_pages._set_mark()
    assert marks.mark
    assert not kept_pages._owed.is_set()
