"""The product page: what is on sale now, from whom, and what it says once it is gone."""

import json
import re
from datetime import date
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.test import Client
from pytest_django import Settings

from marketplace.listings.models import Listing
from marketplace.listings.services import save_revision
from marketplace.listings.shelf.offers import change_price, change_stock
from marketplace.listings.shelf.publishing import withdraw_from_shelf
from marketplace.shop.catalogue.models import Product, ProductImage
from marketplace.shop.catalogue.renditions import render_missing
from marketplace.stalls.models import ShippingRate
from marketplace.stalls.services import suspend_stall
from search.indexing.sync import index_waiting
from tests.factories.catalogue import buyable, published_product
from tests.factories.listings import photo, price_of
from tests.factories.stalls import StallFactory
from tests.marketplace.storefront.shop_front import main_words, shelf

pytestmark = pytest.mark.django_db


def open_page(client: Client, product: Product, prefix: str = "") -> Any:
    return client.get(f"{prefix}/san-pham/{product.slug}/")


def listing_of(product: Product) -> Listing:
    return Listing.objects.get(product=product)


def sku_of(product: Product) -> str:
    sku: str = buyable(product)[0].sku
    return sku


def test_page_says_what_was_approved(client: Client) -> None:
    product = published_product(
        title="Cà phê Arabica",
        description="Rang mộc.\n\nUống chậm.",
        price=98_000,
        price_was=120_000,
        stock=12,
    )
    response = open_page(client, product)
    said = main_words(response)
    assert response.status_code == 200
    for words in (
        "Cà phê Arabica",
        "98.000 ₫",
        "120.000 ₫",
        "39.200 ₫ / 100 g",
        "Còn 12 túi",
        "Rang mộc.",
        "Uống chậm.",
        "xã Hướng Phùng, tỉnh Quảng Trị",
        "Cà phê Arabica (100%)",
        "Có chứa caffeine",
        "Giao tận nơi, phí từ 18.000 ₫",
        "Chưa có đánh giá.",
    ):
        assert words in said
    assert product.stall is not None
    assert product.stall.name in said


def test_pictures_have_a_size_and_come_in_widths(client: Client) -> None:
    product = published_product(photos=[photo("navy"), photo("gold")])
    render_missing()
    page = BeautifulSoup(open_page(client, product).content, "html.parser")
    pictures = [img for img in page.select("main img") if "/goods/" in str(img["src"])]
    digests = ProductImage.objects.filter(product=product).values_list("digest", flat=True)
    assert len(digests) == 2
    for digest in digests:
        assert any(digest in str(img["src"]) for img in pictures)
    for img in pictures:
        assert str(img["src"]).endswith(".webp")
        assert int(str(img["width"])) > 0
        assert int(str(img["height"])) > 0
        assert {part.split()[1][-1] for part in str(img["srcset"]).split(",")} == {"w"}


def test_page_tells_machines_the_same(client: Client) -> None:
    product = published_product(title="Tiêu </script><b>", price=98_000)
    html = open_page(client, product).content.decode()
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    data = json.loads(block)
    assert data["name"] == product.title
    assert (data["offers"]["price"], data["offers"]["priceCurrency"]) == (98_000, "VND")
    assert data["offers"]["availability"] == "https://schema.org/InStock"
    assert "aggregateRating" not in data


def test_price_and_stock_change_at_once_though_facts_are_kept(client: Client, settings: Settings) -> None:
    settings.FLOOR_KEEP_SECONDS = 60
    product = published_product(price=98_000, stock=12)
    open_page(client, product)
    change_price(listing=listing_of(product), sku=sku_of(product), price=105_000)
    change_stock(listing=listing_of(product), sku=sku_of(product), stock=3)
    said = main_words(open_page(client, product))
    assert "105.000 ₫" in said
    assert "98.000 ₫" not in said
    assert "Chỉ còn 3 túi" in said


def test_new_approval_shows_at_once_though_facts_are_kept(client: Client, settings: Settings) -> None:
    settings.FLOOR_KEEP_SECONDS = 60
    product = published_product(description="Lời cũ.")
    assert "Lời cũ." in main_words(open_page(client, product))
    listing = listing_of(product)
    save_revision(listing=listing, content={"description": "Lời mới."})
    assert "Lời cũ." in main_words(open_page(client, product))
    listing.refresh_from_db()
    listing.latest_revision.publish()
    said = main_words(open_page(client, product))
    assert "Lời mới." in said
    assert "Lời cũ." not in said


