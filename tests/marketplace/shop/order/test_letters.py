"""The letters of an order in both languages: complete, for the right eyes, safe with what people type."""

import re

import pytest

from marketplace.fulfilment.enums import ActorRole
from marketplace.fulfilment.services import cancel_part, ship_part
from marketplace.notifications.models import Message
from marketplace.notifications.rendering import render_message
from marketplace.shop.order.placing import Contact
from marketplace.shop.order.services import send_order_link
from tests.factories.orders import make_order, make_product, make_stall, move_part, part_of

pytestmark = pytest.mark.django_db

KINDS = {
    "order_placed",
    "stall_order_new",
    "part_shipped",
    "part_cancelled",
    "stall_part_cancelled",
    "order_link",
}
NASTY = '<script>alert("x")</script> & Nhung'


def write_all_letters(language: str) -> None:
    contact = Contact(name=NASTY, phone="0912345678", email="nhung@example.vn")
    lines = [(make_product(stall=make_stall(), title="Cà phê & tiêu"), 2) for _ in range(2)]
    placement = make_order(*lines, language=language, contact=contact)
    move_part(part_of(placement, 0), "packed")
    ship_part(
        part=part_of(placement, 0),
        carrier="Viettel Post",
        tracking_code="VTP 1",
        actor=None,
        role=ActorRole.STALL,
    )
    cancel_part(part=part_of(placement, 1), reason="Đổi <b>ý</b>", actor=None, role=ActorRole.SHOPPER)
    send_order_link(number=placement.order.number, contact="nhung@example.vn", phone=None)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_letter_reads_well(language: str) -> None:
    write_all_letters(language)
    assert set(Message.objects.values_list("kind", flat=True)) == KINDS
    for message in Message.objects.all():
        words = render_message(message)
        assert 0 < len(words.subject) < 100
        for text in (words.subject, words.text):
            assert "{" not in text
            assert "None" not in text
            assert "&lt;" not in text
            assert "\n\n\n" not in text
        assert "<script>" not in words.html
        assert "<b>ý</b>" not in words.html
        assert words.html.count("<html") == 1


def test_shoppers_letter_names_every_part_and_sum() -> None:
    placement = make_order(
        (make_product(stall=make_stall(name="HTX Cà phê Đất Đỏ"), price=185_000, title="Cà phê Khe Sanh"), 2),
        (make_product(stall=make_stall(name="Nhà mắm Hương Biển"), price=140_000, unit="chai 500 ml"), 1),
    )
    words = render_message(Message.objects.get(kind="order_placed"))
    assert words.subject == f"Sàn đã nhận đơn {placement.order.number}"
    for told in (
        "Phần 1: HTX Cà phê Đất Đỏ",
        "- Cà phê Khe Sanh, túi 500 g × 2: 370.000\u00a0₫",
        "Phần 2: Nhà mắm Hương Biển",
        "Tổng cộng: 546.000\u00a0₫",
        "24 Lê Lợi, phường Đông Hà, tỉnh Quảng Trị",
        "Dự kiến tới sau 2 đến 3 ngày.",
        f"/don-hang/{placement.order.number}/{placement.token}/",
    ):
        assert told in words.text, told
        assert told in re.sub(r"<[^>]+>", "", words.html) or "/don-hang/" in told or told.startswith("- "), (
            told
        )
    assert placement.token in words.html


def test_stalls_letter_tells_its_own_part_only() -> None:
    first = make_stall(name="HTX Cà phê Đất Đỏ")
    second = make_stall(name="Nhà mắm Hương Biển")
    placement = make_order(
        (make_product(stall=first, title="Cà phê Khe Sanh"), 1),
        (make_product(stall=second, title="Ruốc biển"), 1),
    )
    words = render_message(Message.objects.get(recipient=first.email))
    assert "Cà phê Khe Sanh" in words.text
    assert "Nguyễn Thị Hồng Nhung, 0912\u00a0345\u00a0678" in words.text
    assert "Gọi trước khi giao" in words.text
    assert "Ruốc biển" not in words.text
    assert "Hương Biển" not in words.text
    assert placement.token not in words.text + words.html
