"""The desk's first page: the day's work, the officer's words, and figures of this stall alone."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries

from marketplace.accounts.models import User
from marketplace.fulfilment.models import StallOrder
from marketplace.fulfilment.reminders import remind_of_waiting_parts
from marketplace.listings.models import Listing
from marketplace.listings.screening.models import Finding, ListingCheck
from marketplace.listings.services import reject, request_changes, take_down
from marketplace.notifications.models import Message
from marketplace.oversight.services import APPROVE, decide_listing
from marketplace.shop.catalogue.models import Product
from marketplace.stalls.enums import MemberRole
from marketplace.stalls.models import DossierDocument, ShippingRate, Stall, StallMember
from marketplace.stalls.services import close_stall, suspend_stall
from tests.factories.catalogue import published_product
from tests.factories.dossiers import verified_dossier
from tests.factories.listings import listing_draft, officer, submitted
from tests.factories.orders import make_order, make_product, make_stall, move_part, part_of
from tests.factories.people import UserFactory
from tests.factories.stalls import StallFactory
from tests.marketplace.desk.keeper import words as text_of
from tests.marketplace.desk.people import sign_in

pytestmark = pytest.mark.django_db


def listing_of(product: Product) -> Listing:
    return Listing.objects.get(product=product)


def home(client: Client) -> str:
    return client.get(reverse("desk:home")).content.decode()


def deliver(stall: Stall) -> None:
    ShippingRate.objects.create(stall=stall, zone="province", charge=18_000, days_min=1, days_max=2)


def test_new_stall_is_asked_for_goods_and_delivery_until_it_has_them(client: Client) -> None:
    stall = make_stall()
    sign_in(client, stall)
    page = home(client)
    assert "có 1 việc" in page
    for words, path in (
        ("Gian hàng chưa có mặt hàng nào", "desk:listing_new"),
        ("Chưa có cách giao hàng", "desk:delivery"),
    ):
        assert words in page
        assert f'href="{reverse(path)}"' in page
    deliver(stall)
    listing_draft(stall=stall)
    page = home(client)
    assert "Gian hàng chưa có mặt hàng nào" not in page
    assert "Chưa có cách giao hàng" not in page


def test_work_is_counted_and_said(client: Client) -> None:
    stall = make_stall()
    deliver(stall)
    for state in ("new", "new", "confirmed", "packed", "delivered"):
        move_part(part_of(make_order((make_product(stall=stall, stock=50), 1))), state)
    make_order()  # of somebody else
    sign_in(client, stall)
    page = home(client)
    for words in ("có 4 việc", "2 đơn chờ xác nhận", "1 đơn cần đóng gói", "1 gói chờ gửi"):
        assert words in page, words


def test_goods_that_run_out_are_named_with_what_is_left(client: Client) -> None:
    stall = make_stall()
    low = make_product(stall=stall, stock=5, title="Tiêu Cùa")
    make_product(stall=stall, stock=6, title="Bơ sáp")
    make_product(stall=make_stall(), stock=0, title="Hàng nhà khác")
    make_order((low, 2))
    sign_in(client, stall)
    page = home(client)
    assert "1 món sắp hết hoặc đã hết" in page
    assert "Tiêu Cùa" in page
    assert "còn 3" in page
    assert "Bơ sáp" not in page
    assert "Hàng nhà khác" not in page


def test_words_of_the_officer_stand_beside_the_listing(client: Client) -> None:
    stall = StallFactory.create()
    task = submitted(stall=stall)
    request_changes(task_state=task, user=officer(), comment="Ảnh nhãn bị lóa, chụp lại giúp.")
    sign_in(client, stall)
    page = home(client)
    assert "Ảnh nhãn bị lóa, chụp lại giúp." in page
    assert "Lê Thị Thanh Tâm" in page


def test_packer_is_shown_orders_and_no_money(client: Client) -> None:
    stall = make_stall()
    make_order((make_product(stall=stall, stock=50), 1))
    sign_in(client, stall, MemberRole.PACKER)
    page = home(client)
    assert "1 đơn chờ xác nhận" in page
    assert "Tiền hàng" not in page
    assert "118.000" not in page


def test_letter_that_opens_a_door_is_not_shown(client: Client) -> None:
    stall = make_stall()
    for number, kind, is_secret in ((1, "stall_order_new", False), (2, "password_reset", True)):
        Message.objects.create(
            key=str(number),
            kind=kind,
            recipient=stall.email,
            context={"stall_key": stall.pk},
            subject=f"Thư {number}",
            is_secret=is_secret,
            state="sent",
        )
    sign_in(client, stall)
    page = home(client)
    assert "Thư 1" in page
    assert "Thư 2" not in page


def test_confirming_on_the_page_comes_back_to_it(client: Client) -> None:
    stall = make_stall()
    part = part_of(make_order((make_product(stall=stall, stock=50), 1)))
    sign_in(client, stall)
    answer = client.post(
        reverse("desk:order_confirm", kwargs={"part_number": part.number}), {"next": reverse("desk:home")}
    )
    assert answer.headers["Location"] == reverse("desk:home")
    assert StallOrder.objects.get(pk=part.pk).state == "confirmed"


def test_page_costs_the_same_whatever_waits(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    stall = make_stall()
    sign_in(client, stall)
    for _round in range(2):
        for _order in range(4):
            make_order((make_product(stall=stall, stock=4), 1))
        home(client)
        with django_assert_max_num_queries(28):
            home(client)


def test_states_are_counted_and_lead_to_their_lists(client: Client) -> None:
    stall = StallFactory.create()
    submitted(stall=stall, sku="A1")
    listing_draft(stall=stall, sku="A2")
    submitted(sku="A3")  # of somebody else
    sign_in(client, stall)
    page = home(client)
    assert f'href="{reverse("desk:listings")}?trang-thai=waiting">Chờ duyệt 1</a>' in page
    assert f'href="{reverse("desk:listings")}?trang-thai=draft">Nháp 1</a>' in page
    assert "1 mặt hàng đang chờ Sở duyệt" in page
    assert "trang-thai=on_sale" not in page


def test_refused_and_taken_down_goods_stand_there_with_their_words(client: Client) -> None:
    stall = StallFactory.create()
    person = officer()
    reject(task_state=submitted(stall=stall, sku="A1", title="Cao hổ cốt"), user=person, comment="Hàng cấm.")
    gone = listing_of(published_product(stall=stall, title="Trà an xoa"))
    take_down(listing=gone, reason="Nhãn ghi sai nơi làm ra.", user=person)
    sign_in(client, stall)
    page = home(client)
    assert "có 2 việc" in page
    for words in ("Sở từ chối mặt hàng này.", "“Hàng cấm.”", "Đã rời kệ.", "“Nhãn ghi sai nơi làm ra.”"):
        assert words in page, words
    listing_page = client.get(reverse("desk:listing", kwargs={"listing_pk": gone.pk})).content.decode()
    assert "“Nhãn ghi sai nơi làm ra.”" in listing_page


def test_what_the_check_saw_is_told_to_the_stall_and_names_no_other_stall(client: Client) -> None:
    stall = StallFactory.create()
    other = listing_of(published_product(stall=StallFactory.create(name="Gian bên cạnh")))
    task = submitted(stall=stall, sku="A1", description="Trà này chữa khỏi ung thư.")
    run = ListingCheck.objects.create(
        task_state=task, listing_id=int(task.revision.object_id), revision=task.revision, state="done"
    )
    for number, words in enumerate(("Lời quảng cáo như thuốc.", "Tên giống một mặt hàng khác.")):
        Finding.objects.create(
            check_run=run,
            kind="claim",
            severity="must" if number == 0 else "should",
            field="description",
            quote="chữa khỏi" if number == 0 else "",
            message=words,
            other_listing=other if number else None,
        )
    sign_in(client, stall)
    page = home(client)
    assert "Máy soi nhắc 2 chỗ nên xem lại" in page
    assert "Lời quảng cáo như thuốc." in page
    assert "Gian bên cạnh" not in page
    listing_page = text_of(client.get(reverse("desk:listing", kwargs={"listing_pk": run.listing_id})))
    assert "“chữa khỏi” Lời quảng cáo như thuốc." in listing_page
    assert "Gian bên cạnh" not in listing_page


def test_papers_that_end_are_spoken_of_before_they_do(client: Client) -> None:
    stall = StallFactory.create()
    soon = timezone.localdate() + timedelta(days=7)
    published_product(stall=stall, title="Rượu men lá", ocop_expires_on=soon, ocop_stars=3)
    later = timezone.localdate() + timedelta(days=31)
    published_product(stall=stall, title="Trà dây", ocop_expires_on=later, ocop_stars=3)
    sign_in(client, stall)
    page = home(client)
    assert f"Giấy chứng nhận OCOP hết hạn {soon:%d/%m/%Y}, còn 7 ngày." in page
    assert "Trà dây" not in page


def test_packer_hears_nothing_of_listings_and_letters(client: Client) -> None:
    stall = StallFactory.create()
    submitted(stall=stall, sku="A1")
    sign_in(client, stall, MemberRole.PACKER)
    assert "Chờ duyệt 1" not in home(client)
    assert client.get(reverse("desk:letters")).status_code == 404


def test_letters_are_read_at_the_desk_and_are_the_stalls_own(client: Client) -> None:
    stall = make_stall()
    for number, kind, recipient in (
        (1, "listing_decided", stall.email),
        (2, "listing_decided", "khac@example.vn"),
        (3, "verify_email", stall.email),
    ):
        Message.objects.create(
            key=str(number),
            kind=kind,
            recipient=recipient,
            context={"stall_key": stall.pk},
            subject=f"Thư {number}",
            body_text=f"Lời {number} <b>",
            state="sent",
        )
    sign_in(client, stall)
    page = client.get(reverse("desk:letters")).content.decode()
    assert "Thư 1" in page
    assert "Lời 1 &lt;b&gt;" in page
    assert "Thư 2" not in page
    assert "Thư 3" not in page


def test_letters_of_two_stalls_with_one_address_are_told_apart(client: Client) -> None:
    ours, theirs = make_stall(), make_stall()
    Stall.objects.update(email="hai-gian@example.vn")
    user = sign_in(client, ours)
    StallMember.objects.create(stall=theirs, user=UserFactory.create(), role=MemberRole.OWNER)
    judge = officer()
    for stall in (ours, theirs):
        stall.refresh_from_db()
        part = part_of(make_order((make_product(stall=stall, stock=9), 1)))
        StallOrder.objects.filter(pk=part.pk).update(created_at=timezone.now() - timedelta(hours=25))
        decide_listing(task_state=submitted(stall=stall), user=judge, decision=APPROVE)
        suspend_stall(stall=stall, reason="Kiểm tra")
    remind_of_waiting_parts()
    kinds = {"stall_order_new", "stall_part_waits", "listing_decided", "stall_suspended"}
    about = Message.objects.filter(kind__in=kinds)
    assert about.count() == 2 * len(kinds)
    for row in about:
        words = f"{row.kind} của gian {row.context['stall_key']}."
        Message.objects.filter(pk=row.pk).update(state="sent", subject=words)

    page = client.get(reverse("desk:letters")).content.decode()

    # What went to the person alone, under an address of their own, stands there too.
    assert Message.objects.get(kind="stall_suspended", recipient=user.email).context["stall_key"] == ours.pk
    assert [f"{kind} của gian {ours.pk}." in page for kind in sorted(kinds)] == [True] * len(kinds)
    assert [f"{kind} của gian {theirs.pk}." in page for kind in sorted(kinds)] == [False] * len(kinds)


def test_letters_stay_with_stall_and_person_whose_addresses_changed(client: Client) -> None:
    ours, theirs = make_stall(), make_stall()
    user = sign_in(client, ours)
    for stall in (ours, theirs):
        StallMember.objects.create(stall=stall, user=UserFactory.create(), role=MemberRole.MANAGER)
        make_order((make_product(stall=stall, stock=9), 1))
        suspend_stall(stall=stall, reason="Kiểm tra")
    about = Message.objects.filter(kind__in=("stall_order_new", "stall_suspended"))
    for row in about:
        Message.objects.filter(pk=row.pk).update(state="sent", subject=f"{row.kind} tới {row.recipient}.")
    to_stall, to_person = (f"stall_order_new tới {ours.email}.", f"stall_suspended tới {user.email}.")
    Stall.objects.filter(pk=ours.pk).update(email="moi@example.vn")
    User.objects.filter(pk=user.pk).update(email="hanh-moi@example.vn")
    page = client.get(reverse("desk:letters")).content.decode()
    subjects = set(about.values_list("subject", flat=True))
    assert len(subjects) == 5
    assert {one for one in subjects if one in page} == {to_stall, to_person}


@pytest.mark.parametrize(("days", "words"), [(7, "còn 7 ngày."), (-1, "đã hết hạn")])
def test_stalls_own_paper_is_spoken_of_on_three_pages(client: Client, days: int, words: str) -> None:
    person = UserFactory.create(full_name="Nguyễn Thị Lài")
    dossier = verified_dossier(UserFactory.create(), keeper=person)
    ends = timezone.localdate() + timedelta(days=days)
    DossierDocument.objects.filter(dossier=dossier).update(expires_on=ends)
    client.force_login(person)
    for name in ("desk:home", "desk:stall", "stalls:start"):
        page = client.get(reverse(name), follow=True).content.decode()
        assert words in page, name
        assert f"{ends:%d/%m/%Y}" in page, name


@pytest.mark.parametrize(
    ("move", "said"),
    [
        (
            lambda stall: suspend_stall(stall=stall, reason="Kiểm tra"),
            "Gian hàng đang bị tạm dừng nên hàng đã rời kệ.",
        ),
        (lambda stall: close_stall(stall=stall), "Gian hàng đã đóng, không bán nữa."),
    ],
)
def test_stall_that_does_not_sell_reads_so_on_every_page_and_at_its_goods(
    client: Client, move: Callable[[Stall], Stall], said: str
) -> None:
    stall = StallFactory.create()
    product = published_product(stall=stall)
    sign_in(client, stall)
    pages = [reverse(name) for name in ("desk:home", "desk:orders", "desk:listings", "desk:prices")]
    listing = reverse("desk:listing", kwargs={"listing_pk": listing_of(product).pk})
    for page in pages:
        assert said not in client.get(page).content.decode(), page
    rows = BeautifulSoup(client.get(reverse("desk:listings")).content, "html.parser")
    assert [one.get_text(strip=True) for one in rows.select(".listing .badge")] == ["Đang bán"]
    move(stall)
    for page in (*pages, listing):
        assert said in client.get(page, follow=True).content.decode(), page
    rows = BeautifulSoup(client.get(reverse("desk:listings")).content, "html.parser")
    assert [one.get_text(strip=True) for one in rows.select(".listing .badge")] == ["Đã duyệt, tạm rời kệ"]
    # The page of goods that nobody can see is no place to lead to.
    assert product.get_absolute_url() not in client.get(listing).content.decode()


def test_stall_that_closed_is_asked_for_no_delivery_and_no_goods(client: Client) -> None:
    stall = make_stall()
    sign_in(client, stall)
    assert "có 1 việc" in home(client)
    close_stall(stall=stall)
    page = home(client)
    assert "không còn việc nào chờ" in page
    assert [words in page for words in ("Chưa có cách giao hàng", "Thêm mặt hàng")] == [False, False]
