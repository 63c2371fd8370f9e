"""What is indexed of a text: its first words, in pieces across which no phrase stands."""

from search.text import BREAK, normalise
from search.text.tokens import MOST_INDEXED


def test_text_is_indexed_to_its_four_hundredth_word() -> None:
    found = normalise("trà " * MOST_INDEXED + "vằng")
    assert found.exact.split() == ["trà"] * 400
    assert found.folded.split() == ["tra"] * 400


def test_pieces_are_parted_and_an_empty_one_parts_nothing() -> None:
    assert normalise("Trà vằng", "", "500g", "Mật ong 0,5kg").exact == f"trà vằng {BREAK} mật ong"
    assert normalise("Trà vằng", "", "500g", "Mật ong 0,5kg").units == ("g500",)
