"""The stall's orders at its desk: found, moved once however often one clicks, and never another stall's."""

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries

from marketplace.desk.order_selectors import list_parts
from marketplace.fulfilment import messages
from marketplace.fulfilment.enums import ActorRole, StallOrderState
from marketplace.fulfilment.models import Carrier, Shipment, StallOrder, StallOrderEvent
from marketplace.notifications.models import Message
from marketplace.shop.partner.models import StockRecord
from marketplace.stalls.enums import MemberRole
from marketplace.stalls.models import Stall
from payments.models import Attempt
from tests.factories.orders import last_event, make_order, make_product, make_stall, move_part, part_of
from tests.marketplace.desk.people import sign_in

pytestmark = pytest.mark.django_db
State = StallOrderState


@pytest.fixture
def stall() -> Stall:
    return make_stall()


@pytest.fixture
def carrier() -> Carrier:
    return Carrier.objects.create(name="Viettel Post")


def part_at(stall: Stall, state: str = State.NEW, quantity: int = 2, **changes: Any) -> StallOrder:
    """Return a part of this stall in an order that another stall has a part of as well."""
    ours, theirs = make_product(stall=stall, stock=20), make_product(stall=make_stall())
    placement = make_order((ours, quantity), (theirs, 1), **changes)
    return move_part(placement.order.stall_orders.get(stall=stall), state)


def address(name: str, part: StallOrder) -> str:
    return reverse(f"desk:{name}", kwargs={"part_number": part.number})


def post(client: Client, name: str, part: StallOrder, **data: str) -> Any:
    return client.post(address(name, part), data, follow=True)


def test_list_shows_the_stalls_own_parts_and_goods_only(client: Client, stall: Stall) -> None:
    part = part_at(stall)
    other = StallOrder.objects.exclude(pk=part.pk).get()
    sign_in(client, stall)
    page = client.get(reverse("desk:orders")).content.decode()
    assert part.number in page
    assert other.number not in page
    assert part.order.lines.get(partner=stall.partner).title in page
    assert part.order.lines.exclude(partner=stall.partner).get().title not in page


def test_ways_to_narrow_the_list_are_folded_and_say_how_many_are_in_force(
    client: Client, stall: Stall
) -> None:
    number = part_at(stall).number
    sign_in(client, stall)
    said = []
    for query in ({}, {"tu_khoa": number, "tu_ngay": "2020-01-01"}, {"tu_ngay": "khong-phai-ngay"}):
        page = BeautifulSoup(client.get(reverse("desk:orders"), query).content, "html.parser")
        (fold,) = page.select("details.desk-narrow:not([open])")
        assert len(fold.select("form.desk-filter input[name=tu_khoa]")) == 1
        assert len(page.select(".desk-orders > *")) == 1
        (summary,) = fold.select("summary")
        said.append(" ".join(summary.get_text(" ").split()))
    assert said == ["Tìm và lọc đơn", "Tìm và lọc đơn đang lọc 2 điều", "Tìm và lọc đơn"]


@pytest.mark.parametrize(
    ("tab", "states"),
    [
        ("cho", ["new"]),
        ("dong-goi", ["confirmed"]),
        ("gui", ["packed"]),
        ("dang-giao", ["shipped"]),
        ("xong", ["delivered"]),
        ("khong-thanh", ["cancelled", "returned"]),
        ("tat-ca", list(State.values)),
    ],
)
def test_tab_holds_its_states(stall: Stall, tab: str, states: list[str]) -> None:
    for state in State.values:
        move_part(part_of(make_order((make_product(stall=stall), 1))), state)
    assert sorted(part.state for part in list_parts(stall, tab=tab)) == sorted(states)


@pytest.mark.parametrize(
    ("words", "is_found"),
    [
        ("Hồng Nhung", True),
        ("0912 345", True),
        ("0912345678", True),
        ("Nguyễn Văn Không", False),
        ("%", False),
    ],
)
def test_words_find_name_and_phone(stall: Stall, words: str, is_found: bool) -> None:  # noqa: FBT001 - a case
    part_at(stall)
    assert list_parts(stall, tab="tat-ca", words=words).exists() == is_found


