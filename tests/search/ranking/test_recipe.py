"""The ranking recipe: what stands above what, and why."""

from typing import Any

import pytest

from search.plan import Mode, Rules, Tier, Weights
from search.ranking import Candidate, Recipe, rank
from search.text import normalise
from tests.search.plan.catalogue import SYNONYMS, plan


def goods(number: int, title: str, *, keywords: str = "", about: str = "", **facts: Any) -> Candidate:
    name, words, told = (normalise(text) for text in (title, keywords, about))
    known: dict[str, Any] = {
        "price": 50_000,
        "in_stock": True,
        "ocop_stars": 0,
        "rating": None,
        "sold_count": 0,
        **facts,
    }
    return Candidate(
        product_id=number,
        title=f" {name.exact} ",
        title_folded=f" {name.folded} ",
        keywords=f" {words.exact} ",
        keywords_folded=f" {words.folded} ",
        description=f" {told.exact} ",
        description_folded=f" {told.folded} ",
        units=frozenset((*name.units, *told.units)),
        **known,
    )


def order(text: str, *candidates: Candidate, weights: Weights | None = None) -> list[int]:
    rules = Rules(synonyms=SYNONYMS, weights=weights or Weights())
    return [one.product_id for one in rank(plan(text, rules=rules), candidates)]


def test_title_stands_above_keywords_and_those_above_the_description() -> None:
    found = order(
        "robusta", goods(1, "Trà", about="robusta"), goods(2, "Trà", keywords="robusta"), goods(3, "Robusta")
    )
    assert found == [3, 2, 1]


def test_as_typed_stands_above_without_marks_and_that_above_other_marks() -> None:
    assert order("nệm", goods(1, "Ném khô"), goods(2, "nem khô"), goods(3, "Nệm khô")) == [3, 2, 1]


def test_tiers_say_how_truly_a_product_answers() -> None:
    asked = plan("nước mắm robusta")
    tiers = {
        title: found.tier if (found := Recipe(asked).score(goods(1, title))) else None
        for title in ("Nước mắm robusta", "Nuoc mam robusta", "Nước mâm robusta", "Nước mắm", "Robusta")
    }
    assert tiers == {
        "Nước mắm robusta": Tier.EXACT,
        "Nuoc mam robusta": Tier.FOLDED,
        "Nước mâm robusta": Tier.CORRECTED,
        "Nước mắm": Tier.RELAXED,
        "Robusta": None,
    }


def test_beginning_of_the_title_and_words_together_add() -> None:
    assert order("cà phê", goods(1, "Máy xay cà phê"), goods(2, "Cà phê xay")) == [2, 1]
    assert order("mật ong", goods(1, "Mật hoa ong"), goods(2, "Mật ong hoa")) == [2, 1]
    assert order("cam lộ", goods(1, "Gừng", keywords="lộ cam"), goods(2, "Gừng", keywords="cam lộ")) == [2, 1]


def score(text: str, product: Candidate, weights: Weights) -> float:
    found = Recipe(plan(text, rules=Rules(synonyms=SYNONYMS, weights=weights))).score(product)
    assert found is not None
    return found.score


def test_title_that_begins_with_a_later_word_of_the_question_has_half_of_what_the_first_adds() -> None:
    asked = plan("cà robusta")
    for title, share in (("Cà xay robusta", 1.0), ("Robusta xay cà", 0.5), ("Bột cà robusta", 0.0)):
        more, less = (score("cà robusta", goods(1, title), Weights(head=head)) for head in (0.12, 0.0))
        assert more - less == pytest.approx(share * 0.12 * asked.total_idf), title


def test_each_further_field_that_has_the_word_adds_its_share_by_the_way_that_has_most() -> None:
    (group,) = plan("nệm").groups
    title, also = goods(1, "Nệm bông"), goods(1, "Nệm bông", keywords="nệm", about="Nệm êm")
    weights = Weights(also=0.1, keywords=0.5, description=0.3)
    assert score("nệm", also, weights) - score("nệm", title, weights) == pytest.approx(0.1 * 0.8 * group.idf)


def test_halves_of_a_name_in_two_places_are_worth_what_they_are_in_the_poorer() -> None:
    apart = goods(1, "Mắm cá Mỹ Lộc", about="nước chấm")
    whole = goods(2, "Cá cơm", keywords="nước mắm")
    unknown = goods(3, "Cơm", about="vàng"), goods(4, "Gạo", keywords="cơm vàng")

    assert order("nước mắm", apart, whole) == [2, 1]  # goods have the two in a row
    assert order("cơm vàng", *unknown) == [3, 4]  # none has these


def test_quantity_price_stars_sales_and_stock_move_equals() -> None:
    assert order("cà phê 500g", goods(1, "Cà phê 250g"), goods(2, "Cà phê 0,5kg")) == [2, 1]
    assert order("cà phê dưới 100k", goods(1, "Cà phê", price=150_000), goods(2, "Cà phê")) == [2, 1]
    assert order("cà phê", goods(1, "Cà phê"), goods(2, "Cà phê", ocop_stars=5)) == [2, 1]
    assert order("cà phê", goods(1, "Cà phê"), goods(2, "Cà phê", sold_count=500)) == [2, 1]
    assert order("cà phê", goods(1, "Cà phê", in_stock=False), goods(2, "Cà phê")) == [2, 1]
    rated = goods(1, "Cà phê", rating=3.0), goods(2, "Cà phê", rating=4.5), goods(3, "Cà phê")
    assert order("cà phê", *rated, weights=Weights(rating=0.1)) == [2, 1, 3]
    assert order("cà phê", *rated) == [1, 2, 3]  # as shipped, what buyers think moves nothing
    assert order("cà phê", goods(2, "Cà phê"), goods(1, "Cà phê")) == [1, 2]


def test_other_name_answers_and_its_other_meaning_does_not() -> None:
    assert order("ngô", goods(1, "Bắp nếp"), goods(2, "Bắp cải")) == [1]


def test_name_typed_alone_means_its_other_meaning_last_and_typed_with_it_first() -> None:
    maize, cabbage = goods(1, "Bắp nếp"), goods(2, "Bắp cải", ocop_stars=5, sold_count=900)

    assert order("bắp", cabbage, maize) == [1, 2]
    assert order("bắp cải", maize, cabbage) == [2, 1]


def test_weights_are_the_officers() -> None:
    shelf = (goods(1, "Trà", keywords="robusta"), goods(2, "Robusta"))
    assert order("robusta", *shelf) == [2, 1]
    assert order("robusta", *shelf, weights=Weights(title=0.1, keywords=1.0, head=0)) == [1, 2]


@pytest.mark.parametrize(("text", "found"), [("ca ph", True), ("ca phx", False), ("phê", False)])
def test_last_word_is_a_beginning_while_it_is_typed_and_the_others_are_whole(text: str, found: bool) -> None:  # noqa: FBT001 - a parameter of the test
    asked = plan(text, mode=Mode.AUTOCOMPLETE)
    assert (Recipe(asked).score(goods(1, "Ca phở")) is not None) is found
