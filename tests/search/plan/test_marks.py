"""A question typed without marks, written with them."""

import pytest

from search.plan import with_marks
from tests.search.plan.catalogue import lexicon


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("ca phe khe sanh", "cà phê khe sanh"),
        ("nuoc mam", "nước mắm"),
        ("Mat Ong", "mật ong"),
        ("mat", "mat"),  # honey's first half, or «mát», cool
        ("ca phe xe may", "ca phe xe may"),
        ("cà phe", "cà phe"),  # somebody meant something by the mark
        ("ca phe 500g", "ca phe 500g"),
        ("", ""),
    ],
)
def test_marks_are_put_on_where_the_catalogue_leaves_no_doubt(typed: str, written: str) -> None:
    assert with_marks(typed, lexicon()) == written
