"""Keystrokes that an input method would have turned into letters."""

import pytest

from search.text.keyboard import decode_keys


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("caf", "cà"),
        ("phee", "phê"),
        ("nuowcs", "nước"),
        ("nuocws", "nước"),
        ("banhs", "bánh"),
        ("ruowuj", "rượu"),
        ("vawngf", "vằng"),
        ("tawm", "tăm"),
        ("mootj", "một"),
        ("ddoong", "đông"),
        ("ca2", "cà"),
        ("phe6", "phê"),
        ("nuoc71", "nước"),
        ("nu7o7c1", "nước"),
        ("ruou75", "rượu"),
        ("d9o6ng", "đông"),
        ("mua7", "mưa"),
        ("quawngj", "quặng"),
        ("ddông", "đông"),
        ("ddậu", "đậu"),
        ("nươcs", "nước"),
        ("d9ồng", "đồng"),
    ],
)
def test_keystrokes_of_telex_and_vni_are_the_word_that_they_spell(typed: str, word: str) -> None:
    assert word in decode_keys(typed)


@pytest.mark.parametrize("typed", ["cafs", "den", "khe", "cà", "500", "", "1a", "a" * 40, "x0", "b6"])
def test_what_spells_no_mark_is_no_keystrokes(typed: str) -> None:
    assert decode_keys(typed) == ()
