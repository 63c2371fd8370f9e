"""What could not be indexed has a page, a number and another chance; an outage is told to officers alone."""

from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoCaptureOnCommitCallbacks
from wagtail.models import ModelLogEntry

from search import breaker, tasks
from search.indexing import entries
from search.indexing.failures import MOST_ATTEMPTS
from search.indexing.sync import index_waiting
from search.models import IndexTask, ProductEntry
from tests.factories.listings import officer
from tests.factories.people import editor
from tests.search.helpers import on_shelf

pytestmark = pytest.mark.django_db

PAGE = "/quan-tri/tim-kiem/chua-vao-chi-muc/"
RETRY = f"{PAGE}thu-lai/"


def failed(product_id: int, error: str = "ValueError: no such thing", **more: Any) -> IndexTask:
    return IndexTask.objects.create(product_id=product_id, attempts=MOST_ATTEMPTS, error=error, **more)


def attempts() -> list[int]:
    return list(IndexTask.objects.order_by("pk").values_list("attempts", flat=True))


def test_empty_page_says_that_all_is_well(desk: Client) -> None:
    IndexTask.objects.create(product_id=1, attempts=MOST_ATTEMPTS - 1, error="x")
    page = desk.get(PAGE).content.decode()
    assert "Mọi mặt hàng đã vào chỉ mục." in page
    assert "Thử lại" not in page


def test_product_that_failed_stands_with_its_error_and_where(desk: Client) -> None:
    product = on_shelf("Mật ong rừng")
    failed(product.pk)
    failed(product.pk)
    failed(product.pk, "400 <b>mapper</b>", in_database=True)
    failed(99_999_999)
    page = desk.get(PAGE).content.decode()
    assert page.count(">Mật ong rừng</a>") == 2
    assert f"/quan-tri/mat-hang/{product.listing.pk}/" in page
    assert "ValueError: no such thing" in page
    assert "400 &lt;b&gt;mapper&lt;/b&gt;" in page
    assert "Món số 99999999, không còn trên sàn" in page
    assert "2 mặt hàng thử nhiều lần" in page


def test_number_stands_in_the_menu_and_on_the_start_page(desk: Client) -> None:
    assert "chưa vào được chỉ mục" not in desk.get("/quan-tri/").content.decode()
    failed(1)
    failed(1)
    failed(2)
    cache.clear()  # the number is a few seconds old at most
    page = desk.get("/quan-tri/").content.decode()
    assert "2 mặt hàng chưa vào được chỉ mục" in page
    assert "(2)" in page
    other = Client()
    other.force_login(editor())
    assert "chưa vào được chỉ mục" not in other.get("/quan-tri/").content.decode()


