"""What officers set steers every process's next question, and costs no query of its own."""

import re
from importlib import import_module

import pytest
from django.apps import apps
from django.db import transaction
from pytest_django import DjangoAssertNumQueries
from vietnam_provinces import Province, Ward

from search.knowledge.current import _Keeper, current_knowledge, read_versions
from search.knowledge.rules import build_rules, read_rule_rows, read_rules, shipped_synonyms
from search.knowledge.shipped import add_synonyms
from search.models import PinnedGoods, RankingWeight, SynonymSet
from search.models.weights import EDITED, percents, weights_of
from search.plan import Tier, Weights
from search.services import find_while_typing
from tests.search.helpers import ask, category, on_shelf, titles, ward
from tests.search.officers import hide, pin, shipped_rows, synonyms, weight

pytestmark = pytest.mark.django_db

LATER = ("0011_old_districts", "0012_more_other_names", "0015_names_of_kinds")  # with their NEW names


def test_rows_of_the_migration_make_the_rules_that_are_shipped() -> None:
    without_rows = read_rules()
    shipped_rows()
    assert SynonymSet.objects.count() == len(shipped_synonyms())
    assert RankingWeight.objects.count() == len(EDITED)
    assert read_rules() == without_rows
    assert read_rules().weights == Weights()
    shipped_rows()
    assert SynonymSet.objects.count() == len(shipped_synonyms())


@pytest.mark.parametrize("migration", LATER)
def test_names_that_came_later_are_added_once_and_what_an_officer_took_away_stays_away(
    migration: str,
) -> None:
    new = import_module(f"search.migrations.{migration}").NEW
    add_synonyms(apps, new)
    assert not SynonymSet.objects.exists()  # then the file serves
    shipped_rows()
    later = {one.names for one in shipped_synonyms() if one.names.split("\n")[0] in new}
    SynonymSet.objects.filter(names__in=later).exclude(names__startswith="cam lộ").delete()
    gone = SynonymSet.objects.get(names="trà\nchè").delete()[0]
    for _time in range(2):
        add_synonyms(apps, new)
        assert SynonymSet.objects.count() == len(shipped_synonyms()) - gone
    assert later <= set(SynonymSet.objects.values_list("names", flat=True))


def test_phrases_that_mean_else_are_added_to_shipped_groups_where_officers_wrote_none() -> None:
    step = import_module("search.migrations.0013_provinces_of_before")
    shipped = {one.names: one.unless for one in shipped_synonyms()}
    assert {names: shipped[names] for names in step.MEANS_ELSE} == step.MEANS_ELSE
    shipped_rows()
    bowl, flour = step.MEANS_ELSE
    SynonymSet.objects.filter(names=bowl).update(unless="")
    SynonymSet.objects.filter(names=flour).update(unless="bột sắn nén")
    step.add(apps, None)
    rows = SynonymSet.objects.filter(names__in=step.MEANS_ELSE).values_list("names", "unless")
    assert dict(rows) == {bowl: step.MEANS_ELSE[bowl], flour: "bột sắn nén"}


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("hướng hóa", {"Cà phê Khe Sanh", "Chuối Lao Bảo"}),
        ("chuoi huong hoa", {"Chuối Lao Bảo"}),
        ("bo trach", {"Mật ong"}),
        ("muc 1 nang", {"Mực một nắng"}),
        ("cf khe sanh", {"Cà phê Khe Sanh"}),
        ("đồ ăn vặt", {"Kẹo dừa"}),
        ("mồi nhậu", {"Mực một nắng"}),
    ],
)
def test_district_of_before_leads_to_its_communes_and_short_forms_to_words(
    typed: str, found: set[str]
) -> None:
    town = ward("19333", "phường Quảng Trị")
    for title in ("Cà phê Khe Sanh", "Chuối Lao Bảo", "Mực một nắng", "Kẹo dừa", "Chuối Gio Linh"):
        on_shelf(title, origin_ward=town)
    on_shelf("Mật ong", origin_ward=ward("18943", "xã Phong Nha"))
    cards = ask(typed).cards
    assert {card.title for card in cards if not (card.hit and card.hit.is_relaxed)} == found


