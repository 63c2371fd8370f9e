"""Work of the day on the desk's first page: a number, a sentence, and a button to where it is done."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from marketplace.listings.models import Listing
from marketplace.listings.services import reject, request_changes, take_down
from marketplace.shop.catalogue.models import Product
from marketplace.stalls.enums import MemberRole
from marketplace.stalls.services import close_stall
from tests.factories.catalogue import published_product
from tests.factories.listings import officer, submitted
from tests.factories.orders import make_order, make_product, make_stall, part_of
from tests.marketplace.desk.people import sign_in

pytestmark = pytest.mark.django_db


def listing_of(product: Product) -> Listing:
    return Listing.objects.get(product=product)


def home(client: Client) -> str:
    return client.get(reverse("desk:home")).content.decode()


def tasks(client: Client) -> dict[str, str]:
    """Return where the button of each task leads, by the task's heading; nothing where it has none."""
    page = BeautifulSoup(home(client), "html.parser")
    found = {}
    for task in page.select("section[aria-labelledby=viec] .task"):
        button = task.select_one("a.button")
        found[task.select("h3")[0].get_text(strip=True)] = str(button["href"]) if button else ""
    return found


def test_every_task_has_a_button_to_where_it_is_done(client: Client) -> None:
    stall = make_stall()
    person = officer()
    request_changes(
        task_state=submitted(stall=stall, sku="A1", title="Trà vằng"), user=person, comment="Ảnh lóa."
    )
    reject(task_state=submitted(stall=stall, sku="A2", title="Cao hổ cốt"), user=person, comment="Hàng cấm.")
    soon = timezone.localdate() + timedelta(days=7)
    gone = listing_of(published_product(stall=stall, title="Trà an xoa"))
    take_down(listing=gone, reason="Nhãn ghi sai nơi làm ra.", user=person)
    starred = listing_of(
        published_product(stall=stall, title="Mè xửng", ocop_expires_on=soon, ocop_stars=3, stock=0)
    )
    make_order((make_product(stall=stall, stock=50), 1))
    keys = dict(Listing.objects.values_list("title", "pk"))
    sign_in(client, stall)

    def edit(title: str) -> str:
        return reverse("desk:listing_edit", kwargs={"listing_pk": keys[title]})

    found = tasks(client)
    assert found == {
        "Chưa có cách giao hàng": reverse("desk:delivery"),
        "1 đơn chờ xác nhận": f"{reverse('desk:orders')}?muc=cho",
        "Trà vằng": edit("Trà vằng"),
        "Cao hổ cốt": edit("Cao hổ cốt"),
        "Trà an xoa": edit("Trà an xoa"),
        "Giấy tờ sắp hết hạn": edit("Mè xửng"),
        "1 món sắp hết hoặc đã hết": reverse("desk:prices"),
    }
    assert "có 7 việc" in home(client)
    for address in set(found.values()):
        assert client.get(address).status_code == 200, address
    assert starred.pk == keys["Mè xửng"]


def test_task_of_a_packer_leads_to_nothing_that_a_packer_may_not_see(client: Client) -> None:
    stall = make_stall()
    make_product(stall=stall, stock=1)
    sign_in(client, stall, MemberRole.PACKER)
    assert tasks(client) == {"1 món sắp hết hoặc đã hết": reverse("desk:prices")}
    assert client.get(reverse("desk:prices")).status_code == 200
    assert reverse("desk:letters") not in home(client)


def test_stall_that_closed_is_led_to_no_editor(client: Client) -> None:
    stall = make_stall()
    request_changes(task_state=submitted(stall=stall, title="Trà vằng"), user=officer(), comment="Ảnh lóa.")
    sign_in(client, stall)
    assert tasks(client)["Trà vằng"]
    close_stall(stall=stall)
    assert tasks(client).get("Trà vằng", "") == ""


def test_every_page_of_the_desk_leads_to_what_the_floor_wrote(client: Client) -> None:
    sign_in(client, make_stall())
    for name in ("desk:home", "desk:orders", "desk:listings", "desk:stall"):
        page = BeautifulSoup(client.get(reverse(name)).content, "html.parser")
        links = page.select(f".desk-head a[href='{reverse('desk:letters')}']")
        assert [link.get_text(strip=True) for link in links] == ["Lời nhắn"], name


def test_order_tells_what_happened_and_who_did_it(client: Client) -> None:
    stall = make_stall()
    part = part_of(make_order((make_product(stall=stall, stock=9), 1)))
    user = sign_in(client, stall)
    client.post(reverse("desk:order_confirm", kwargs={"part_number": part.number}))
    address = reverse("desk:order", kwargs={"part_number": part.number})
    page = BeautifulSoup(client.get(address).content, "html.parser")
    (told,) = page.select("section[aria-labelledby=viec-qua]")
    assert told.select("h2")[0].get_text() == "Diễn biến"
    last = " ".join(told.select("li .small")[-1].get_text(" ").split())
    assert last.endswith(f"· Gian hàng: {user.get_full_name()}")
