"""What officers see of searches: aggregated, what was asked several times only, in a fixed number of queries."""

import csv
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import ModelLogEntry

from marketplace.accounts.roles import OFFICERS
from search.counting.report import Question, popular_questions, read_report
from search.counting.setup import load_keeping_rule, set_up_report
from search.knowledge.shipped import give_rights
from search.models import ClickCount, KeepingRule, QuestionCount
from search.office.report_views import _bars
from tests.factories.listings import officer
from tests.factories.people import UserFactory, editor

pytestmark = pytest.mark.django_db

REPORT = "/quan-tri/tim-kiem/bao-cao/"


def asked(question: str, times: int, *, days_ago: int = 0, results: int = 5, empty: int = 0) -> None:
    day = timezone.localdate() - timedelta(days=days_ago)
    QuestionCount.objects.create(day=day, question=question, asked=times, results=results, empty=empty)


def chosen(question: str, position: int, times: int, *, days_ago: int = 0) -> None:
    day = timezone.localdate() - timedelta(days=days_ago)
    ClickCount.objects.create(day=day, question=question, position=position, clicks=times)


def shown(client: Client, query: str = "") -> str:
    answer = client.get(REPORT + query)
    assert answer.status_code == 200
    return " ".join(BeautifulSoup(answer.content, "html.parser").get_text(" ").split())


def test_days_are_added_up_and_ordered_by_how_often() -> None:
    asked("mật ong", 1)
    asked("mật ong", 3, days_ago=6)
    asked("cà phê", 9, days_ago=7)
    asked("tiêu", 3)
    chosen("mật ong", 1, 2)
    chosen("mật ong", 3, 1, days_ago=2)
    week, month = read_report(days=7), read_report(days=30)
    assert week.top == (Question("mật ong", 4, 0, 3), Question("tiêu", 3, 0, 0))
    assert [one.text for one in month.top] == ["cà phê", "mật ong", "tiêu"]
    assert (week.asked, week.clicks, week.positions) == (7, 3, ((1, 2), (3, 1)))


def test_what_found_nothing_is_listed_by_how_often_in_vain() -> None:
    asked("xe tăng", 3, results=0, empty=3)
    asked("sâm", 8, results=0, empty=5)
    asked("cà phê", 9)
    found = read_report(days=7)
    assert found.without == (Question("sâm", 8, 5, 0), Question("xe tăng", 3, 3, 0))
    assert found.empty == 8


def test_what_was_asked_seldom_is_counted_and_not_shown(desk: Client) -> None:
    asked("lê thị hồng nhung đông hà", 2, results=0, empty=2)
    asked("cà phê", 3)
    found = read_report(days=30)
    assert (found.asked, found.empty, found.empty_share, found.kept_back) == (5, 2, 40, 1)
    assert read_report(days=0).empty_share == 0
    page = shown(desk)
    assert "Không có kết quả 2 (40%)" in page
    assert "cà phê" in page
    assert "hồng nhung đông hà" not in page
    assert "Một từ khóa ít người gõ" in page
    assert "nhung đông hà" not in desk.get(REPORT + "tai-ve/").content.decode()


def test_what_one_asks_on_many_days_is_kept_back(desk: Client) -> None:
    for day in range(9):
        asked("lê thị hồng nhung đông hà", 2, days_ago=day, results=0, empty=2)
        asked("cà phê", 1 + 2 * (day == 4), days_ago=day, results=0, empty=1)
    found = read_report(days=30)
    assert (found.asked, found.kept_back) == (29, 1)
    assert found.top == found.without == (Question("cà phê", 11, 9, 0),)
    assert read_report(days=3).top == ()
    page = shown(desk)
    assert "hồng nhung" not in page
    assert "Chỉ hiện lời mà trong cùng một ngày có từ 3 nơi truy cập trở lên tìm" in page


def test_span_is_chosen_and_nonsense_is_a_month(desk: Client) -> None:
    asked("hồi đầu mùa", 9, days_ago=60)
    asked("hồi đầu tháng", 9, days_ago=20)
    for query, words in (
        ("?ngay=7", []),
        ("", ["tháng"]),
        ("?ngay=x", ["tháng"]),
        ("?ngay=90", ["mùa", "tháng"]),
    ):
        page = shown(desk, query)
        assert [word for word in ("mùa", "tháng") if f"hồi đầu {word}" in page] == words, query


def test_chart_has_its_table_and_says_the_same(desk: Client) -> None:
    chosen("cà phê", 1, 3)
    chosen("cà phê", 20, 1)
    chosen("cà phê", 49, 1)
    page = BeautifulSoup(desk.get(REPORT).content, "html.parser")
    (chart,) = page.select("svg.chart")
    assert chart["role"] == "img"
    assert [str(part.string) for part in chart.select("title, desc")] == [
        "Lượt chọn theo vị trí trong kết quả",
        "Vị trí 1: 3 lượt, 60 phần trăm. Cả khoảng: 5 lượt.",
    ]
    rows = [[cell.get_text() for cell in row.select("td")] for row in page.select("details tbody tr")]
    assert rows == [["1", "3", "60%"], ["20", "1", "20%"], ["49 trở đi", "1", "20%"]]


def test_bars_of_the_chart_are_the_first_eleven_positions_and_all_behind_them() -> None:
    for position, times in ((1, 3), (11, 2), (12, 1), (13, 4)):
        chosen("cà phê", position, times)
    bars = _bars(read_report(days=7))
    assert [label for label, _count, _said in bars] == [*map(str, range(1, 12)), "12+"]
    assert [(label, count) for label, count, _said in bars if count] == [("1", 3), ("11", 2), ("12+", 5)]


