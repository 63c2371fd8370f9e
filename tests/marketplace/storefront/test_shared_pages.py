"""Law 9: a public page is the same bytes for everyone; and what each page may ask of the database."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from pytest_django import DjangoDbBlocker, Settings

from marketplace.core.caching.keeping import forget_all
from marketplace.shop.catalogue.models import Product
from tests.factories.baskets import put
from tests.factories.catalogue import buyable
from tests.factories.people import UserFactory, officer
from tests.marketplace.storefront.shop_front import newspaper, shelf
from tests.rows import forget_everything, rows_kept

pytestmark = pytest.mark.django_db

BUDGET = 15


def addresses(product: Product) -> list[str]:
    assert product.stall is not None
    pages = [
        "/",
        "/san-pham/",
        "/san-pham/?sao=3&sap-xep=moi",
        "/danh-muc/ca-phe/",
        "/danh-muc/ca-phe-bot/",
        f"/san-pham/{product.slug}/",
        "/tim-kiem/?q=ca+phe",
        "/gian-hang/",
        f"/gian-hang/{product.stall.slug}/",
        "/tin-tuc/",
        "/tin-tuc/mua-ca-phe-0/",
        "/quy-che/",
    ]
    machines = ["/robots.txt", "/sitemap.xml", "/sitemap-products.xml"]
    return [*pages, *(f"/en{page}" for page in pages), *machines]


@pytest.fixture
def product() -> Product:
    newspaper()
    return shelf(3)[0]


@pytest.fixture(params=[0, 60], ids=["page cache off", "page cache on"])
def visitors(request: Any, settings: Settings, product: Product) -> dict[str, Client]:
    """One browser of each kind; a basket, a session and a waiting message are really there."""
    settings.PAGE_CACHE_SECONDS = request.param
    holder, shopper, office = Client(), Client(), Client()
    put(holder, buyable(product)[0])
    shopper.force_login(UserFactory.create())
    put(shopper, buyable(product)[0])
    office.force_login(officer())
    assert "gio_hang" in holder.cookies
    assert "sessionid" in shopper.cookies
    return {"anonymous": Client(), "basket": holder, "shopper": shopper, "officer": office}


def test_everyone_gets_the_same_bytes_and_headers(visitors: dict[str, Client], product: Product) -> None:
    for address in addresses(product):
        answers = {
            kind: client.get(address, headers={"Accept-Language": language})
            for (kind, client), language in zip(visitors.items(), ("vi", "en", "fr", "en-GB"), strict=True)
        }
        first = answers["anonymous"]
        assert first.status_code == 200, address
        for kind, answer in answers.items():
            assert answer.content == first.content, (address, kind)
            assert dict(answer.headers) == dict(first.headers), (address, kind)
            assert not answer.cookies, (address, kind)
        varies = {name.strip().lower() for name in first.headers.get("Vary", "").split(",")}
        assert not varies & {"cookie", "accept-language"}, address
        assert "public" in first.headers["Cache-Control"], address
        assert "nonce" not in first.headers["Content-Security-Policy"], address


def test_shared_page_holds_no_token_and_no_bar(client: Client, product: Product) -> None:
    client.force_login(officer())
    for address in addresses(product):
        html = client.get(address).content.decode()
        assert "csrfmiddlewaretoken" not in html
        assert "wagtail-userbar" not in html


def test_known_bytes_are_not_sent_again(client: Client, product: Product) -> None:
    for address in ("/", f"/san-pham/{product.slug}/", "/tin-tuc/"):
        first = client.get(address)
        tag = first.headers["ETag"]
        again = client.get(address, headers={"If-None-Match": tag})
        assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tag)
        assert client.get(address, headers={"If-None-Match": f"W/{tag}"}).status_code == 304
        assert client.get(address, headers={"If-None-Match": '"other"'}).status_code == 200


def test_kept_page_ends_when_its_time_does_and_not_before(settings: Settings, product: Product) -> None:
    settings.PAGE_CACHE_SECONDS = 60
    client = Client()
    address = f"/san-pham/{product.slug}/"
    first = client.get(address)
    Product.objects.filter(pk=product.pk).update(sold_count=4321)
    forget_all()
    assert client.get(address).content == first.content
    assert first.headers["Cache-Control"] == "public, max-age=0, must-revalidate"


def test_what_is_gone_or_unknown_is_not_kept(settings: Settings, product: Product) -> None:
    settings.PAGE_CACHE_SECONDS = 60
    client = Client()
    Product.objects.filter(pk=product.pk).update(is_public=False)
    address = f"/san-pham/{product.slug}/"
    for missing, status in ((address, 410), ("/san-pham/khong-co/", 404), ("/danh-muc/khong-co/", 404)):
        answer = client.get(missing)
        assert answer.status_code == status
        assert "public" not in answer.headers.get("Cache-Control", "")
        assert "ETag" not in answer.headers
    Product.objects.filter(pk=product.pk).update(is_public=True)
    assert client.get(address).status_code == 200


def test_private_page_is_not_kept(client: Client, product: Product) -> None:
    put(client, buyable(product)[0])
    answer = client.get("/manh/toi/")
    assert answer.json() == {"name": None, "basket_count": 1}
    assert answer.headers["Cache-Control"] == "private, no-store"
    client.force_login(UserFactory.create(full_name="Lê Thị Thanh Tâm"))
    assert client.get("/manh/toi/").json()["name"] == "Tâm"


def queries(client: Client, address: str) -> int:
    client.get(address)  # what is kept for everyone is warm on any floor
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


PAGES = {
    "home": "/",
    "all goods": "/san-pham/",
    "category": "/danh-muc/ca-phe/",
    "filtered": "/san-pham/?con-hang=1&gia-den=500000&xa=19441",
    "results": "/tim-kiem/?q=ca+phe",
    "stall": "/gian-hang/{stall}/",
    "stalls": "/gian-hang/",
    "product": "/san-pham/{product}/",
    "news": "/tin-tuc/",
}


@pytest.fixture(scope="module")
def asked(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> dict[str, list[int]]:
    """Count the questions of each page on a floor of five goods and on the same with twenty more."""
    found: dict[str, list[int]] = {page: [] for page in PAGES}
    with rows_kept(django_db_blocker), override_settings(FLOOR_KEEP_SECONDS=60):
        newspaper(articles=2)
        (first, *_others) = shelf(5)
        assert first.stall is not None
        for is_larger in (False, True):
            if is_larger:
                shelf(20)
            for page, address in PAGES.items():
                forget_everything()
                told = queries(Client(), address.format(product=first.slug, stall=first.stall.slug))
                found[page].append(told)
    return found


@pytest.mark.parametrize("page", PAGES)
def test_queries_do_not_grow_with_goods(asked: dict[str, list[int]], page: str) -> None:
    few, many = asked[page]
    assert few == many
    assert many <= BUDGET


def test_first_visitor_of_a_product_stays_within_the_budget(client: Client, settings: Settings) -> None:
    settings.FLOOR_KEEP_SECONDS = 60
    first, second, *_others = shelf(5)
    client.get(f"/san-pham/{first.slug}/")
    with CaptureQueriesContext(connection) as asked:
        client.get(f"/san-pham/{second.slug}/")
    assert len(asked) <= BUDGET