def test_sold_out_offers_no_button(client: Client) -> None:
    product = published_product(stock=0)
    response = open_page(client, product)
    assert "Tạm hết hàng." in main_words(response)
    assert "Thêm vào giỏ" not in main_words(response)


def test_first_variant_in_stock_is_chosen(client: Client) -> None:
    product = published_product(variants=3, price=50_000)
    first = buyable(product)[0]
    change_stock(listing=listing_of(product), sku=first.sku, stock=0)
    variants = open_page(client, product).context["variants"]
    assert [variant.price for variant in variants] == [50_000, 100_000, 150_000]
    assert [variant.in_stock for variant in variants] == [False, True, True]
    assert [variant.selected for variant in variants] == [False, True, False]


def test_price_per_100_only_where_it_says_something() -> None:
    from decimal import Decimal  # noqa: PLC0415 - of this test only

    from marketplace.storefront.product_facts import Way, _price_per_100  # noqa: PLC0415 - as above

    def rate(price: int, amount: str | None, unit: str) -> str:
        quantity = Decimal(amount) if amount else None
        return _price_per_100(price, Way(1, "", "", quantity, unit)).replace("\u00a0", " ")

    assert rate(98_000, "250", "g") == "39.200 ₫ / 100 g"
    assert rate(210_000, "1.5", "l") == "14.000 ₫ / 100 ml"
    assert rate(50_000, "100", "g") == ""
    assert rate(50_000, "0.1", "kg") == ""
    assert rate(50_000, "10", "cái") == ""
    assert rate(50_000, None, "g") == ""


def test_related_goods_are_of_the_same_shelf_and_can_be_bought(client: Client) -> None:
    first, second, third = shelf(3)
    change_stock(listing=listing_of(third), sku=sku_of(third), stock=0)
    index_waiting()
    related = open_page(client, first).context["related"]
    assert [card.product_id for card in related] == [second.pk]


def test_stars_go_with_the_day_the_certificate_ends(client: Client) -> None:
    product = published_product(ocop_stars=4, ocop_expires_on=date(2027, 6, 30))
    with time_machine.travel("2027-06-30 05:00:00+00:00"):
        assert "OCOP 4 sao" in main_words(open_page(client, product))
    with time_machine.travel("2027-07-01 05:00:00+00:00"):
        assert "OCOP" not in main_words(open_page(client, product))


def test_stall_without_delivery_says_no_charge(client: Client) -> None:
    product = published_product()
    ShippingRate.objects.all().delete()
    assert "Giao tận nơi" not in main_words(open_page(client, product))


def test_unknown_slug_is_not_found(client: Client) -> None:
    assert client.get("/san-pham/khong-co/").status_code == 404


def test_variant_has_no_page_of_its_own(client: Client) -> None:
    child = buyable(published_product(variants=2))[0]
    assert client.get(f"/san-pham/{child.slug or 'tui'}-{child.pk}/").status_code == 404


def test_withdrawn_product_is_gone_and_leads_to_its_stalls_others(client: Client) -> None:
    stall = StallFactory.create()
    gone, left = published_product(stall=stall), published_product(stall=stall)
    other = published_product()
    withdraw_from_shelf(listing=listing_of(gone))
    index_waiting()
    response = open_page(client, gone)
    said = main_words(response)
    assert response.status_code == 410
    assert "không còn bán" in said
    assert left.title in said
    assert other.title not in said
    assert "98.000 ₫" in said  # of what is left
    assert "public" not in response.headers.get("Cache-Control", "")
    assert 'name="robots" content="noindex"' in response.content.decode()


def test_suspended_stalls_product_is_gone_and_leads_nowhere_near_the_stall(client: Client) -> None:
    product = published_product(variants=2)
    stall = product.stall
    assert stall is not None
    suspend_stall(stall=stall, reason="Chờ làm rõ")
    response = open_page(client, product)
    assert response.status_code == 410
    assert stall.name not in main_words(response)


def test_variant_dropped_by_a_new_approval_is_not_offered(client: Client) -> None:
    product = published_product(variants=2)
    listing = listing_of(product)
    kept = buyable(product)[0]
    save_revision(listing=listing, variants=[price_of(50_000, sku=kept.sku), price_of(70_000, sku="MOI")])
    listing.refresh_from_db()
    listing.latest_revision.publish()
    skus = {
        Product.objects.get(pk=variant.product_id).sku
        for variant in open_page(client, product).context["variants"]
    }
    assert skus == {kept.sku, "MOI"}
