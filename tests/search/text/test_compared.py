"""Text as it is compared: the same at index and at query time, whatever a keyboard sends."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.text import MAX_CHARACTERS, MAX_TOKENS, clean, fold, padded, words


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("Đông Hà", "dong ha"),
        ("cà phê Khe Sanh", "ca phe khe sanh"),
        ("HƯỚNG PHÙNG", "huong phung"),
        (unicodedata.normalize("NFD", "nước mắm Cửa Việt"), "nuoc mam cua viet"),
        ("đường phèn ĐẶC BIỆT", "duong phen dac biet"),
    ],
)
def test_fold_takes_marks_off(typed: str, folded: str) -> None:
    assert fold(typed) == folded


@pytest.mark.parametrize(
    ("typed", "cleaned"),
    [
        ("  cà \x00 phê\u200b ", "cà phê"),
        ("<b>tiêu</b> Cùa", "tiêu Cùa"),
        ("\u202ephê\u202c", "phê"),
        ("\ud800tiêu", "tiêu"),
        (unicodedata.normalize("NFD", "cà phê"), "cà phê"),
        ("ｔｉêｕ", "tiêu"),
        ("<script", "<script"),
    ],
)
def test_clean_leaves_what_was_meant(typed: str, cleaned: str) -> None:
    assert clean(typed) == cleaned


def test_clean_cuts_what_is_too_long() -> None:
    assert clean("a" * 10_000) == "a" * MAX_CHARACTERS


def test_words_are_few_and_without_marks_between() -> None:
    assert words("Tiêu-Cùa, 500g (loại 1)!") == ["tiêu", "cùa", "500g", "loại", "1"]
    assert len(words("một " * 50)) == MAX_TOKENS
    assert words("%%% ''' --- ;") == []


def test_padded_word_begins_after_a_space() -> None:
    assert padded("Cà phê", "", "Khe Sanh") == " cà phê khe sanh "
    assert padded(unicodedata.normalize("NFD", "Cà phê")) == " cà phê "


@given(st.text(max_size=10_000))
def test_any_text_is_cleaned_once_and_for_all(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert len(once) <= MAX_CHARACTERS
    assert "\x00" not in once
    once.encode()


@given(st.text(max_size=100))
def test_any_text_folds_to_the_same_however_composed(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))
