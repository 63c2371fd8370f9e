"""One spelling for each syllable, and the syllable without marks."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.text import canon, clean, fold, has_marks, split_words


@pytest.mark.parametrize(
    ("written", "one"),
    [
        ("hoà", "hòa"),
        ("hòa", "hòa"),
        ("Thuỷ", "thủy"),
        ("khoẻ", "khỏe"),
        ("hoàn", "hoàn"),
        ("Mỹ", "mĩ"),
        ("ký", "kí"),
        ("quý", "quí"),
        ("già", "già"),
        ("hòá", "hòá"),  # two tones are no syllable
        ("của", "của"),
        ("giặt", "giặt"),
        ("rượu", "rượu"),
        ("Khuyến", "khuyến"),
        ("ngoài", "ngoài"),
        ("ý", "ý"),
        ("Arabica", "arabica"),
        ("ST25", "st25"),
        ("", ""),
    ],
)
def test_syllable_has_one_spelling_however_it_was_typed(written: str, one: str) -> None:
    assert canon(written) == one
    assert canon(unicodedata.normalize("NFD", written)) == one


@pytest.mark.parametrize(
    ("word", "marked"), [("ca", False), ("cà", True), ("đen", True), ("500g", False), ("的", False)]
)
def test_word_is_marked_where_a_letter_of_it_is(word: str, marked: bool) -> None:  # noqa: FBT001 - a parameter of the test
    assert has_marks(word) is marked


@given(st.text(max_size=60))
def test_canon_is_idempotent(text: str) -> None:
    assert canon(canon(text)) == canon(text)


@given(st.text(max_size=300))
def test_fold_is_idempotent(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(max_size=300))
def test_folding_never_changes_how_many_syllables_there_are(text: str) -> None:
    meant = clean(text)
    assert len(split_words(fold(meant))) == len(split_words(meant))
