"""What was asked for is marked, and every letter of the text stays."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from search.plan import Mode
from search.ranking import mark, snippet
from tests.search.plan.catalogue import plan


def test_words_are_marked_together() -> None:
    assert mark("Cà phê Khe Sanh 250g", plan("ca phe khe")) == (
        ("Cà phê Khe", True),
        (" Sanh 250g", False),
    )
    assert mark("Cà, phê", plan("ca phe")) == (("Cà", True), (", ", False), ("phê", True))


def test_other_names_are_marked_and_lookalikes_of_what_is_there_are_not() -> None:
    assert mark("Lạc nhân", plan("đậu phộng")) == (("Lạc", True), (" nhân", False))
    assert mark("Nệm và ném", plan("nệm")) == (("Nệm", True), (" và ném", False))


def test_beginning_is_marked_with_its_word() -> None:
    assert mark("Cà phê", plan("ca ph", mode=Mode.AUTOCOMPLETE)) == (("Cà phê", True),)


def test_snippet_begins_near_what_was_asked_for() -> None:
    text = (
        "Hàng làm ra ở nơi có núi cao và gió mạnh quanh năm suốt tháng. " * 3
        + "Robusta rang. "
        + "Hết rồi. " * 30
    )
    pieces = snippet(text, plan("robusta"))
    assert ("Robusta", True) in pieces
    assert pieces[0] == ("… ", False)
    assert pieces[-1] == (" …", False)
    assert len("".join(piece for piece, _ in pieces)) < 170


def test_description_without_it_gives_no_snippet() -> None:
    assert snippet("Không có gì", plan("robusta")) == ()


def test_markup_stays_text() -> None:
    assert mark("a < b & robusta", plan("robusta")) == (("a < b & ", False), ("robusta", True))


def test_what_looks_like_a_tag_stays_as_it_was_written() -> None:
    assert mark("<b>Cà phê</b> <script>robusta", plan("robusta")) == (
        ("<b>Cà phê</b> <script>", False),
        ("robusta", True),
    )
    assert mark("Cà  phê <5kg> & «<em»", plan("em")) == (
        ("Cà  phê <5kg> & «<", False),
        ("em", True),
        ("»", False),
    )
    assert snippet("Rang <b>mộc</b>,\nrobusta", plan("robusta")) == (
        ("Rang <b>mộc</b>, ", False),
        ("robusta", True),
    )


@given(st.text(max_size=200))
def test_no_letter_is_lost(text: str) -> None:
    assert "".join(piece for piece, _ in mark(text, plan("cà phê a e"))) == unicodedata.normalize("NFC", text)
