"""What a question means: its words, their other names, and what is not asked of anybody."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.plan import (
    Form,
    HiddenWords,
    Mode,
    Pin,
    Pins,
    Plan,
    PriceHint,
    Rules,
    Tier,
    decode_text,
    make_plan,
)
from search.text import fold
from tests.search.plan.catalogue import KNOWN, SYNONYMS, lexicon, plan

RULES = Rules(synonyms=SYNONYMS)


def phrases(found: Plan, at: int = 0) -> dict[str, Tier]:
    return {way.phrase: way.tier for way in found.groups[at].alternatives}


def test_words_that_goods_have_in_a_row_are_bound() -> None:
    assert [group.is_bound for group in plan("nước mắm khô").groups] == [True, False, False]


def test_word_without_marks_is_read_without_and_above_all_as_typed() -> None:
    (group,) = plan("nem").groups
    assert [(way.phrase, way.form, way.tier) for way in group.alternatives if way.phrase == "nem"] == [
        ("nem", Form.EXACT, Tier.EXACT),
        ("nem", Form.FOLDED, Tier.FOLDED),
    ]


def test_word_with_marks_matches_other_marks_in_the_lowest_tier_only() -> None:
    ways = {(way.phrase, way.form): way for way in plan("nệm").groups[0].alternatives}
    assert ways["nệm", Form.EXACT].tier is Tier.EXACT
    assert ways["nem", Form.EXACT].tier is Tier.FOLDED
    assert ways["nem", Form.FOLDED].tier is Tier.CORRECTED
    assert ways["nem", Form.FOLDED].weight < ways["nem", Form.EXACT].weight


def test_both_words_of_a_name_can_be_matched_by_its_other_name() -> None:
    found = plan("đậu phộng")
    assert [group.typed for group in found.groups] == ["đậu", "phộng"]
    assert "lạc" in phrases(found, 0)
    assert "lạc" in phrases(found, 1)


def test_one_syllable_without_marks_finds_other_names_and_with_other_marks_does_not() -> None:
    assert "hành tăm" in phrases(plan("nem"))
    assert "hành tăm" not in phrases(plan("nệm"))


def test_other_names_of_one_syllable_weigh_less_where_it_may_be_another_word_and_those_of_two_do_not() -> (
    None
):
    mattress = lexicon(("Nệm bông", "Nệm ép"))
    weights = {}
    for typed, other in (("nem", "hành tăm"), ("hanh tam", "ném")):
        made = make_plan(typed, lexicon=mattress, rules=Rules(synonyms=SYNONYMS))
        weights[typed] = {way.phrase: way.weight for way in made.groups[0].alternatives}[other]
    assert weights == {"nem": pytest.approx(0.81), "hanh tam": 0.9}


def test_one_way_names_lead_one_way() -> None:
    assert "cà phê" in phrases(plan("coffee"))
    assert "coffee" not in phrases(plan("cà phê"))


def test_name_that_means_something_else_in_a_phrase_says_so() -> None:
    (way,) = [way for way in plan("ngô").groups[0].alternatives if way.phrase == "bắp"]
    assert way.unless == (("bắp", "cải"),)


def test_quantity_and_price_are_no_words() -> None:
    found = plan("cà phê 0,5kg dưới 200k")
    assert [group.typed for group in found.groups] == ["cà", "phê"]
    assert found.units == ("g500",)
    assert found.price == PriceHint(None, 200_000)


def test_first_words_are_more_of_the_question_and_shares_are_one() -> None:
    found = plan("nước mắm robusta")
    shares = [group.share for group in found.groups]
    assert sum(shares) == pytest.approx(1)
    assert shares[0] + shares[1] > shares[2]


def test_words_that_say_nothing_are_not_asked_of_anybody() -> None:
    found = plan("mua cà phê ngon")
    assert [group.optional for group in found.groups] == [True, False, False, True]
    assert not plan("ngon").groups[0].optional


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("shop ơi cho mình hỏi giá cà phê", ["cà", "phê"]),
        ("e cho hỏi mật ong bn tiền", ["mật", "ong"]),
        ("nước mắm dc ko", ["nước", "mắm"]),
        ("mật ong nguyên chất", ["mật", "ong"]),
        ("cà phê cho mẹ", ["cà", "phê"]),
        ("ship về cam lộ", ["cam", "lộ"]),
        ("còn nước mắm không", ["nước", "mắm"]),
        ("nước mắm không chất bảo quản", ["nước", "mắm", "không", "chất", "bảo", "quản"]),
        ("ca phe cho", ["ca", "phe", "cho"]),  # without marks it may be «chó», dog
    ],
)
def test_words_of_a_chat_are_not_asked_of_anybody_nor_corrected(typed: str, asked: list[str]) -> None:
    found = plan(typed)
    assert [group.typed for group in found.groups if not group.optional] == asked
    assert found.suggestion is None


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("con cá nục", ["cá", "nục"]),
        ("2 chai nước mắm", ["nước", "mắm"]),
        ("mua hũ mật ong", ["mật", "ong"]),
        ("củ ném", ["củ", "ném"]),  # goods say so
        ("nước mắm chai", ["nước", "mắm", "chai"]),
        ("mật ong chai nhựa", ["mật", "ong", "chai", "nhựa"]),
        ("con ca nuc", ["con", "ca", "nuc"]),  # without marks it may be «cồn», an islet
    ],
)
def test_word_that_measures_what_follows_is_not_asked_of_anybody(typed: str, asked: list[str]) -> None:
    found = plan(typed)
    assert [group.typed for group in found.groups if not group.optional] == asked
    assert found.suggestion is None


def test_half_of_a_word_that_is_not_sold_is_no_answer() -> None:
    assert not plan("nước hoa").may_relax
    assert plan("đậu phụng chanh").may_relax  # no goods say so, and it is a name of what they are
    assert plan("nước mắm chanh").may_relax


def test_word_still_being_typed_is_a_beginning() -> None:
    found = plan("ca ph", mode=Mode.AUTOCOMPLETE)
    assert [way.is_prefix for way in found.groups[0].alternatives] == [False, False]
    assert all(way.is_prefix for way in found.groups[1].alternatives)
    assert (found.suggestion, found.may_relax) == (None, False)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("nuow", ["nuo"]),
        ("nuowc m", ["nuoc", "m"]),
        ("caf ph", ["ca", "ph"]),
        ("ddaau", ["dau"]),
        ("ca2 ph", ["ca", "ph"]),
        ("lac", ["lac"]),
        ("iphones", ["iphones"]),
    ],
)
def test_keystrokes_still_being_typed_are_the_letters_that_they_spell(typed: str, meant: list[str]) -> None:
    found = plan(typed, mode=Mode.AUTOCOMPLETE)

    assert [fold(group.alternatives[0].phrase) for group in found.groups] == meant
    assert fold(decode_text(typed, KNOWN, RULES)) == " ".join(meant)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("matong", "mat ong"),
        ("matongr", "mat ong r"),
        ("mậto", "mật o"),
        ("khoaid", "khoai d"),
        ("matong rung", "mat ong rung"),
        ("nuocmamb", "nuoc mam b"),
        # Nobody has these side by side.
        ("matkhe", "matkhe"),
        # A word of another language, and one that is joined to nothing.
        ("coff", "coff"),
        ("khe", "khe"),
    ],
)
def test_words_joined_while_they_are_typed_are_parted(typed: str, meant: str) -> None:
    assert decode_text(typed, KNOWN, RULES) == meant
    assert [
        group.alternatives[0].phrase for group in plan(typed, mode=Mode.AUTOCOMPLETE).groups
    ] == meant.split()


def test_name_still_being_typed_finds_its_other_names() -> None:
    assert "ném" in phrases(plan("hanh t", mode=Mode.AUTOCOMPLETE), 1)


@pytest.mark.parametrize(
    ("typed", "begins"),
    [("arabi", True), ("ara", True), ("ar", False), ("arabica", False)],  # two letters begin too much
)
def test_unknown_word_that_begins_a_known_one_is_its_beginning(typed: str, begins: bool) -> None:  # noqa: FBT001 - a parameter of the test
    assert any(way.is_prefix for way in plan(typed).groups[0].alternatives) is begins


def test_pin_is_found_without_marks() -> None:
    rules = Rules(pins=Pins((Pin("Quà Tết", (7, 3)),)))
    assert plan("qua tet", rules=rules).pinned == (7, 3)
    assert plan("quà", rules=rules).pinned == ()


def test_pin_stands_for_no_word_that_differs_in_its_marks() -> None:
    rules = Rules(pins=Pins((Pin("quả bơ", (7,)), Pin("quả bo", (3,)), Pin("QUẢ BƠ", (7, 5)))))
    asked = {
        words: plan(words, rules=rules).pinned for words in ("quả bơ", "qua bo", "quả bo", "quả bò", "quà bơ")
    }
    assert asked == {
        "quả bơ": (7, 3, 5),
        "qua bo": (7, 3, 5),
        "quả bo": (7, 3, 5),
        # Beef is no avocado; who wrote a pin without marks meant both.
        "quả bò": (3,),
        "quà bơ": (),
    }


def test_hidden_words_are_passed_over_and_alone_find_nothing() -> None:
    rules = Rules(synonyms=SYNONYMS, hidden=HiddenWords(("sâm bố chính",)))
    found = plan("Cà phê sâm bố chính", rules=rules)
    assert [group.typed for group in found.groups] == ["cà", "phê"]
    assert (found.text, found.heard) == ("Cà phê sâm bố chính", "cà phê")
    assert plan("Sâm Bố Chính", rules=rules).blocked
    assert plan("sâm bố chín", rules=rules).suggestion is None


def test_question_of_marks_asks_nothing() -> None:
    assert plan("*?! ").is_empty


@given(st.text(max_size=10_000), st.sampled_from(Mode))
def test_any_text_becomes_a_plan(text: str, mode: Mode) -> None:
    found = plan(text, mode=mode)
    assert len(found.groups) <= 16
    assert all(way.tokens and all(way.tokens) for group in found.groups for way in group.alternatives)
    assert sum(group.share for group in found.groups) == pytest.approx(1 if found.groups else 0)
