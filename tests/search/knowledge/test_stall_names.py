"""Names of stalls by the beginnings of their words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.knowledge.stall_names import NameIndex
from search.text import fold, words

NAMES = ("HTX Cà phê Đồi Sương", "Hộ Đồi Trọc", "Cơ sở Mắm Dì Lành", "Hộ Đồi Đồi Cà", "Ổ Bánh 63")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("doi", [0, 1, 3]),
        ("đồi ca", [0, 3]),
        ("CA PH", [0]),
        ("ho d", [1, 3]),
        ("d d d", [0, 1, 2, 3]),
        ("6", [4]),
        ("ong", []),
        ("doi khong", []),
        ("", []),
        ("!!", []),
        ("\U0010ffff", []),
    ],
)
def test_every_word_begins_a_word_of_the_name(text: str, found: list[int]) -> None:
    index = NameIndex(enumerate(NAMES))
    assert list(index.find(text)) == [(at, NAMES[at]) for at in found]


@given(st.lists(st.text("aăbđoớ 1", max_size=12), max_size=8), st.text("aabdđoớ 1", max_size=5))
def test_finds_what_comparing_every_name_finds(names: list[str], text: str) -> None:
    wanted = words(fold(text))
    alike = [
        (at, name)
        for at, name in enumerate(names)
        if wanted and all(any(have.startswith(word) for have in words(fold(name))) for word in wanted)
    ]
    assert list(NameIndex(enumerate(names)).find(text)) == alike
