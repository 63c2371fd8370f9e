"""A page of the back office has one heading of the first rank, and its header alone says the name that stands there."""

from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from django.apps import apps
from django.test import Client
from django.urls import reverse

from marketplace.accounts.models import User
from marketplace.listings.models import PriceChange
from marketplace.listings.shelf.offers import change_price
from marketplace.oversight.models import Report, ReviewReason, TakeDownBasis
from marketplace.oversight.setup import load_rows
from marketplace.oversight.takedowns import open_take_down
from tests.factories.catalogue import published_product
from tests.factories.dossiers import submitted_dossier
from tests.factories.listings import officer, photo, submitted
from tests.factories.stalls import StallFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def user(client: Client) -> User:
    load_rows(apps)
    user = officer()
    client.force_login(user)
    return user


def decision(_user: User) -> tuple[str, str]:
    task = submitted(title="Chè vằng", photos=[photo()])
    return reverse("oversight_office:decide", args=(task.pk,)), "Chè vằng: duyệt lần đầu"


def listing(_user: User) -> tuple[str, str]:
    product = published_product(title="Trà dây")
    return reverse("listings_office:listing", args=(product.listing.pk,)), "Trà dây"


def take_down_ask(_user: User) -> tuple[str, str]:
    product = published_product(title="Rượu lạ")
    return reverse("oversight_office:take_down_ask", args=(product.listing.pk,)), "Gỡ «Rượu lạ»"


def take_down(user: User) -> tuple[str, str]:
    asked = open_take_down(
        listing=published_product(title="Rượu lạ").listing,
        basis=TakeDownBasis.objects.get(code="yeu-cau"),
        source="authority",
        reason="Công văn 12/QLTT.",
        user=user,
    )
    return reverse("oversight_office:take_down", args=(asked.pk,)), "Gỡ «Rượu lạ»"


def report(_user: User) -> tuple[str, str]:
    product = published_product(title="Cao chè vằng")
    sent = {"reason": ReviewReason.objects.get(code="pa-hang-gia").pk, "text": "Tem khác tem thật."}
    Client().post(f"/phan-anh/?mon={product.slug}", sent)
    found = Report.objects.get()
    return reverse("oversight_office:report", args=(found.pk,)), f"Phản ánh {found.ticket}"


def price(user: User) -> tuple[str, str]:
    product = published_product(title="Tiêu Cùa", price=100_000)
    change_price(listing=product.listing, sku=product.sku, price=190_000, by=user)
    return reverse("oversight_office:price", args=(PriceChange.objects.get().pk,)), "Đổi giá: Tiêu Cùa"


def stall(_user: User) -> tuple[str, str]:
    found = StallFactory.create(name="Tiêu Cùa Bà Lài")
    return reverse("stalls_office:stall", args=(found.pk,)), "Tiêu Cùa Bà Lài"


def dossier(_user: User) -> tuple[str, str]:
    found = submitted_dossier()
    return reverse("stalls_office:dossier", args=(found.pk,)), f"{found.name} ({found.number})"


@pytest.mark.parametrize(
    "page_of", [decision, listing, take_down_ask, take_down, report, price, stall, dossier]
)
def test_page_about_one_thing_has_its_name_in_the_header_alone(
    client: Client, user: User, page_of: Callable[[User], tuple[str, str]]
) -> None:
    address, name = page_of(user)
    page = BeautifulSoup(client.get(address).content, "html.parser")
    assert [" ".join(one.get_text().split()) for one in page.find_all("h1")] == [name]
    steps = [one.get_text(strip=True) for one in page.select(".w-breadcrumbs li")]
    assert (steps[0], steps[-1]) == ("Trang chủ", name)
    assert len(steps) > 2


@pytest.mark.parametrize("name", ["queue", "take_downs", "log"])
def test_list_has_the_heading_of_its_header_alone(client: Client, user: User, name: str) -> None:
    page = BeautifulSoup(client.get(reverse(f"oversight_office:{name}")).content, "html.parser")
    steps = [one.get_text(strip=True) for one in page.select(".w-breadcrumbs li")]
    assert [one.get_text(strip=True) for one in page.find_all("h1")] == steps[-1:]
