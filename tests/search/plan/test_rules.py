"""What officers set, as the planner looks it up."""

import pytest

from tests.search.plan.catalogue import SYNONYMS


@pytest.mark.parametrize(
    ("begun", "others"),
    [
        (("n",), ()),  # one letter begins too many names
        (("ne",), (("hành", "tăm"), ("củ", "ném"))),
        (("nem",), ()),  # a whole name is no beginning
        (("cu", "n"), (("hành", "tăm"), ("ném",))),  # its first word is whole: a letter is enough
        (("co",), (("cà", "phê"),)),
        (("ca", "ph"), ()),  # one way only
    ],
)
def test_half_a_name_leads_to_the_other_names(
    begun: tuple[str, ...], others: tuple[tuple[str, ...], ...]
) -> None:
    assert SYNONYMS.begun(begun) == others
