"""The tags that every page loads."""

import json
import re
from types import SimpleNamespace

import pytest
from django.template import Context, Template
from django.test import override_settings
from django.utils import translation


def render(source: str, **values: object) -> str:
    return Template("{% load floor %}" + source).render(Context(values))


def test_money_is_written_in_dong() -> None:
    assert render("{{ price|vnd }}", price=1_234_567) == "1.234.567\u00a0₫"


def test_money_that_is_missing_writes_nothing() -> None:
    assert render("{{ price|vnd }}", price=None) == ""


@pytest.mark.parametrize(("language", "shown"), [("vi", "1.846"), ("en", "1,846")])
def test_number_is_grouped_as_its_language_does(language: str, shown: str) -> None:
    with translation.override(language):
        assert render("{{ count|grouped }}", count=1846) == shown


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("hong.nhung@example.vn", "hong.<wbr>nhung<wbr>@example.<wbr>vn"),
        ("nhung@example.vn", "nhung@example.vn"),
        ('"<b>&hong"@example.vn', "&quot;&lt;b&gt;&amp;hong&quot;<wbr>@example.<wbr>vn"),
        ("", ""),
    ],
)
def test_email_breaks_between_its_parts(address: str, shown: str) -> None:
    assert render("{{ address|email_parts }}", address=address) == shown


def test_icon_points_into_the_sprite_and_is_hidden_from_readers() -> None:
    markup = render('{% icon "seal" "sun-icon" %}')
    assert markup == (
        '<svg class="icon sun-icon" width="24" height="24" aria-hidden="true">'
        '<use href="/static/icons.svg#i-seal"/></svg>'
    )


def test_icon_name_cannot_break_out_of_its_attribute() -> None:
    assert '"><script>' not in render("{% icon name %}", name='x"><script>')


def test_stars_of_a_certificate_are_one_shape_with_words() -> None:
    markup = render("{% ocop_stars 4 %}")
    assert markup.count("<use") == 1
    assert 'aria-label="4 sao"' in markup
    assert "#stars-4" in markup


@pytest.mark.parametrize(
    ("score", "symbol", "words"),
    [
        (4.8, "rating-10", "4,8 trên 5 sao"),
        (4.3, "rating-9", "4,3 trên 5 sao"),
        (5, "rating-10", "5 trên 5 sao"),
        (0, "rating-0", "0 trên 5 sao"),
    ],
)
def test_score_is_drawn_to_half_a_star_and_said_exactly(score: float, symbol: str, words: str) -> None:
    markup = render("{% rating_stars score %}", score=score)
    assert f'#{symbol}"' in markup
    assert f'aria-label="{words}"' in markup


@override_settings(SITE_URL="https://san.example.vn")
def test_address_is_made_absolute_on_the_public_origin() -> None:
    assert render("{% absolute_url path %}", path="/san-pham/") == "https://san.example.vn/san-pham/"
    assert (
        render("{% absolute_url path %}", path="https://tep.example.vn/a.webp")
        == "https://tep.example.vn/a.webp"
    )


def test_data_block_cannot_be_closed_from_inside() -> None:
    name = "</script><script>alert(1)</script>"
    markup = render("{% ld_json data %}", data={"name": name})
    assert markup.count("</script>") == 1
    found = re.fullmatch(r'<script type="application/ld\+json">(.*)</script>', markup)
    assert found
    assert json.loads(found[1]) == {"name": name}


class Counter:
    """Counts how often a template asked for its value."""

    def __init__(self) -> None:
        self.asked = 0

    def __str__(self) -> str:
        self.asked += 1
        return f"lần {self.asked}"


KEPT = '{% remembered "part" key %}{{ value }}{% endremembered %}'


def test_remembered_part_is_rendered_once_for_one_floor() -> None:
    floor, value = SimpleNamespace(), Counter()
    assert [render(KEPT, floor=floor, value=value, key=1) for _ in range(3)] == ["lần 1"] * 3
    assert value.asked == 1


def test_remembered_part_is_forgotten_with_its_floor() -> None:
    value = Counter()
    assert render(KEPT, floor=SimpleNamespace(), value=value, key=1) == "lần 1"
    assert render(KEPT, floor=SimpleNamespace(), value=value, key=1) == "lần 2"


def test_remembered_part_differs_by_key_and_language() -> None:
    floor, value = SimpleNamespace(), Counter()
    assert render(KEPT, floor=floor, value=value, key=1) == "lần 1"
    assert render(KEPT, floor=floor, value=value, key=2) == "lần 2"
    with translation.override("en"):
        assert render(KEPT, floor=floor, value=value, key=1) == "lần 3"
    assert render(KEPT, floor=floor, value=value, key=1) == "lần 1"


def test_remembered_part_without_a_floor_is_never_kept() -> None:
    value = Counter()
    assert [render(KEPT, value=value, key=1) for _ in range(2)] == ["lần 1", "lần 2"]


def draw_pure(value: object, *, says: str) -> str:
    source = "{% load floor %}{% pure 'test' value %}{{ says }}{% endpure %}"
    return Template(source).render(Context({"value": value, "says": says}))


def test_pure_part_is_drawn_once_for_equal_values() -> None:
    assert draw_pure(("a", 1), says="một") == "một"
    assert draw_pure(("a", 1), says="hai") == "một"
    assert draw_pure(("a", 2), says="hai") == "hai"


@pytest.mark.parametrize("value", [None, ["a"]], ids=["None", "no key"])
def test_pure_part_is_drawn_anew_where_there_is_nothing_to_remember_it_by(value: object) -> None:
    assert draw_pure(value, says="một") == "một"
    assert draw_pure(value, says="hai") == "hai"
