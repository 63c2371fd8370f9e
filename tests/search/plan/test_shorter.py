"""The shorter questions that a page without goods leads on to."""

import pytest

from search.plan import Lexicon, parts_on_sale
from tests.search.plan.catalogue import lexicon


@pytest.mark.parametrize(
    ("asked", "parts"),
    [
        ("trà giảm cân", ("trà",)),  # «giảm cân» is no goods here
        ("mật ong nhân sâm bố chính", ("mật ong", "sâm bố chính")),
        ("MAT ONG xyz", ("mat ong",)),
        ("máy bay trực thăng", ()),
        ("xyz trà", ()),  # a syllable that comes later is most often half of a word
        ("cà phê", ()),  # nothing shorter
        ("Mĩ Thủy xyz", ("mĩ thủy",)),
        ("nước mắm xyz nước mắm", ("nước mắm",)),
        ("", ()),
    ],
)
def test_parts_that_stand_in_a_row_in_the_catalogue(asked: str, parts: tuple[str, ...]) -> None:
    assert parts_on_sale(asked, lexicon()) == parts


def test_empty_catalogue_has_no_parts() -> None:
    assert parts_on_sale("mật ong rừng", Lexicon()) == ()