def test_province_of_before_leads_to_goods_of_its_communes_those_named_so_first() -> None:
    north, south = ward("18880", "phường Đồng Hới"), ward("19333", "phường Đông Hà")
    on_shelf("Nước mắm Bảo Ninh", origin_ward=north)
    on_shelf("Nước mắm cốt Quảng Bình", origin_ward=north)
    on_shelf("Nước mắm Cửa Việt", origin_ward=south)
    found = {
        typed: [card.title for card in ask(typed).cards if not (card.hit and card.hit.is_relaxed)]
        for typed in ("nước mắm quảng bình", "nuoc mam quang binh", "quangbinh", "quảng trị")
    }
    of_the_north = ["Nước mắm cốt Quảng Bình", "Nước mắm Bảo Ninh"]
    assert found == {
        "nước mắm quảng bình": of_the_north,
        "nuoc mam quang binh": of_the_north,
        "quangbinh": of_the_north,
        "quảng trị": ["Nước mắm Cửa Việt"],
    }


def test_every_commune_of_the_province_lies_in_a_district_of_before() -> None:
    named = {name for one in shipped_synonyms() for name in one.names.split("\n")}
    province = next(one for one in Province.iter_all() if one.name.endswith("Quảng Trị"))
    level = re.compile("^(xã|phường|đặc khu) ")
    communes = {level.sub("", one.name.lower()) for one in Ward.iter_by_province(province.code)}
    assert communes - named == {
        "cồn cỏ"
    }  # a district of one commune, as «quảng trị» was, which is a name of the province too


def test_every_weight_but_the_measure_can_be_edited_within_bounds_that_hold_the_shipped_one() -> None:
    shipped = percents(Weights())
    assert {one.code for one in EDITED} == set(shipped) - {"title", "exact"}
    assert [one.code for one in EDITED if not one.low <= shipped[one.code] <= one.high] == []
    assert weights_of(shipped) == Weights()
    assert weights_of({"unknown": 5}) == Weights()


def test_saved_synonym_finds_at_once_and_a_deleted_one_no_more() -> None:
    on_shelf("Cà phê")
    assert titles(ask("nước đen")) == []
    row = synonyms("nước đen", "cà phê")
    assert titles(ask("nước đen")) == ["Cà phê"]
    row.delete()
    assert titles(ask("nước đen")) == []


def test_one_way_names_and_exceptions_hold() -> None:
    on_shelf("Lạc rang")
    on_shelf("Sổ liên lạc")
    synonyms("đậu phụng", "lạc", kind=SynonymSet.Kind.ONE_WAY, unless="liên lạc")
    assert titles(ask("đậu phụng")) == ["Lạc rang"]
    # A word of the description does not change what the name means.
    on_shelf("Lạc luộc", description="Mua nhiều xin liên lạc với gian hàng.")
    assert set(titles(ask("đậu phụng"))) == {"Lạc rang", "Lạc luộc"}
    on_shelf("Dầu đậu phụng")
    assert "Dầu đậu phụng" not in titles(ask("lạc"))


def test_pinned_goods_stand_first_in_their_places_with_and_without_marks() -> None:
    on_shelf("Cà phê rang", category=category("Đồ uống", "do-uong"))
    tea, honey = on_shelf("Trà vằng", description="Lá khô."), on_shelf("Mật ong", description="Hoa tràm.")
    pin("cà phê", honey.pk, 2)
    pin("Cà Phê", tea.pk, 1)
    for words in ("cà phê", "ca phe"):
        assert titles(ask(words)) == ["Trà vằng", "Mật ong", "Cà phê rang"]
        assert [hit.tier is Tier.PINNED for hit in ask(words).hits] == [True, True, False]
    assert titles(ask("cà phê rang")) == ["Cà phê rang"]


def test_pin_of_goods_that_left_shows_nothing() -> None:
    on_shelf("Cà phê rang")
    tea = on_shelf("Trà vằng", description="Lá khô.")
    pin("cà phê", tea.pk)
    type(tea).objects.filter(pk=tea.pk).update(is_public=False)
    assert titles(ask("cà phê")) == ["Cà phê rang"]
    assert PinnedGoods.objects.count() == 1


