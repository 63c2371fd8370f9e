"""What a change would do is shown before and after, by the engine that answers shoppers; looking saves nothing."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from search.knowledge.current import current_knowledge, read_versions
from search.knowledge.rules import read_rule_rows
from search.models import HiddenPhrase, PinnedGoods, RankingWeight, SynonymSet
from search.office.preview import compare
from tests.search.helpers import ask, on_shelf, titles
from tests.search.officers import hide, pin, search_officer, shipped_rows, synonyms, weight

pytestmark = pytest.mark.django_db

PREVIEW = "/quan-tri/tim-kiem/xem-thu/"


@pytest.fixture(autouse=True)
def _person(client: Client) -> None:
    client.force_login(search_officer())


def columns(page: bytes) -> list[list[str]]:
    """Return the lines of each column: title, and what is said of its move."""
    soup = BeautifulSoup(page, "html.parser")
    return [
        [
            " | ".join(
                " ".join(part.get_text(" ", strip=True).split())
                for part in line.select("a, .w-status, .office-move")
            )
            for line in side.select("li")
        ]
        for side in soup.select(".office-side")
    ]


def tried(client: Client, which: str, /, **typed: Any) -> list[list[str]]:
    answer = client.post(PREVIEW, {"loai": which, "pk": "", **typed})
    assert answer.status_code == 200
    return columns(answer.content)


def test_address_of_the_page() -> None:
    assert reverse("search_office:compare") == PREVIEW


def test_question_alone_shows_what_shoppers_see(client: Client) -> None:
    on_shelf("Cà phê")
    answer = client.get(PREVIEW, {"loi": "ca phe"})
    assert columns(answer.content) == [["Cà phê"]]
    heading = BeautifulSoup(answer.content, "html.parser").select_one(".office-side h3")
    assert heading is not None
    assert heading.get_text() == "Như người mua đang thấy"  # nothing is tried, so there is no «Trước»


def test_question_that_found_nothing_is_carried_into_each_change_that_is_tried(client: Client) -> None:
    page = BeautifulSoup(client.get(PREVIEW, {"loi": "máy giặt & sấy"}).content, "html.parser")
    ways = {link.get_text(): str(link["href"]) for link in page.select(f'a[href^="{PREVIEW}?loai="]')}
    assert list(ways) == ["tên gọi khác", "ghim một món", "ẩn một từ"]
    for words, field in (("tên gọi khác", "names"), ("ghim một món", "phrase"), ("ẩn một từ", "phrase")):
        form = client.get(ways[words]).context
        assert form["draft"].form[field].value() == "máy giặt & sấy", words
        assert form["asking"]["loi"].value() == "máy giặt & sấy"
    # A row that is there says what it says.
    row = synonyms("nước đen", "cà phê")
    tried_on = client.get(PREVIEW, {"loai": "ten-goi-khac", "pk": str(row.pk), "loi": "máy giặt"})
    assert tried_on.context["draft"].form["names"].value() == "nước đen\ncà phê"
    assert SynonymSet.objects.count() == 1


def test_synonyms_bring_goods_in(client: Client) -> None:
    on_shelf("Cà phê")
    before, after = tried(client, "ten-goi-khac", names="nước đen\ncà phê", kind="equal", unless="")
    assert (before, after) == ([], ["Cà phê | Mới vào"])


def test_removed_synonyms_take_goods_out(client: Client) -> None:
    on_shelf("Cà phê")
    row = synonyms("nước đen", "cà phê")
    sent = {"names": row.names, "kind": "equal", "unless": "", "pk": row.pk, "xoa": "1"}
    before, after = tried(client, "ten-goi-khac", **sent)
    assert (before, after) == (["Cà phê | Ra khỏi mười món đầu"], [])


def test_pin_moves_the_others_down(client: Client) -> None:
    goods = [on_shelf(f"Gạo số {number}") for number in range(3)]
    sent = {"phrase": "gạo", "goods": goods[2].get_absolute_url(), "position": "1", "reason": "Mùa vụ"}
    before, after = tried(client, "hang-duoc-ghim", **sent)
    assert before == ["Gạo số 0", "Gạo số 1", "Gạo số 2"]
    assert after == ["Gạo số 2 | Được ghim | Lên 2 bậc", "Gạo số 0 | Xuống 1 bậc", "Gạo số 1 | Xuống 1 bậc"]


def test_goods_beyond_the_tenth_say_where_they_came_from(client: Client) -> None:
    goods = [on_shelf(f"Gạo số {number}") for number in range(12)]
    sent = {"phrase": "gạo", "goods": goods[11].get_absolute_url(), "position": "1", "reason": "Mùa vụ"}
    before, after = tried(client, "hang-duoc-ghim", **sent)
    assert (len(before), len(after)) == (10, 10)
    assert after[0] == "Gạo số 11 | Được ghim | Mới vào, từ thứ 12"
    assert before[9] == "Gạo số 9 | Ra khỏi mười món đầu, xuống thứ 11"


def test_hidden_word_takes_everything_out(client: Client) -> None:
    on_shelf("Rượu men lá")
    answer = client.post(PREVIEW, {"loai": "tu-bi-an", "pk": "", "phrase": "rượu", "reason": "x"})
    assert columns(answer.content) == [["Rượu men lá | Ra khỏi mười món đầu"], []]
    assert "0 món: lời này bị ẩn" in " ".join(BeautifulSoup(answer.content, "html.parser").text.split())


def test_weight_moves_goods(client: Client) -> None:
    shipped_rows()
    on_shelf("Gạo lứt", stock=0)
    on_shelf("Gạo trắng loại một", stock=5)
    row = RankingWeight.objects.get(code="out_of_stock")
    before, after = tried(client, "trong-so", pk=row.pk, percent="0", loi="gạo")
    assert before == ["Gạo trắng loại một", "Gạo lứt"]
    assert after == ["Gạo lứt | Lên 1 bậc", "Gạo trắng loại một | Xuống 1 bậc"]
    assert titles(ask("gạo")) == ["Gạo trắng loại một", "Gạo lứt"]
    assert RankingWeight.objects.get(code="out_of_stock").percent == 4


def test_looking_saves_nothing(client: Client) -> None:
    tea = on_shelf("Trà vằng")
    kept = [synonyms("ngô", "bắp"), pin("trà", tea.pk), hide("rượu lậu"), weight("sales", 3)]
    versions, rules = read_versions(), current_knowledge().rules
    tried(client, "ten-goi-khac", pk=kept[0].pk, names="trà\nchè", kind="equal", unless="")
    tried(client, "ten-goi-khac", pk=kept[0].pk, names="trà\nchè", kind="equal", unless="", xoa="1")
    tried(
        client,
        "hang-duoc-ghim",
        pk=kept[1].pk,
        phrase="chè",
        goods=tea.get_absolute_url(),
        position="3",
        reason="x",
    )
    tried(client, "tu-bi-an", pk=kept[2].pk, phrase="trà", reason="x")
    tried(client, "trong-so", pk=kept[3].pk, percent="20", loi="trà")
    assert (read_versions(), current_knowledge().rules) == (versions, rules)
    assert [one.names for one in SynonymSet.objects.all()] == ["ngô\nbắp"]
    assert list(PinnedGoods.objects.values_list("phrase", "position")) == [("trà", 1)]
    assert list(HiddenPhrase.objects.values_list("phrase", flat=True)) == ["rượu lậu"]
    assert list(RankingWeight.objects.values_list("code", "percent")) == [("sales", 3)]
    assert not ModelLogEntry.objects.filter(content_type__app_label="search").exists()


def test_tried_answer_is_not_kept_for_shoppers(client: Client) -> None:
    on_shelf("Rượu men lá")
    assert columns(
        client.post(
            PREVIEW, {"loai": "tu-bi-an", "pk": "", "phrase": "lá", "reason": "x", "loi": "rượu lá"}
        ).content
    )
    assert titles(ask("rượu lá")) == ["Rượu men lá"]
    pages = [
        tried(client, "ten-goi-khac", names=f"{name}\nrượu", kind="equal", unless="", loi="thử")
        for name in ("thử", "khác")
    ]
    assert [len(after) for _before, after in pages] == [1, 0]


def test_refused_draft_keeps_what_was_typed_and_shows_before_alone(client: Client) -> None:
    on_shelf("Cà phê")
    sent = {
        "loai": "ten-goi-khac",
        "pk": "",
        "names": "cà phê",
        "kind": "equal",
        "unless": "",
        "loi": "cà phê",
    }
    answer = client.post(PREVIEW, sent)
    page = answer.content.decode()
    assert columns(answer.content) == [["Cà phê"]]
    assert "Nhóm mới có một tên" in page
    assert "chưa có cột «Sau»" in page


def test_draft_is_saved_from_the_preview(client: Client) -> None:
    row = synonyms("ngô", "bắp")
    answer = client.post(
        PREVIEW, {"loai": "ten-goi-khac", "pk": row.pk, "names": "ngô\nbẹ", "kind": "equal", "unless": ""}
    )
    form = BeautifulSoup(answer.content, "html.parser").select_one(f"form[action='{PREVIEW}']")
    assert form is not None
    save = form.select_one("button[formaction]")
    assert save is not None
    sent = {str(tag["name"]): str(tag.get("value", "")) for tag in form.select("input[name]")}
    sent |= {"names": "ngô\nbẹ", "kind": "equal", "unless": ""}
    assert client.post(str(save["formaction"]), sent).status_code == 302
    assert SynonymSet.objects.get().names == "ngô\nbẹ"


def test_edit_form_leads_to_the_preview(client: Client) -> None:
    row = weight("sales", 3)
    page = BeautifulSoup(client.get(reverse("trong-so:edit", args=[row.pk])).content, "html.parser")
    assert page.select_one(f"button[formaction='{PREVIEW}']") is not None
    hidden = {
        str(tag["name"]): tag["value"] for tag in page.select("input[type=hidden][name]") if tag.get("value")
    }
    assert (hidden["loai"], hidden["pk"]) == ("trong-so", str(row.pk))


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"loai": "trong-so"}, 404),
        ({"loai": "trong-so", "pk": "999"}, 404),
        ({"loai": "ten-goi-khac", "pk": "x"}, 404),
        ({"loai": "ten-goi-khac", "pk": "9" * 30}, 404),
        ({"loai": "ten-goi-khac", "pk": "9" * 5_000}, 404),
        ({"loai": "khong-co", "loi": "trà"}, 200),
        ({"loi": "\x00'\"<b>\u202e" + "x" * 10_000}, 200),
        ({"loai": "tu-bi-an", "loi": ""}, 200),
    ],
)
def test_rubbish_is_answered(client: Client, sent: dict[str, str], status: int) -> None:
    assert client.get(PREVIEW, sent).status_code == status
    assert client.post(PREVIEW, sent).status_code == status


def test_change_behind_the_first_ten_is_a_change_by_its_number_alone() -> None:
    for number in range(10):
        on_shelf(f"Gạo số {number}")
    on_shelf("Nếp")
    rows = read_rule_rows()
    compared = compare("gạo", rows, rows.with_row(SynonymSet(names="gạo\nnếp")))
    assert compared.after is not None
    assert [line.title for line in compared.after.lines] == [line.title for line in compared.before.lines]
    assert (compared.before.total, compared.after.total, compared.is_changed) == (10, 11, True)


def test_both_sides_come_from_one_engine() -> None:
    on_shelf("Cà phê")
    rows = read_rule_rows()
    compared = compare("ca phe", rows, rows.with_row(SynonymSet(names="ca phe\ntrà")))
    assert compared.engine == "database"
    assert not compared.is_changed
    assert compared.after is not None
    assert [line.steps for line in compared.after.lines] == [0]
