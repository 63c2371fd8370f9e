"""What is repaired and corrected before it is looked for, and what is left as it was typed."""

import pytest

from search.plan import (
    Lexicon,
    Rules,
    make_plan,
)
from tests.search.plan.catalogue import TITLES, lexicon, plan


@pytest.mark.parametrize(
    ("typed", "suggested"),
    [
        ("ca phe khe san", "cà phê khe sanh"),
        ("nướt mắm", "nước mắm"),
        ("mật ông rừng", "mật ong rừng"),
        ("sâm bố chín", "sâm bố chính"),
        ("xâm bố chính", "sâm bố chính"),
        ("xâm bố chín", "sâm bố chính"),
        ("chà vằng túi lọc", "trà vằng túi lọc"),
        ("riệu kim long", "rượu kim long"),
        ("chieu coi an sa", "chiếu cói an xá"),
        ("khe snah", "khe sanh"),
        ("caf phee", "cà phê"),
        ("ca2 phe6", "cà phê"),
        ("nuowcs maams", "nước mắm"),
        ("nươcs mắm", "nước mắm"),
        ("ddậu phộng", "đậu phộng"),
        ("caphekhesanh", "cà phê khe sanh"),
        ("khoaideo", "khoai deo"),
        ("khoai deooo", "khoai deo"),
        ("robosta", "robusta"),
        # Only a synonym has the word.
        ("đậu phụngg", "đậu phụng"),
        ("hanh tăn", "hành tăm"),
        # Goods write them as one.
        ("Đa Krông", "đakrông"),
        ("mat ong da krong", "mật ong đakrông"),
    ],
)
def test_what_was_meant_is_suggested_with_marks(typed: str, suggested: str) -> None:
    assert plan(typed).suggestion == suggested


@pytest.mark.parametrize(
    "typed",
    [
        "cà phê",
        "ca phe khe sanh",
        "hanh tăm",
        "nước mắm Mĩ Thuỷ",
        "nệm",
        "chín",
        "iphone",
        "điện thoại",
        "tivi samsung",
        "laptop dell",
        "的咖啡",
        "кофе",
        "a",
        "x y z",
        "",
        "500g",
    ],
)
def test_what_needs_no_correction_gets_none(typed: str) -> None:
    found = plan(typed)
    assert (found.suggestion, found.corrected_to) == (None, None)


@pytest.mark.parametrize("typed", ["nuot man", "mt on", "nuco mma"])
def test_more_than_half_of_the_words_are_never_corrected(typed: str) -> None:
    found = plan(typed)
    assert (found.suggestion, found.corrected_to) == (None, None)


def test_marks_of_another_word_are_offered_and_letters_of_another_are_looked_for() -> None:
    marks, letters = plan("cá phê khe sanh"), plan("cà phê khe san")
    assert (marks.suggestion, marks.corrected_to) == ("cà phê khe sanh", None)
    assert (letters.suggestion, letters.corrected_to) == ("cà phê khe sanh", "cà phê khe sanh")


def test_joined_words_are_parted_at_no_consonant_that_stands_alone() -> None:
    known = lexicon((*TITLES, "Áo l", "Áo ấm"))
    assert make_plan("aol", lexicon=known, rules=Rules()).suggestion == "áo"
    assert make_plan("aoam", lexicon=known, rules=Rules()).suggestion == "áo ấm"


# Words that are known and are written for each other: which of them was meant tells the neighbour.
MIXED = lexicon(
    (
        *TITLES,
        "Trứng gà ta",
        "Chứng nhận hữu cơ",
        "Trà gừng",
        "Chà bông cá thu",
        "Chiếu trúc hạt lớn",
        "Chúc mừng năm mới",
        "Chả lụa",
        "Trà cà gai leo",
        "Bún gạo khô",
        "Gạo khô nấu cháo",
        "Bút bi xanh",
        "Bí đỏ",
        "Rổ tre",
        "Giỏ mây",
        "Me chua",
        "Cây châu thụ",
        "Na dai",
        "Vỏ quả cà phê",
        "Quả cà phê chín",
        "Mắm cá rò",
        "Mắm cá nục",
        "Can nhựa",
    )
)


@pytest.mark.parametrize(
    ("typed", "suggested"),
    [
        ("chứng gà", "trứng gà"),
        ("chung ga", "trứng gà"),
        ("chà gừng", "trà gừng"),
        ("chiếu chúc", "chiếu trúc"),
        ("me chau", "me chua"),
    ],
)
def test_word_that_is_known_is_given_up_for_one_that_sounds_like_it_beside_this_neighbour(
    typed: str, suggested: str
) -> None:
    assert make_plan(typed, lexicon=MIXED, rules=Rules()).suggestion == suggested


@pytest.mark.parametrize(
    "typed",
    ["chả cá", "gà khô", "giỏ tre", "bí xanh", "trà gừng", "trứng gà", "chà bông", "quả na", "nuoc mam can"],
)
def test_word_that_is_known_with_its_marks_is_not_given_up_for_another_thing(typed: str) -> None:
    made = make_plan(typed, lexicon=MIXED, rules=Rules())

    assert (made.suggestion, made.corrected_to) == (None, None)


def test_short_word_with_two_other_letters_is_another_word() -> None:
    known = lexicon(
        (*TITLES, "Sổ tay quản ngắn năm trang", "Giấy quản ngắn năm", "Bột cháo canh", "Bột cháo")
    )

    assert make_plan("quần jean nam", lexicon=known, rules=Rules()).suggestion is None
    assert make_plan("bột cacao", lexicon=known, rules=Rules()).suggestion is None
    assert make_plan("quản ngann năm", lexicon=known, rules=Rules()).suggestion == "quản ngắn năm"


def test_corrected_word_is_written_with_the_marks_that_were_typed_where_it_may_be_two() -> None:
    known = lexicon(("Nước", "Nuốc"))
    assert make_plan("nướt", lexicon=known, rules=Rules()).suggestion == "nước"
    assert make_plan("nuốt", lexicon=known, rules=Rules()).suggestion == "nuốc"


def test_beginning_stands_in_no_more_goods_than_there_are() -> None:
    known = Lexicon(2, {"cam": 2, "cao": 2, "chè": 1})
    assert [known.count_beginning(start, known.exact) for start in ("ca", "chè", "x", "xx")] == [2, 1, 2, 0]


def test_word_of_three_letters_is_given_up_for_what_two_goods_have() -> None:
    titles = (*TITLES, "Máy Ba Lòng xay")

    assert make_plan("máy bay", lexicon=lexicon(titles), rules=Rules()).suggestion is None
    twice = lexicon((*titles, "Dầu ép máy Ba Lòng"))
    assert make_plan("máy bay", lexicon=twice, rules=Rules()).suggestion == "máy ba"


def test_number_and_letters_apart_are_one_word_where_goods_write_them_so() -> None:
    rice = lexicon((*TITLES, "Gạo ST25", "Hộp 25 gói"))

    assert [group.typed for group in make_plan("gạo ST 25", lexicon=rice, rules=Rules()).groups] == [
        "gạo",
        "st25",
    ]
    assert [group.typed for group in plan("gạo ST 25").groups] == ["gạo", "st", "25"]