def test_pin_of_goods_that_nobody_may_promote_since_pins_nothing() -> None:
    on_shelf("Gạo nếp", category=category("Đồ uống", "do-uong"))
    wine = on_shelf("Rượu men lá", description="Nấu từ gạo nếp.")
    pin("gạo nếp", wine.pk)
    assert titles(ask("gạo nếp")) == ["Rượu men lá", "Gạo nếp"]
    assert [row.title for row in find_while_typing("gạo nếp", limit=6)] == ["Rượu men lá", "Gạo nếp"]
    # The department wrote a rule, or approved another label; the pin was made before.
    type(wine).objects.filter(pk=wine.pk).update(label_group="alcohol", label_data={"ethanol_percent": "40"})
    assert titles(ask("gạo nếp")) == ["Gạo nếp", "Rượu men lá"]
    assert [hit.tier is Tier.PINNED for hit in ask("gạo nếp").hits] == [False, False]
    assert [row.title for row in find_while_typing("gạo nếp", limit=6)] == ["Gạo nếp", "Rượu men lá"]


def test_hidden_words_are_passed_over_and_alone_find_nothing() -> None:
    on_shelf("Rượu men lá")
    on_shelf("Gạo")
    hide("rượu lậu")
    assert titles(ask("rượu lậu")) == []
    assert titles(ask("gạo rượu lậu")) == ["Gạo"]
    assert titles(ask("rượu")) == ["Rượu men lá"]


def test_weight_changes_the_order() -> None:
    on_shelf("Gạo lứt", stock=0)
    on_shelf("Gạo trắng loại một", stock=5)
    assert titles(ask("gạo")) == ["Gạo trắng loại một", "Gạo lứt"]
    weight("out_of_stock", 0)
    assert titles(ask("gạo")) == ["Gạo lứt", "Gạo trắng loại một"]


def test_two_processes_follow_the_version_alone() -> None:
    """Each keeper is what one process knows; nothing else passes between them."""
    on_shelf("Cà phê")
    here, there = _Keeper(), _Keeper()
    old = there.get(read_versions()).rules
    assert here.get(read_versions()).rules == old
    synonyms("nước đen", "cà phê")
    assert there.get(read_versions()).rules.synonyms.by_exact[("nước", "đen")] == (("cà", "phê"),)
    assert here.get(read_versions()).rules == there.get(read_versions()).rules


def test_rules_that_stand_cost_no_query_beside_the_versions(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    shipped_rows()
    current_knowledge()
    with django_assert_num_queries(1):
        current_knowledge()
    weight("sales", 5)
    with django_assert_num_queries(5):  # the versions, and four kinds of rows once
        assert current_knowledge().rules.weights.sales == 0.05
    with django_assert_num_queries(1):
        current_knowledge()


def test_change_that_is_rolled_back_leaves_version_and_rules() -> None:
    on_shelf("Cà phê")
    before = read_versions()

    def change_and_fail() -> None:
        with transaction.atomic():
            synonyms("nước đen", "cà phê")
            assert read_versions().rules == before.rules + 1
            raise RuntimeError

    with pytest.raises(RuntimeError):
        change_and_fail()
    assert read_versions() == before
    assert ("nước", "đen") not in current_knowledge().rules.synonyms.by_exact


def test_rows_with_one_changed_leave_the_others() -> None:
    one, other = synonyms("ngô", "bắp"), synonyms("heo", "lợn")
    rows = read_rule_rows()
    one.names = "ngô\nbắp\nbẹ"
    assert [row.names for row in rows.with_row(one).of(SynonymSet)] == ["ngô\nbắp\nbẹ", "heo\nlợn"]
    assert [row.names for row in rows.with_row(SynonymSet(names="mè\nvừng")).of(SynonymSet)] == [
        "ngô\nbắp",
        "heo\nlợn",
        "mè\nvừng",
    ]
    assert [row.pk for row in rows.without(one).of(SynonymSet)] == [other.pk]
    assert build_rules(rows) == read_rules()
