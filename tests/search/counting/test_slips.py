"""What is searched for is counted by the page's slip, by day, without who."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.signing import Signer
from django.test import Client
from django.utils import timezone

from search.counting import slips as counting
from search.counting.retention import forget_old_counts
from search.counting.slips import count_question, read_slip
from search.models import ClickCount, KeepingRule, QuestionCount
from search.models.counts import LAST_POSITION
from search.tasks import forget_old_counts as nightly
from search.types import FacetCounts, SearchPage, SearchQuery
from tests.factories.people import officer
from tests.search.helpers import on_shelf

pytestmark = pytest.mark.django_db

OURS = {"HTTP_SEC_FETCH_SITE": "same-origin"}
SLIP = re.compile(r'data-count="([^"]+)" data-slip="([^"]+)"')


def today() -> int:
    return timezone.localdate().toordinal()


def slip_on(client: Client, address: str) -> str:
    page = client.get(address).content.decode()
    found = SLIP.search(page)
    return found.group(2) if found else ""


def say(client: Client, slip: str, *, address: str = "192.0.2.1", **more: str) -> int:
    said = {"phieu": slip, **more}
    return client.post("/tim-kiem/dem/", said, REMOTE_ADDR=address, **OURS).status_code  # type: ignore[arg-type]  # headers


def questions() -> list[tuple[Any, ...]]:
    return list(
        QuestionCount.objects.order_by("question").values_list("question", "asked", "empty", "results")
    )


def clicks() -> list[tuple[Any, ...]]:
    return list(ClickCount.objects.order_by("position").values_list("question", "position", "clicks"))


@pytest.mark.parametrize(("total", "said"), [(3, 3), (0, None)])
def test_answer_of_a_stand_in_is_counted_where_it_has_goods(total: int, said: int | None) -> None:
    page = SearchPage((), total, page=1, pages=1, counts=FacetCounts(), engine="database", degraded=True)
    slip = read_slip(counting.make_slip(SearchQuery(text="mật ong"), page))
    assert (slip.results if slip else None) == said


def test_page_that_is_read_writes_nothing(client: Client) -> None:
    on_shelf("Mật ong rừng")
    assert slip_on(client, "/tim-kiem/?q=mật ong")
    assert (questions(), clicks()) == ([], [])


def test_shown_results_are_counted_by_day_with_their_number(client: Client) -> None:
    on_shelf("Mật ong rừng")
    slip = slip_on(client, "/tim-kiem/?q=Mật  ONG")
    assert say(client, slip) == 204
    assert say(client, slip, address="192.0.2.2") == 204
    assert questions() == [("mật ong", 2, 0, 1)]
    assert [row.day for row in QuestionCount.objects.all()] == [timezone.localdate()]


def test_question_without_results_is_counted_as_such(client: Client) -> None:
    slip = slip_on(client, "/tim-kiem/?q=xe tăng")
    assert say(client, slip) == 204
    assert questions() == [("xe tăng", 1, 1, 0)]


def test_one_address_counts_once_for_each_question_and_position(client: Client) -> None:
    on_shelf("Mật ong rừng")
    on_shelf("Mật ong hoa")
    slip = slip_on(client, "/tim-kiem/?q=mật ong")
    for _time in range(5):
        assert say(client, slip) == 204
        assert say(client, slip, **{"vi-tri": "2"}) == 204
    assert say(client, slip, **{"vi-tri": "1"}) == 204
    assert questions() == [("mật ong", 1, 0, 2)]
    assert clicks() == [("mật ong", 1, 1), ("mật ong", 2, 1)]


def test_many_addresses_of_one_line_count_once(client: Client) -> None:
    on_shelf("Mật ong rừng")
    slip = slip_on(client, "/tim-kiem/?q=mật ong")
    for number in range(5):
        assert say(client, slip, address=f"2001:db8:1:2::{number}") == 204
    assert say(client, slip, address="2001:db8:1:3::1") == 204
    assert questions() == [("mật ong", 2, 0, 1)]


def test_no_column_says_who_asked() -> None:
    columns = {field.name for model in (QuestionCount, ClickCount) for field in model._meta.get_fields()}
    assert columns == {"id", "day", "question", "asked", "empty", "results", "position", "clicks"}


def test_later_page_asks_nothing_and_counts_its_own_positions(client: Client) -> None:
    slip = Signer(salt="search.counting").sign_object(["tiêu", 60, 25, today()])
    assert say(client, slip) == 204
    assert say(client, slip, **{"vi-tri": "3"}) == 204
    assert questions() == []
    assert clicks() == [("tiêu", 27, 1)]


def test_far_position_is_counted_as_the_last(client: Client) -> None:
    slip = Signer(salt="search.counting").sign_object(["tiêu", 600, 241, today()])
    assert say(client, slip, **{"vi-tri": "24"}) == 204
    assert clicks() == [("tiêu", LAST_POSITION, 1)]


def test_slip_counts_on_its_day_and_the_next_and_is_the_same_all_day(client: Client) -> None:
    on_shelf("Mật ong rừng")
    with time_machine.travel("2026-11-02T01:00:00Z", tick=False) as clock:
        slip = slip_on(client, "/tim-kiem/?q=mật ong")
        clock.move_to("2026-11-02T16:59:00Z")  # a minute to midnight here
        assert slip_on(client, "/tim-kiem/?q=mật ong") == slip
        clock.move_to("2026-11-03T16:59:00Z")
        assert say(client, slip) == say(client, slip, **{"vi-tri": "1"}) == 204
        assert (questions(), clicks()) == ([("mật ong", 1, 0, 1)], [("mật ong", 1, 1)])
        clock.move_to("2026-11-03T17:01:00Z")
        later = {"address": "192.0.2.9"}
        assert say(client, slip, **later) == say(client, slip, **later, **{"vi-tri": "1"}) == 204
        assert (questions(), clicks()) == ([("mật ong", 1, 0, 1)], [("mật ong", 1, 1)])


@pytest.mark.parametrize("place", ["0", "2", "25", "999"])
def test_position_that_the_page_does_not_have_is_not_counted(client: Client, place: str) -> None:
    on_shelf("Mật ong rừng")
    slip = slip_on(client, "/tim-kiem/?q=mật ong")
    assert say(client, slip, **{"vi-tri": place}) == 204
    assert clicks() == []


@pytest.mark.parametrize("place", ["", "-1", "1.5", "một", "٣", "1000000"])
def test_position_that_is_no_number_is_refused(client: Client, place: str) -> None:
    slip = slip_on(client, "/tim-kiem/?q=mật ong")
    assert say(client, slip, **{"vi-tri": place}) == 400
    assert clicks() == []


@pytest.mark.parametrize(
    "slip",
    [
        "",
        "x",
        "WyJ4IiwxLDFd:chữ-ký",
        Signer(salt="search.other").sign_object(["x", 1, 1]),
        Signer(salt="search.counting").sign_object({"question": "x"}),
        Signer(salt="search.counting").sign_object(["x"]),
        Signer(salt="search.counting").sign("không phải json"),
        "\x00" * 5000,
    ],
)
def test_slip_that_no_page_of_ours_carried_is_refused(client: Client, slip: str) -> None:
    assert say(client, slip) == 400
    assert questions() == []


@pytest.mark.parametrize(
    "headers", [{}, {"HTTP_SEC_FETCH_SITE": "cross-site"}, {"HTTP_ORIGIN": "https://x.example"}]
)
def test_other_sites_count_nothing(client: Client, headers: dict[str, str]) -> None:
    slip = slip_on(client, "/tim-kiem/?q=mật ong")
    answer = client.post("/tim-kiem/dem/", {"phieu": slip}, **headers)  # type: ignore[arg-type]  # headers
    assert answer.status_code == 403
    assert questions() == []


def test_answer_says_nothing_sets_no_cookie_and_is_not_kept(client: Client) -> None:
    slip = slip_on(client, "/tim-kiem/?q=mật ong")
    answer = client.post("/tim-kiem/dem/", {"phieu": slip}, **OURS)  # type: ignore[arg-type]  # headers
    assert (answer.status_code, answer.content, dict(answer.cookies)) == (204, b"", {})
    assert "no-store" in answer.headers["Cache-Control"]
    assert client.get("/tim-kiem/dem/").status_code == 405


@pytest.mark.parametrize(
    "address",
    [
        "/tim-kiem/",
        "/tim-kiem/?q=%00",
        "/tim-kiem/?q=0912345678",
        "/tim-kiem/?q=mật ong&con-hang=1",
        "/tim-kiem/?q=mật ong&sap-xep=gia-tang",
        "/tim-kiem/?q=mật ong&sao=4",
        "/san-pham/?q=mật ong",
    ],
)
def test_page_whose_number_says_nothing_of_a_question_carries_no_slip(client: Client, address: str) -> None:
    on_shelf("Mật ong rừng")
    assert slip_on(client, address) == ""


def test_slip_of_a_question_with_a_telephone_number_knows_only_the_goods(client: Client) -> None:
    slip = slip_on(client, "/tim-kiem/?q=mật ong 0912.345.678 nhung@example.vn")
    found = read_slip(slip)
    assert found is not None
    assert found.question == "mật ong"


def test_answer_that_failed_carries_no_slip(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import DatabaseError  # noqa: PLC0415 - of this test

    from search import services  # noqa: PLC0415 - of this test

    def broken(*_: Any, **__: Any) -> Any:
        raise DatabaseError("away")

    monkeypatch.setattr(services, "ask", broken)
    assert slip_on(client, "/tim-kiem/?q=mật ong") == ""


def test_slip_is_the_same_for_everyone(client: Client) -> None:
    on_shelf("Mật ong rừng")
    known = Client()
    known.force_login(officer())
    first, second = (who.get("/tim-kiem/?q=ong") for who in (client, known))
    assert SLIP.search(first.content.decode())
    assert second.content == first.content


def test_full_day_counts_known_questions_and_takes_no_new_ones(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "MOST_QUESTIONS", 1)
    monkeypatch.setattr(counting, "MOST_CLICKS", 1)
    on_shelf("Mật ong rừng")
    first, second = (slip_on(client, f"/tim-kiem/?q={words}") for words in ("mật ong", "ong rừng"))
    for address in ("192.0.2.1", "192.0.2.2"):
        for slip in (first, second):
            assert say(client, slip, address=address) == 204
            assert say(client, slip, address=address, **{"vi-tri": "1"}) == 204
    assert questions() == [("mật ong", 2, 0, 1)]
    assert clicks() == [("mật ong", 1, 2)]


def test_address_that_counts_too_often_is_passed_over(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "COUNTS_PER_HOUR", 2)
    slips = [Signer(salt="search.counting").sign_object([f"món {word}", 1, 1, today()]) for word in "abcd"]
    assert [say(client, slip) for slip in slips] == [204] * 4
    assert [row[0] for row in questions()] == ["món a", "món b"]


def test_row_that_another_process_wrote_first_is_added_to(monkeypatch: pytest.MonkeyPatch) -> None:
    slip = counting.Slip("tiêu", 3, 1, today())

    def meanwhile(*_: Any) -> bool:
        QuestionCount.objects.create(day=timezone.localdate(), question="tiêu", asked=1)
        return True

    monkeypatch.setattr(counting, "_has_room", meanwhile)
    assert count_question(slip, address="192.0.2.1")
    assert questions() == [("tiêu", 2, 0, 3)]


def made(model: Any, days_ago: int, **more: Any) -> None:
    model.objects.create(day=timezone.localdate() - timedelta(days=days_ago), question="tiêu", **more)


def test_counts_are_kept_for_ninety_days() -> None:
    for days in (0, 89, 90, 200):
        made(QuestionCount, days)
        made(ClickCount, days, position=1)
    assert forget_old_counts() == 4
    assert QuestionCount.objects.count() == ClickCount.objects.count() == 2


def test_department_sets_how_long_counts_are_kept() -> None:
    KeepingRule.objects.create(days=400, valid_from=timezone.localdate() + timedelta(days=1))
    KeepingRule.objects.create(days=10, valid_from=timezone.localdate() - timedelta(days=1))
    for days in (9, 10):
        made(QuestionCount, days)
    assert nightly() == 1
    assert [row.day for row in QuestionCount.objects.all()] == [timezone.localdate() - timedelta(days=9)]
