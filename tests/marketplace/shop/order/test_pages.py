"""The pages behind an order's link: who gets in, what they see, what they may do."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from marketplace.accounts.models import User
from marketplace.fulfilment.enums import StallOrderState
from marketplace.fulfilment.models import Placement
from marketplace.notifications.models import Message
from marketplace.shop.order import views
from marketplace.stalls.models import Stall
from tests.factories.orders import (
    CHARGE,
    last_event,
    make_order,
    make_product,
    make_stall,
    move_part,
    part_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_counters() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def placement() -> Placement:
    first, second = make_stall(name="HTX Cà phê Đất Đỏ"), make_stall(name="Nhà mắm Hương Biển")
    return make_order(
        (make_product(stall=first, price=185_000, title="Cà phê Khe Sanh"), 2),
        (make_product(stall=second, price=140_000, title="Nước mắm Cửa Tùng"), 1),
    )


def page_of(placement: Placement, name: str = "guest", **more: str) -> str:
    key = {"number": placement.order.number, "token": placement.token, **more}
    with translation.override("vi"):  # the client leaves the language of its last page behind
        return reverse(f"order:{name}", kwargs=key)


def cancel_page(placement: Placement, index: int = 0) -> str:
    return page_of(placement, "cancel_part", part=part_of(placement, index).number)


def test_order_page_shows_each_part(client: Client, placement: Placement) -> None:
    response = client.get(page_of(placement))
    assert response.status_code == 200
    text = response.content.decode()
    for told in (
        placement.order.number,
        "HTX Cà phê Đất Đỏ",
        "Nhà mắm Hương Biển",
        "Cà phê Khe Sanh",
        "370.000\u00a0₫",
        f"{CHARGE:,}".replace(",", ".") + "\u00a0₫",
        "546.000\u00a0₫",
        "24 Lê Lợi, phường Đông Hà, tỉnh Quảng Trị",
        "0912\u00a0345\u00a0678",
        "Tiền mặt khi nhận hàng",
    ):
        assert told in text, told
    purchase = response.context["purchase"]
    assert [part.state for part in purchase.parts] == ["new", "new"]
    (road, _same) = [[str(step.name) for step in part.steps] for part in purchase.parts]
    assert road == ["Đã đặt", "Đã xác nhận", "Đã đóng gói", "Đang giao", "Đã giao"]
    assert [[step.is_current for step in part.steps] for part in purchase.parts] == [[True] + [False] * 4] * 2


@pytest.mark.parametrize("name", ["guest", "document"])
def test_order_page_stays_private(client: Client, placement: Placement, name: str) -> None:
    response = client.get(page_of(placement, name))
    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert response.headers["Referrer-Policy"] == "no-referrer"


def test_order_page_tells_robots_and_browsers_the_same(client: Client, placement: Placement) -> None:
    text = client.get(page_of(placement)).content.decode()
    assert '<meta name="robots" content="noindex, nofollow">' in text
    assert '<meta name="referrer" content="no-referrer">' in text
    assert 'content="same-origin"' not in text


def test_order_page_queries_do_not_grow(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    one = make_order()
    stalls = [make_stall() for _ in range(3)]
    many = make_order(*[(make_product(stall=stall), 1) for stall in stalls for _ in range(5)])
    client.get(page_of(one))  # fills what all pages share
    with django_assert_max_num_queries(15) as first:
        client.get(page_of(one))
    with django_assert_max_num_queries(15) as second:
        client.get(page_of(many))
    assert len(second) == len(first)


@pytest.mark.parametrize(
    "token",
    [
        "x",
        "x" * 32,
        "%00",
        "%F0%9F%90%9F",
        "..%2F..%2Fetc",
        "' OR 1=1 --",
        "a" * 10_000,
    ],
)
def test_wrong_token_opens_nothing(client: Client, placement: Placement, token: str) -> None:
    response = client.get(f"/don-hang/{placement.order.number}/{token}/")
    assert response.status_code == 404
    assert placement.contact_name not in response.content.decode()


@pytest.mark.parametrize("number", ["QT-0000-0000", "1", "%00", "QT-%00", "qt", "🐟" * 50])
def test_unknown_number_opens_nothing(client: Client, placement: Placement, number: str) -> None:
    assert client.get(f"/don-hang/{number}/{placement.token}/").status_code == 404


def test_token_of_another_order_opens_nothing(client: Client, placement: Placement) -> None:
    other = make_order()
    assert client.get(f"/don-hang/{placement.order.number}/{other.token}/").status_code == 404


def test_guessing_is_stopped_and_others_are_not(client: Client, placement: Placement) -> None:
    wrong = f"/don-hang/{placement.order.number}/{'x' * 32}/"
    answers = [client.get(wrong).status_code for _ in range(views.WRONG_LINKS + 1)]
    assert answers == [404] * views.WRONG_LINKS + [429]
    stopped = client.get(page_of(placement))
    assert (stopped.status_code, stopped.headers["Retry-After"]) == (429, str(views.WRONG_LINKS_SECONDS))
    assert client.get(page_of(placement), REMOTE_ADDR="203.0.113.9").status_code == 200


def test_hammering_one_page_is_slowed(client: Client, placement: Placement) -> None:
    answers = {client.get(page_of(placement)).status_code for _ in range(views.VIEWS)}
    assert answers == {200}
    assert client.get(page_of(placement)).status_code == 429
    assert client.get(page_of(make_order())).status_code == 200


def test_order_page_takes_no_post(client: Client, placement: Placement) -> None:
    assert client.post(page_of(placement)).status_code == 405


def test_owner_needs_no_token(client: Client) -> None:
    owner = User.objects.create_user("nhung@example.vn", full_name="Nhung")
    placement = make_order(owner=owner)
    address = f"/don-hang/{placement.order.number}/khong-nho/"
    assert client.get(address).status_code == 404
    client.force_login(User.objects.create_user("khac@example.vn", full_name="Khác"))
    assert client.get(address).status_code == 404
    client.force_login(owner)
    assert client.get(address).status_code == 200


def test_order_page_survives_goods_and_stall_that_left(client: Client, placement: Placement) -> None:
    product = placement.order.lines.first().product
    product.is_public = False
    product.save()
    Stall.objects.filter(pk=product.stall_id).update(status="suspended")
    response = client.get(page_of(placement))
    assert response.status_code == 200
    part = response.context["purchase"].parts[0]
    assert (part.seller.url, part.lines[0].url, part.lines[0].title) == (None, None, "Cà phê Khe Sanh")


@pytest.mark.parametrize("state", list(StallOrderState))
@pytest.mark.parametrize("language", ["", "/en"])
def test_order_page_in_every_state(client: Client, placement: Placement, state: str, language: str) -> None:
    move_part(part_of(placement), state)
    response = client.get(language + page_of(placement))
    assert response.status_code == 200
    shown = response.context["purchase"].parts[0]
    assert shown.state == state
    assert (shown.cancel_url is not None) == (state == "new")
    assert shown.is_paid == (state in {"delivered", "returned"})
    assert (shown.ended_at is not None) == (state in {"cancelled", "returned"})
    assert client.get(language + page_of(placement, "document")).status_code == 200


def test_document_is_a_file_with_the_whole_contract(client: Client, placement: Placement) -> None:
    response = client.get(page_of(placement, "document"))
    assert response.headers["Content-Disposition"] == (
        f'attachment; filename="don-hang-{placement.order.number}.html"'
    )
    text = response.content.decode()
    stall = part_of(placement).stall
    for fact in (
        stall.registration_no,
        stall.street,
        "Nước mắm Cửa Tùng",
        "546.000\u00a0₫",
        "Quy chế hoạt động",
        "2026-11",
    ):
        assert fact in text, fact
    assert "<script" not in text
    assert "http" not in text


def test_cancelling_asks_first_and_a_get_cancels_nothing(client: Client, placement: Placement) -> None:
    response = client.get(cancel_page(placement))
    assert response.status_code == 200
    assert "Phần của các gian hàng khác vẫn giao bình thường." in response.content.decode()
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert part_of(placement).state == "new"


def test_cancelling_one_part_leaves_the_other(client: Client, placement: Placement) -> None:
    response = client.post(cancel_page(placement), {"reason": "Đặt nhầm"})
    assert (response.status_code, response.headers["Location"]) == (302, page_of(placement))
    assert [part_of(placement, index).state for index in (0, 1)] == ["cancelled", "new"]
    assert last_event(part_of(placement)).role == "shopper"
    assert "Đã hủy phần của HTX Cà phê Đất Đỏ." in client.get(page_of(placement)).content.decode()


def test_cancelled_part_no_longer_counts(client: Client, placement: Placement) -> None:
    client.post(cancel_page(placement))
    purchase = client.get(page_of(placement)).context["purchase"]
    assert (purchase.goods_total, purchase.shipping_total, purchase.ended_total, purchase.total) == (
        510_000,
        2 * CHARGE,
        370_000 + CHARGE,
        140_000 + CHARGE,
    )


def test_cancelling_needs_the_form_token(placement: Placement) -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post(cancel_page(placement), {"reason": ""}).status_code == 403
    assert part_of(placement).state == "new"
    client.get(cancel_page(placement))
    token = client.cookies["csrftoken"].value
    assert client.post(cancel_page(placement), {"csrfmiddlewaretoken": token}).status_code == 302
    assert part_of(placement).state == "cancelled"


def test_cancelling_after_confirmation_is_explained(client: Client, placement: Placement) -> None:
    move_part(part_of(placement), "confirmed")
    response = client.post(cancel_page(placement), {"reason": ""}, follow=True)
    assert response.status_code == 200
    assert "Gian hàng đã xác nhận phần này" in response.content.decode()
    assert part_of(placement).state == "confirmed"
    assert "không tự hủy được nữa" in client.get(cancel_page(placement)).content.decode()


def test_second_click_hears_that_the_part_is_cancelled(client: Client, placement: Placement) -> None:
    first = client.post(cancel_page(placement), {"reason": "Đổi ý"}, follow=True)
    second = client.post(cancel_page(placement), {"reason": "Lần nữa"}, follow=True)
    for response in (first, second):
        assert "Đã hủy phần của" in response.content.decode()
        assert "không còn làm được" not in response.content.decode()
    assert part_of(placement).cancel_reason == "Đổi ý"
    assert part_of(placement).events.count() == 2
    assert client.get(cancel_page(placement)).headers["Location"] == page_of(placement)


@pytest.mark.parametrize("part", ["QT-0000-0000-1", "%00", "1", "🐟"])
def test_cancelling_a_forged_part_is_not_found(client: Client, placement: Placement, part: str) -> None:
    address = f"{page_of(placement)}huy/{part}/"
    assert client.post(address).status_code == 404


def test_cancelling_a_part_of_another_order_is_not_found(client: Client, placement: Placement) -> None:
    other = part_of(make_order())
    assert client.post(page_of(placement, "cancel_part", part=other.number)).status_code == 404
    other.refresh_from_db()
    assert other.state == "new"


def test_cancelling_with_a_wrong_token_is_not_found(client: Client, placement: Placement) -> None:
    address = f"/don-hang/{placement.order.number}/{'x' * 32}/huy/{part_of(placement).number}/"
    assert client.post(address).status_code == 404
    assert part_of(placement).state == "new"


@pytest.mark.parametrize("reason", ["\x00đổi ý", "🐟", "dài " * 75])
def test_odd_reasons_are_kept_clean(client: Client, placement: Placement, reason: str) -> None:
    client.post(cancel_page(placement), {"reason": reason})
    part = part_of(placement)
    assert (part.state, part.cancel_reason) == ("cancelled", reason.replace("\x00", "").strip())


def test_reason_of_ten_thousand_characters_is_told_and_kept(client: Client, placement: Placement) -> None:
    response = client.post(cancel_page(placement), {"reason": "d" * 10_000})
    assert response.status_code == 200
    assert "Phần này dài quá" in response.content.decode()
    assert "d" * 10_000 in response.content.decode()
    assert part_of(placement).state == "new"


@pytest.mark.parametrize(
    ("asked", "is_followed"),
    [("/tai-khoan/don-hang/QT/", True), ("https://evil.example/", False), ("//evil.example", False)],
)
def test_cancelling_returns_within_the_floor_only(
    *, client: Client, placement: Placement, asked: str, is_followed: bool
) -> None:
    response = client.post(cancel_page(placement), {"next": asked})
    assert response.headers["Location"] == (asked if is_followed else page_of(placement))


LOOKUP = "/tra-cuu-don-hang/"
SAME_ANSWER = "Nếu mã đơn và thông tin khớp nhau"


@pytest.mark.parametrize("contact", ["nhung@example.vn", "NHUNG@example.vn", "0912345678", "+84 912 345 678"])
def test_lookup_sends_the_link_to_the_address_of_the_order(
    client: Client, placement: Placement, contact: str
) -> None:
    typed = placement.order.number.lower().replace("-", " ").replace("0", "o")
    response = client.post(LOOKUP, {"number": typed, "contact": contact})
    assert SAME_ANSWER in response.content.decode()
    assert placement.token not in response.content.decode()
    message = Message.objects.get(kind="order_link")
    assert (message.recipient, message.context["order_path"]) == ("nhung@example.vn", page_of(placement))


@pytest.mark.parametrize(
    ("number", "contact"),
    [("", "khac@example.vn"), ("", "0987654321"), ("QT-0000-0000", "nhung@example.vn")],
)
def test_lookup_that_does_not_match_answers_the_same(
    client: Client, placement: Placement, number: str, contact: str
) -> None:
    response = client.post(LOOKUP, {"number": number or placement.order.number, "contact": contact})
    assert SAME_ANSWER in response.content.decode()
    assert Message.objects.filter(kind="order_link").count() == 0


def test_lookup_cannot_fill_a_mailbox(client: Client, placement: Placement, time_machine: Any) -> None:
    time_machine.move_to("2026-11-23 08:12+07:00", tick=False)
    for _ in range(4):
        client.post(LOOKUP, {"number": placement.order.number, "contact": "0912345678"})
    assert Message.objects.filter(kind="order_link").count() == 1


def test_lookup_is_throttled(client: Client, placement: Placement) -> None:
    asked = {"number": "QT-0000-0000", "contact": "0912345678"}
    answers = [client.post(LOOKUP, asked).status_code for _ in range(views.LOOKUPS + 1)]
    assert answers == [200] * views.LOOKUPS + [429]


@pytest.mark.parametrize(
    ("number", "contact", "sentence"),
    [
        ("", "", "Bạn chưa điền mã đơn."),
        ("123", "0912345678", "Mã đơn gồm hai chữ cái"),
        ("\x00", "0912345678", "Bạn chưa điền mã đơn."),
        ("QT-7K4M-92XY", "🐟", "Cần số di động 10 số"),
        ("QT-7K4M-92XY", "a@", "Địa chỉ thư này chưa đúng"),
        ("QT-7K4M-92XY", "0" * 10_000, "Phần này dài quá"),
    ],
)
def test_lookup_explains_what_is_missing(client: Client, number: str, contact: str, sentence: str) -> None:
    response = client.post(LOOKUP, {"number": number, "contact": contact})
    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert SAME_ANSWER not in response.content.decode()


def test_lookup_page_is_private(client: Client) -> None:
    response = client.get(LOOKUP)
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.headers["X-Robots-Tag"] == "noindex, nofollow"
