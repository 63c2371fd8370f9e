"""Which groups of a question have to match, and by which of their ways, before a database is asked."""

import pytest

from search.engines.words import Scope, ways_of
from search.plan import Alternative, Form, Group, Plan, Tier


def group(name: str, share: float, *, optional: bool = False) -> Group:
    return Group(name, (Alternative((name,), Form.EXACT, 1.0, Tier.EXACT),), 1.0, share, optional)


@pytest.mark.parametrize(
    ("shares", "enough"),
    [
        ({"a": 0.5, "b": 0.5}, ["a", "b"]),  # half of the question is enough
        ({"a": 0.6, "b": 0.4}, ["a"]),
        ({"a": 0.4, "b": 0.35, "c": 0.25}, ["ab", "ac", "bc"]),
        ({"a": 0.5, "b": 0.3, "c": 0.2}, ["a", "bc"]),  # what holds a smaller set is not asked for beside it
        ({"a": 1.0}, []),  # of one word there is no part
    ],
)
def test_goods_with_some_of_the_words_have_one_of_the_smallest_sets_that_are_half_of_the_question(
    shares: dict[str, float], enough: list[str]
) -> None:
    plan = Plan(groups=(*(group(*one) for one in shares.items()), group("x", 0.0, optional=True)))
    said = ["".join(one.typed for one in some) for some in Scope(plan, relaxed=True).subsets()]
    assert said == ["".join(shares), *enough]
    assert Scope(plan).subsets() == [plan.required]


def test_part_of_the_words_counts_by_no_way_that_needed_a_correction() -> None:
    ways = tuple(
        Alternative((word,), Form.EXACT, 1.0, tier)
        for word, tier in (("chín", Tier.EXACT), ("chin", Tier.FOLDED), ("chính", Tier.CORRECTED))
    )
    found = {
        whole: [one.phrase for one in ways_of(Group("", ways, 1.0), whole=whole)] for whole in (True, False)
    }
    assert found == {True: ["chín", "chin", "chính"], False: ["chín", "chin"]}