def test_nothing_searched_for_says_so(desk: Client) -> None:
    page = shown(desk)
    assert "chưa có lời nào được tìm nhiều lần" in page
    assert "chưa ai chọn món nào" in page


def test_file_is_read_by_a_spreadsheet_and_runs_nothing(desk: Client) -> None:
    asked("=1+2 cà phê", 3)
    asked("xe tăng", 4, results=0, empty=4)
    chosen("xe tăng", 2, 1)
    answer = desk.get(f"{REPORT}tai-ve/?ngay=7")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))
    assert rows == [
        ["Phần", "Từ khóa", "Lượt tìm", "Không có kết quả", "Lượt chọn"],
        ["Tìm nhiều", "xe tăng", "4", "4", "1"],
        ["Tìm nhiều", "'=1+2 cà phê", "3", "0", "0"],
        ["Không có kết quả", "xe tăng", "4", "4", "1"],
        ["Theo vị trí", "2", "", "", "1"],
    ]


def test_question_leads_to_its_preview_or_to_its_results_where_the_reader_may_change_nothing(
    desk: Client,
) -> None:
    asked("cà phê & bún", 3)
    give_rights(apps)
    at = "q=c%C3%A0%20ph%C3%AA%20%26%20b%C3%BAn"
    assert (
        f'href="/quan-tri/tim-kiem/xem-thu/?{at.replace("q=", "loi=")}"' in desk.get(REPORT).content.decode()
    )
    reader = UserFactory.create()
    reader.user_permissions.add(
        Permission.objects.get(codename="access_admin"), Permission.objects.get(codename="read_report")
    )
    desk.force_login(reader)
    page = desk.get(REPORT).content.decode()
    assert f'href="/tim-kiem/?{at}"' in page
    assert "xem-thu" not in page


def test_hostile_question_is_shown_as_text(desk: Client) -> None:
    asked("<script>alert(1)</script>", 3)
    page = desk.get(REPORT).content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_queries_do_not_grow_with_what_was_asked(desk: Client) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            desk.get(REPORT)
        return len(queries)

    count()
    asked("cà phê", 3)
    chosen("cà phê", 1, 1)
    few = count()
    for number in range(60):
        asked(f"món {number}", 5, results=0, empty=5)
        chosen(f"món {number}", 1 + number % 40, 1)
    assert count() == few


@pytest.mark.parametrize("address", [REPORT, f"{REPORT}tai-ve/", "/quan-tri/tim-kiem/chua-vao-chi-muc/"])
def test_only_officers_see_it(client: Client, address: str) -> None:
    assert client.get(address).status_code == 302
    client.force_login(UserFactory.create())
    assert client.get(address).status_code == 302
    client.force_login(editor())
    assert client.get(address).status_code == 403
    client.force_login(officer())
    assert client.get(address).status_code == 200


def test_editor_sees_no_entry_in_the_menu(client: Client) -> None:
    client.force_login(editor())
    assert "tim-kiem/bao-cao" not in client.get("/quan-tri/").content.decode()
    client.force_login(officer())
    assert "tim-kiem/bao-cao" in client.get("/quan-tri/").content.decode()


def test_department_changes_how_long_counts_are_kept(desk: Client) -> None:
    load_keeping_rule(apps)
    load_keeping_rule(apps)
    (rule,) = KeepingRule.objects.all()
    assert rule.days == 90
    address = f"/quan-tri/giu-so-lieu-tim-kiem/edit/{rule.pk}/"
    sent: dict[str, Any] = {"days": "5", "valid_from": "2026-01-01", "citation": "Quy định", "grade": "C"}
    refused = desk.post(address, sent)
    assert "Giữ ít nhất 7 ngày" in refused.content.decode()
    assert desk.post(address, sent | {"days": "60"}).status_code == 302
    assert KeepingRule.objects.get().days == 60
    data = ModelLogEntry.objects.get().data
    assert (data["before"]["Giữ trong (ngày)"], data["after"]["Giữ trong (ngày)"]) == (90, 60)
    assert "60 ngày rồi xóa" in shown(desk)
    assert "60 ngày" in desk.get("/quan-tri/nhat-ky/").content.decode()


def test_rights_are_given_once_and_without_deleting() -> None:
    set_up_report(apps)
    set_up_report(apps)
    rights = Group.objects.get(name=OFFICERS).permissions.filter(content_type__app_label="search")
    assert sorted(rights.values_list("codename", flat=True)) == [
        "add_keepingrule",
        "change_keepingrule",
        "mend_index",
        "read_report",
        "view_keepingrule",
    ]


def test_popular_is_what_many_asked_on_several_days_and_found() -> None:
    for question, times, days, results in (
        ("cà phê", 5, 2, 3),
        ("ca phe", 6, 2, 3),
        ("mật ong", 20, 2, 3),
        ("một ngày", 50, 1, 3),
        ("ít người", 2, 2, 3),
        ("xe tăng", 20, 2, 0),
    ):
        for day in range(days):
            asked(question, times if day == 0 else 0, days_ago=day, results=results)
    asked("đã cũ", 50, days_ago=30)
    asked("đã cũ", 50, days_ago=31)
    asked("vừa hết", 50, days_ago=1, results=4)
    asked("vừa hết", 1, results=0, empty=1)
    assert popular_questions() == ["mật ong", "cà phê"]


def test_what_one_visitor_asks_day_after_day_is_not_popular() -> None:
    for days_ago in range(30):
        # An address counts once a day: one of them, and two that agreed.
        asked("lê thị hồng nhung nợ tiền", 1, days_ago=days_ago)
        asked("gian hàng kia bán đồ giả", 2, days_ago=days_ago)
        asked("nón lá", 3 if days_ago == 9 else 1, days_ago=days_ago)
    assert popular_questions() == ["nón lá"]