def test_one_product_is_tried_again_and_the_others_are_not(
    desk: Client,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    woken: list[int] = []
    monkeypatch.setattr(tasks.index_waiting_products, "delay", lambda: woken.append(1))
    product = on_shelf("Mật ong rừng")
    for key in (product.pk, 7, product.pk):
        failed(key)
    with django_capture_on_commit_callbacks(execute=True):
        answer = desk.post(RETRY, {"mon": str(product.pk)})
    assert (answer.status_code, answer.headers["Location"]) == (303, PAGE)
    assert attempts() == [0, MOST_ATTEMPTS, 0]
    assert woken == [1]
    entry = ModelLogEntry.objects.get(action="search.index_retried")
    assert (entry.label, entry.user.email) == ("Mật ong rừng", "can-bo@example.vn")
    assert entry.data == {
        "comment": "ValueError: no such thing",
        "products": [product.pk],
        "before": {"số lần thử": MOST_ATTEMPTS},
        "after": {"số lần thử": 0},
    }
    assert "Mật ong rừng" in desk.get("/quan-tri/nhat-ky/?viec=search.index_retried").content.decode()


def test_what_is_tried_again_and_succeeds_is_gone(desk: Client) -> None:
    product = on_shelf("Mật ong rừng")
    failed(product.pk)
    desk.post(RETRY, {"mon": str(product.pk)})
    index_waiting()
    assert attempts() == []
    assert "Mọi mặt hàng đã vào chỉ mục." in desk.get(PAGE).content.decode()


def test_product_that_is_gone_is_let_go_of_and_its_number_stands_in_the_log(desk: Client) -> None:
    kept = on_shelf("Mật ong rừng")
    failed(99_999_999)
    desk.post(RETRY, {"mon": "99999999"})
    assert ModelLogEntry.objects.get(action="search.index_retried").label == "99999999"
    assert index_waiting() == 1
    assert attempts() == []
    assert "Món số 99999999" not in desk.get(PAGE).content.decode()
    assert list(ProductEntry.objects.values_list("pk", flat=True)) == [kept.pk]


def test_what_fails_again_stands_there_again_with_its_new_reason(
    desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    product = on_shelf("Mật ong rừng")
    failed(product.pk)
    desk.post(RETRY, {"mon": str(product.pk)})
    assert "Mật ong rừng" not in desk.get(PAGE).content.decode()  # a machine tries, nobody has to look

    def fail(*_args: object) -> None:
        raise ValueError("still wrong")

    monkeypatch.setattr(entries, "build", fail)
    for tries in range(1, MOST_ATTEMPTS + 1):
        index_waiting()
        assert attempts() == [tries]
    page = desk.get(PAGE).content.decode()
    assert page.count(">Mật ong rừng</a>") == 1
    assert "ValueError: still wrong" in page
    assert "no such thing" not in page
    assert ProductEntry.objects.get().title == "Mật ong rừng"
    assert index_waiting() == 0
    assert attempts() == [MOST_ATTEMPTS]
    desk.post(RETRY, {"mon": str(product.pk)})
    comments = [
        one.data["comment"]
        for one in ModelLogEntry.objects.filter(action="search.index_retried").order_by("pk")
    ]
    assert comments == ["ValueError: no such thing", "ValueError: still wrong"]


def test_all_are_tried_again_at_once(desk: Client) -> None:
    for key in (3, 4, 5):
        failed(key)
    page = desk.post(RETRY, {"tat-ca": "1"}, follow=True).content.decode()
    assert attempts() == [0, 0, 0]
    assert "Đã xếp hàng lập mục lại 3 mặt hàng." in page
    assert ModelLogEntry.objects.get(action="search.index_retried").label == "3 mặt hàng"


@pytest.mark.parametrize(
    "sent", [{}, {"mon": "x"}, {"mon": "-1"}, {"mon": "9" * 30}, {"mon": ""}, {"tat-ca": "0"}, {"mon": "٣"}]
)
def test_nothing_chosen_changes_nothing(desk: Client, sent: dict[str, str]) -> None:
    failed(3)
    page = desk.post(RETRY, sent, follow=True).content.decode()
    assert "Chưa chọn mặt hàng nào" in page
    assert attempts() == [MOST_ATTEMPTS]
    assert not ModelLogEntry.objects.filter(action="search.index_retried").exists()


def test_number_that_officers_are_told_falls_at_once_when_all_are_tried_again(
    desk: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    failed(3)
    assert "Một mặt hàng chưa vào được chỉ mục" in desk.get("/quan-tri/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        desk.post(RETRY, {"tat-ca": "1"})
    assert "chưa vào được chỉ mục" not in desk.get("/quan-tri/").content.decode()


def test_second_press_says_that_somebody_was_quicker(desk: Client) -> None:
    failed(3)
    desk.post(RETRY, {"mon": "3"})
    page = desk.post(RETRY, {"mon": "3"}, follow=True).content.decode()
    assert "Không còn gì để thử lại" in page
    assert ModelLogEntry.objects.filter(action="search.index_retried").count() == 1


def test_editor_tries_nothing_again_and_a_link_neither(client: Client) -> None:
    failed(3)
    client.force_login(editor())
    assert client.post(RETRY, {"tat-ca": "1"}).status_code == 403
    client.force_login(officer())
    assert client.get(RETRY).status_code == 405
    assert attempts() == [MOST_ATTEMPTS]


def test_broker_that_is_away_loses_no_retry(
    desk: Client,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    def away() -> None:
        raise ConnectionError

    monkeypatch.setattr(tasks.index_waiting_products, "delay", away)
    failed(3)
    with django_capture_on_commit_callbacks(execute=True):
        assert desk.post(RETRY, {"mon": "3"}).status_code == 303
    assert attempts() == [0]


def test_queries_do_not_grow_with_what_failed(desk: Client) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(PAGE).status_code == 200
        return len(queries)

    failed(1)
    count()
    few = count()
    for key in range(2, 40):
        failed(key)
    assert count() == few


def test_outage_is_told_on_start_and_search_pages_and_goes_by_itself(desk: Client) -> None:
    pages = ("/quan-tri/", PAGE, "/quan-tri/tim-kiem/bao-cao/")
    words = "Máy tìm kiếm Elasticsearch đang không trả lời."
    assert [words in desk.get(page).content.decode() for page in pages] == [False] * 3
    breaker.note_failure("ConnectionError(<refused>)")
    for page in pages:
        shown = desk.get(page).content.decode()
        assert words in shown
        assert "Cơ sở dữ liệu đang trả lời thay" in shown
        assert "ConnectionError(&lt;refused&gt;)" in shown
    breaker.note_success()
    assert [words in desk.get(page).content.decode() for page in pages] == [False] * 3


def test_outage_is_no_news_for_editors_and_shoppers(client: Client) -> None:
    breaker.note_failure("refused")
    assert "Elasticsearch" not in client.get("/tim-kiem/?q=ong").content.decode()
    client.force_login(editor())
    assert "Elasticsearch" not in client.get("/quan-tri/").content.decode()