def test_words_find_number_and_goods_but_not_the_neighbours_goods(stall: Stall) -> None:
    part = part_at(stall)
    mine = part.order.lines.get(partner=stall.partner)
    theirs = part.order.lines.exclude(partner=stall.partner).get()
    for words, count in ((part.number, 1), (mine.title, 1), (mine.partner_sku, 1), (theirs.title, 0)):
        assert list_parts(stall, tab="cho", words=words).count() == count, words


def test_days_are_days_in_vietnam(stall: Stall) -> None:
    part = part_at(stall)
    # Half past midnight in Vietnam is the day before in UTC.
    at = timezone.localtime().replace(hour=0, minute=30)
    StallOrder.objects.filter(pk=part.pk).update(created_at=at)
    today = at.date()
    assert list_parts(stall, tab="cho", first=today, last=today).count() == 1
    assert list_parts(stall, tab="cho", last=today - timedelta(days=1)).count() == 0


def test_list_costs_the_same_queries_for_one_order_and_for_many(
    client: Client, stall: Stall, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    sign_in(client, stall)
    part_at(stall)
    client.get(reverse("desk:orders"))  # what every page keeps for a while
    for _number in range(2):
        with django_assert_num_queries(12):
            client.get(reverse("desk:orders"))
        for _order in range(6):
            part_at(stall)


def test_road_from_new_to_delivered(client: Client, stall: Stall, carrier: Carrier) -> None:
    part = part_at(stall)
    user = sign_in(client, stall)
    post(client, "order_confirm", part)
    post(client, "order_pack", part)
    post(client, "order_ship", part, carrier=carrier.name, tracking_code="VTP 2611 8840")
    assert StallOrder.objects.get(pk=part.pk).state == State.SHIPPED
    assert list(Shipment.objects.values_list("carrier", "tracking_code")) == [
        ("Viettel Post", "VTP 2611 8840")
    ]
    answer = post(client, "order_deliver", part)
    assert "Đã giao" in answer.content.decode()
    assert StallOrder.objects.get(pk=part.pk).state == State.DELIVERED
    assert Attempt.objects.get(reference=part.reference).state == Attempt.State.CAPTURED
    other = StallOrder.objects.exclude(pk=part.pk).get()
    assert (other.state, Attempt.objects.get(reference=other.reference).state) == ("new", "created")
    events = StallOrderEvent.objects.filter(stall_order=part).values_list("state", "actor", "role")
    assert list(events)[1:] == [
        (state, user.pk, ActorRole.STALL) for state in ("confirmed", "packed", "shipped", "delivered")
    ]


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("order_confirm", State.NEW, State.CONFIRMED),
        ("order_pack", State.CONFIRMED, State.PACKED),
        ("order_ship", State.PACKED, State.SHIPPED),
        ("order_deliver", State.SHIPPED, State.DELIVERED),
        ("order_cancel", State.NEW, State.CANCELLED),
        ("order_return", State.SHIPPED, State.RETURNED),
    ],
)
def test_second_click_changes_nothing_and_alarms_nobody(
    client: Client, carrier: Carrier, name: str, before: str, after: str
) -> None:
    stall = make_stall()
    part = part_at(stall, before)
    sign_in(client, stall)
    data = {"carrier": carrier.name, "tracking_code": "VTP 1", "reason": "other", "words": "Hết thật rồi"}
    post(client, name, part, **data)
    events, told = StallOrderEvent.objects.count(), Message.objects.count()
    stock = list(StockRecord.objects.order_by("pk").values_list("num_in_stock", "num_allocated"))
    answer = post(client, name, part, **{**data, "tracking_code": "VTP 2"})
    assert "từ trước rồi" in answer.content.decode()
    assert StallOrder.objects.get(pk=part.pk).state == after
    assert (StallOrderEvent.objects.count(), Message.objects.count()) == (events, told)
    assert list(StockRecord.objects.order_by("pk").values_list("num_in_stock", "num_allocated")) == stock
    assert not Shipment.objects.filter(tracking_code="VTP 2").exists()


