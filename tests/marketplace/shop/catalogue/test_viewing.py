"""Views of product pages are counted by day, without who, by a post and never by reading a page."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from marketplace.shop.catalogue import viewing
from marketplace.shop.catalogue.models import Product
from marketplace.shop.catalogue.tasks import forget_views
from marketplace.shop.catalogue.view_models import DailyViews
from marketplace.shop.catalogue.viewing import KEPT_DAYS, VIEWS_PER_ADDRESS, count_view
from tests.factories.catalogue import published_product
from tests.factories.listings import listing_draft

pytestmark = pytest.mark.django_db

OURS = {"HTTP_SEC_FETCH_SITE": "same-origin"}
ADDRESS = re.compile(r'data-seen="([^"]+)"')


def counts() -> list[tuple[Any, ...]]:
    return list(DailyViews.objects.order_by("pk").values_list("product", "day", "views"))


def look(client: Client, product: Product, *, address: str = "192.0.2.1", **headers: str) -> int:
    page = client.get(product.get_absolute_url()).content.decode()
    found = ADDRESS.search(page)
    assert found is not None
    return client.post(found.group(1), REMOTE_ADDR=address, **(headers or OURS)).status_code  # type: ignore[arg-type]  # headers


def test_reading_the_page_writes_nothing_and_its_post_counts_one(client: Client) -> None:
    product = published_product(variants=2)
    client.get(product.get_absolute_url())
    assert counts() == []
    assert look(client, product) == 204
    assert look(client, product, address="192.0.2.2") == 204
    assert counts() == [(product.pk, timezone.localdate(), 2)]


def test_post_from_another_site_counts_nothing(client: Client) -> None:
    product = published_product()
    assert look(client, product, HTTP_SEC_FETCH_SITE="cross-site") == 403
    assert client.get(f"{product.get_absolute_url()}da-xem/", **OURS).status_code == 405  # type: ignore[arg-type]  # headers
    assert counts() == []


def test_goods_off_the_shelf_and_unknown_ones_count_nothing_and_tell_nothing(client: Client) -> None:
    product = published_product()
    Product.objects.filter(pk=product.pk).update(is_public=False)
    listing_draft()
    for slug in (product.slug, "khong-co"):
        answer = client.post(f"/san-pham/{slug}/da-xem/", **OURS)  # type: ignore[arg-type]  # headers
        assert (answer.status_code, answer.content) == (204, b"")
        assert not answer.cookies
    assert counts() == []


def test_one_address_pushes_a_number_up_only_so_far(monkeypatch: pytest.MonkeyPatch) -> None:
    product, other = published_product(), published_product()
    counted = [count_view(slug=product.slug, address="192.0.2.1") for _time in range(VIEWS_PER_ADDRESS + 5)]
    assert sum(counted) == VIEWS_PER_ADDRESS
    assert counts() == [(product.pk, timezone.localdate(), VIEWS_PER_ADDRESS)]
    monkeypatch.setattr(viewing, "VIEWS_PER_HOUR", 0)
    assert not count_view(slug=other.slug, address="192.0.2.1")


def test_row_holds_a_product_a_day_and_a_number_and_nothing_of_who() -> None:
    assert [field.name for field in DailyViews._meta.get_fields()] == ["id", "product", "day", "views"]


def test_counts_that_nobody_is_shown_are_forgotten() -> None:
    product = published_product()
    for days in (0, KEPT_DAYS, KEPT_DAYS + 1):
        DailyViews.objects.create(product=product, day=timezone.localdate() - timedelta(days=days), views=3)
    forget_views()
    assert sorted(timezone.localdate() - day for _product, day, _views in counts()) == [
        timedelta(0),
        timedelta(days=KEPT_DAYS),
    ]
