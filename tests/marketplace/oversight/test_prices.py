"""Large changes of prices in the officers' queue: in force, looked at once, logged."""

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from marketplace.listings.models import Listing, PriceChange
from marketplace.listings.shelf.offers import change_price
from marketplace.shop.catalogue.models import Product
from marketplace.shop.partner.models import StockRecord
from tests.factories.catalogue import published_product
from tests.factories.listings import officer
from tests.factories.people import UserFactory, editor

pytestmark = pytest.mark.django_db


def raise_price(product: Product, price: int) -> PriceChange:
    listing = Listing.objects.get(product=product)
    change_price(listing=listing, sku=product.sku, price=price, by=UserFactory.create(full_name="Hồ Hạnh"))
    return PriceChange.objects.latest("pk")


def test_large_change_waits_in_the_queue_until_an_officer_has_seen_it(client: Client) -> None:
    person = officer()
    client.force_login(person)
    large = raise_price(published_product(price=100_000, title="Tiêu Cùa"), 190_000)
    raise_price(published_product(price=100_000, title="Trà dây"), 110_000)
    queue = client.get(reverse("oversight_office:queue")).content.decode()
    assert "100.000\xa0₫ → 190.000\xa0₫ (+90%)" in queue
    assert "Trà dây" not in queue
    address = reverse("oversight_office:price", kwargs={"pk": large.pk})
    assert address in queue
    page = client.get(address).content.decode()
    for words in ("Đổi giá: Tiêu Cùa", "Hồ Hạnh", "+90%", "quá 30%", "Đã xem"):
        assert words in page, words
    assert client.post(address).status_code == 302
    large.refresh_from_db()
    assert large.looked_by == person
    assert (
        "Tiêu Cùa" not in client.get(reverse("oversight_office:queue")).content.decode().split("<table")[-1]
    )
    entry = ModelLogEntry.objects.get(action="listings.price_seen")
    assert (entry.user, entry.data["after"]) == (person, {"looked": True})
    assert StockRecord.objects.get(partner_sku=large.sku).price == 190_000


def test_change_in_steps_is_told_from_where_it_began(client: Client) -> None:
    client.force_login(officer())
    product = published_product(price=100_000, title="Tiêu Cùa")
    for price in (125_000, 150_000):
        change = raise_price(product, price)
    assert (
        "100.000\xa0₫ → 150.000\xa0₫ (+50%)" in client.get(reverse("oversight_office:queue")).content.decode()
    )
    page = client.get(reverse("oversight_office:price", kwargs={"pk": change.pk})).content.decode()
    assert "Cộng các lần đổi trong bảy ngày" in page
    assert "+50%" in page
    alone = raise_price(published_product(price=100_000), 190_000)
    page = client.get(reverse("oversight_office:price", kwargs={"pk": alone.pk})).content.decode()
    assert "Cộng các lần đổi trong bảy ngày" not in page


def test_second_officer_is_told_and_nothing_is_logged_twice(client: Client) -> None:
    client.force_login(officer())
    change = raise_price(published_product(price=100_000), 20_000)
    address = reverse("oversight_office:price", kwargs={"pk": change.pk})
    client.post(address)
    page = client.post(address, follow=True).content.decode()
    assert "Một cán bộ khác vừa xem lần đổi giá này rồi." in page
    assert ModelLogEntry.objects.filter(action="listings.price_seen").count() == 1
    assert "đã xem lúc" in client.get(address).content.decode()


def test_small_change_and_people_without_the_right_find_no_page(client: Client) -> None:
    small = raise_price(published_product(price=100_000), 101_000)
    large = raise_price(published_product(price=100_000), 500_000)
    client.force_login(officer())
    assert client.get(reverse("oversight_office:price", kwargs={"pk": small.pk})).status_code == 404
    other = Client()
    other.force_login(editor())
    address = reverse("oversight_office:price", kwargs={"pk": large.pk})
    assert other.post(address).status_code == 403
    large.refresh_from_db()
    assert large.looked_at is None