def test_move_that_is_no_longer_possible_is_refused_in_words(client: Client, stall: Stall) -> None:
    part = part_at(stall, State.CANCELLED)
    sign_in(client, stall)
    answer = post(client, "order_confirm", part)
    assert "Đã hủy" in answer.content.decode()
    assert StallOrder.objects.get(pk=part.pk).state == State.CANCELLED


def test_parcel_of_a_carrier_with_codes_is_not_sent_without_one(
    client: Client, stall: Stall, carrier: Carrier
) -> None:
    part = part_at(stall, State.PACKED)
    sign_in(client, stall)
    for data in ({"carrier": carrier.name}, {"carrier": "Người lạ", "tracking_code": "1"}, {}):
        assert client.post(address("order_ship", part), data).status_code == 422
    assert StallOrder.objects.get(pk=part.pk).state == State.PACKED
    Carrier.objects.create(name="Gian hàng tự giao", needs_code=False)
    post(client, "order_ship", part, carrier="Gian hàng tự giao")
    assert StallOrder.objects.get(pk=part.pk).state == State.SHIPPED


def test_cancelling_asks_for_a_reason_and_tells_the_shopper(client: Client, stall: Stall) -> None:
    part = part_at(stall)
    sign_in(client, stall)
    assert client.post(address("order_cancel", part), {}).status_code == 422
    assert client.post(address("order_cancel", part), {"reason": "other"}).status_code == 422
    assert StallOrder.objects.get(pk=part.pk).state == State.NEW
    post(client, "order_cancel", part, reason="sold_out", words="Mẻ sau rang xong vào thứ Sáu.")
    part.refresh_from_db()
    assert part.cancel_reason == "Hết hàng. Mẻ sau rang xong vào thứ Sáu."
    letter = Message.objects.get(kind="part_cancelled")
    assert letter.context["reason"] == part.cancel_reason
    assert Attempt.objects.get(reference=part.reference).state == Attempt.State.FAILED


def test_returned_goods_are_back_in_stock_with_the_reason_kept(client: Client, stall: Stall) -> None:
    part = part_at(stall, State.SHIPPED, quantity=3)
    sign_in(client, stall)
    record = StockRecord.objects.get(partner=stall.partner)
    assert record.num_in_stock == 17
    post(client, "order_return", part, reason="refused")
    record.refresh_from_db()
    assert record.num_in_stock == 20
    assert last_event(part).note == "Người nhận không nhận hàng"


def test_several_are_confirmed_at_once_and_strangers_among_them_are_not(client: Client, stall: Stall) -> None:
    first, second, late = part_at(stall), part_at(stall), part_at(stall, State.CANCELLED)
    strange = part_at(make_stall())
    sign_in(client, stall)
    numbers = [part.number for part in (first, second, late, strange)]
    answer = client.post(
        reverse("desk:orders_selected"), {"viec": "confirm", "don": numbers}, follow=True
    ).content.decode()
    states = {part.pk: StallOrder.objects.get(pk=part.pk).state for part in (first, second, late, strange)}
    assert list(states.values()) == ["confirmed", "confirmed", "cancelled", "new"]
    assert "2 đơn" in answer
    assert f"{late.number}: " in answer
    assert strange.number not in answer


def test_nothing_chosen_is_answered_with_what_to_do(client: Client, stall: Stall) -> None:
    part = part_at(stall)
    sign_in(client, stall)
    answer = client.post(reverse("desk:orders_selected"), {"viec": "confirm"}, follow=True)
    assert "Bạn chưa chọn đơn nào" in answer.content.decode()
    assert StallOrder.objects.get(pk=part.pk).state == State.NEW


def test_packer_confirms_packs_and_ships_and_nothing_more(
    client: Client, stall: Stall, carrier: Carrier
) -> None:
    part = part_at(stall)
    sign_in(client, stall, MemberRole.PACKER)
    post(client, "order_confirm", part)
    post(client, "order_pack", part)
    post(client, "order_ship", part, carrier=carrier.name, tracking_code="1")
    assert StallOrder.objects.get(pk=part.pk).state == State.SHIPPED
    for name in ("order_deliver", "order_cancel", "order_return"):
        assert client.post(address(name, part), {"reason": "refused"}).status_code == 404
    assert StallOrder.objects.get(pk=part.pk).state == State.SHIPPED


def test_packer_sees_the_cash_to_collect_and_no_other_money(client: Client, stall: Stall) -> None:
    part = part_at(stall)
    sign_in(client, stall, MemberRole.PACKER)
    page = client.get(address("order", part)).content.decode()
    assert "Tiền hàng" not in page
    assert "Thu 218.000\xa0₫ khi giao" in page


def test_buyer_who_comes_is_called_when_the_goods_lie_ready(client: Client, stall: Stall) -> None:
    part = part_at(stall, State.PACKED)
    StallOrder.objects.filter(pk=part.pk).update(shipping_way="pickup")
    sign_in(client, stall)
    assert "báo khách tới lấy" in client.get(address("order", part)).content.decode()
    post(client, "order_ship", part)
    assert StallOrder.objects.get(pk=part.pk).state == State.SHIPPED
    assert Message.objects.get(kind="part_shipped").context["shipping_way"] == "pickup"


def test_way_back_leads_to_our_own_pages_only(client: Client, stall: Stall) -> None:
    part = part_at(stall)
    sign_in(client, stall)
    answer = client.post(address("order_confirm", part), {"next": "https://evil.example/"})
    assert answer.headers["Location"] == address("order", part)


def test_wrong_tracking_code_is_mended_told_and_kept_in_the_events(
    client: Client, stall: Stall, carrier: Carrier
) -> None:
    part = part_at(stall, State.PACKED)
    user = sign_in(client, stall, MemberRole.PACKER)
    post(client, "order_ship", part, carrier=carrier.name, tracking_code="VTP 1")
    sent = StallOrderEvent.objects.get(stall_order=part, state=State.SHIPPED)
    page = client.get(address("order", part)).content.decode()
    assert 'value="VTP 1"' in page
    post(client, "order_correct", part, carrier=carrier.name, tracking_code="VTP 2")
    shipment = Shipment.objects.get(stall_order=part)
    assert (shipment.carrier, shipment.tracking_code) == ("Viettel Post", "VTP 2")
    event = StallOrderEvent.objects.exclude(pk=sent.pk).get(stall_order=part, state=State.SHIPPED)
    assert (event.actor, event.note) == (user, "Sửa vận đơn: Viettel Post VTP 1 → Viettel Post VTP 2")
    first, second = Message.objects.filter(kind="part_shipped").order_by("pk")
    assert (first.context["is_corrected"], second.context["is_corrected"]) == (False, True)
    assert second.context["tracking_code"] == "VTP 2"
    shown = client.get(messages.order_path(part.order.placement)).content.decode()
    assert "VTP 2" in shown
    assert "VTP 1" not in shown


@pytest.mark.parametrize("state", [State.NEW, State.PACKED, State.DELIVERED])
def test_code_of_a_parcel_that_is_not_under_way_is_not_mended(
    client: Client, stall: Stall, carrier: Carrier, state: State
) -> None:
    part = part_at(stall, state)
    sign_in(client, stall)
    events = StallOrderEvent.objects.count()
    page = post(client, "order_correct", part, carrier=carrier.name, tracking_code="X").content.decode()
    assert "khi gói đang trên đường" in page
    assert StallOrderEvent.objects.count() == events


def test_correction_without_a_code_or_without_a_change_writes_nothing(
    client: Client, stall: Stall, carrier: Carrier
) -> None:
    part = part_at(stall, State.PACKED)
    sign_in(client, stall)
    post(client, "order_ship", part, carrier=carrier.name, tracking_code="VTP 1")
    assert client.post(address("order_correct", part), {"carrier": carrier.name}).status_code == 422
    page = post(client, "order_correct", part, carrier=carrier.name, tracking_code="VTP 1").content.decode()
    assert "không có gì để sửa" in page
    assert Message.objects.filter(kind="part_shipped").count() == 1
    assert Shipment.objects.get(stall_order=part).tracking_code == "VTP 1"
