"""Home, stalls, English, errors, and what machines ask."""

import json
import re
from typing import Any
from unittest.mock import patch

import pytest
from bs4 import BeautifulSoup
from django.contrib.staticfiles import finders
from django.core.cache import cache
from django.db import DatabaseError
from django.forms import Form, PasswordInput
from django.templatetags.static import static
from django.test import Client
from django.urls import reverse
from pytest_django import Settings
from wagtail.models import Site

from cms.models import FloorFacts, PlainPage
from marketplace.accounts import forms
from marketplace.fulfilment.models import StallFigures
from marketplace.stalls.services import suspend_stall
from marketplace.storefront.context import other_language
from marketplace.storefront.errors import SECRET_FIELDS
from marketplace.storefront.views import NEW_ON_HOME
from search.indexing.sync import index_waiting
from search.models import ProductEntry
from tests.factories.catalogue import published_product
from tests.factories.stalls import StallFactory
from tests.marketplace.storefront.shop_front import main_words, newspaper, shelf, words

pytestmark = pytest.mark.django_db


def locations(response: Any) -> list[str]:
    return re.findall(r"<loc>(.*?)</loc>", response.content.decode())


def test_home_shows_what_can_be_bought(client: Client) -> None:
    newspaper()
    products = shelf(3, ocop_stars=4)
    sold_out = published_product(stock=0, title="Món hết hàng")
    said = main_words(client.get("/"))
    for product in products:
        assert product.title in said
    assert sold_out.title not in said
    assert "Cà phê 3 món" in said
    assert "Mùa cà phê 0" in said


def test_home_shows_no_goods_twice(client: Client) -> None:
    shelf(NEW_ON_HOME + 2, ocop_stars=4)
    context = client.get("/").context
    new, certified = ([card.product_id for card in context[name]] for name in ("new_cards", "ocop_cards"))
    assert (len(new), len(certified)) == (NEW_ON_HOME, 2)
    assert not set(new) & set(certified)


def test_home_shows_each_stall_with_its_goods_and_how_they_were_judged(client: Client) -> None:
    full, bare = StallFactory.create(), StallFactory.create()
    products = [published_product(stall=full) for _ in range(4)]
    published_product(stall=bare)
    index_waiting()
    for sold, product in enumerate(products):
        ProductEntry.objects.filter(pk=product.pk).update(
            sold_count=sold, rating=4, review_count=1, picture_name=f"hang/{sold}.png", picture_widths=[]
        )
    ProductEntry.objects.exclude(stall_slug=full.slug).update(picture_name="")
    cache.clear()
    page = BeautifulSoup(client.get("/").content, "html.parser")
    first, second = page.select(".stall-card")
    assert [link.get_text() for link in page.select(".stall-name a")] == [full.name, bare.name]
    pictures = [str(image["src"]).rpartition("/")[2] for image in first.select(".stall-goods img")]
    assert pictures == ["3.png", "2.png", "1.png"]  # what sells best, and no more than the row holds
    assert {str(image["loading"]) for image in first.select("img")} == {"lazy"}
    (judged,) = first.select(".rating")
    assert " ".join(judged.get_text(" ").split()) == "4,0 (4 đánh giá)"
    assert (second.select(".stall-goods"), second.select(".rating")) == ([], [])


def test_home_ends_with_counts_of_what_is_there(client: Client) -> None:
    assert BeautifulSoup(client.get("/").content, "html.parser").select(".figures") == []
    stall = StallFactory.create()
    published_product(stall=stall, ocop_stars=4)
    published_product(stall=stall)
    index_waiting()
    StallFigures.objects.create(stall=stall, delivered=1200)
    StallFigures.objects.create(stall=StallFactory.create(), delivered=34)
    cache.clear()
    page = BeautifulSoup(client.get("/").content, "html.parser")
    assert [" ".join(one.get_text(" ").split()) for one in page.select(".figures > div")] == [
        "gian hàng đang bán 1",  # the other shows nothing
        "món Sở đã duyệt 2",
        "món đạt OCOP 1",
        "đơn đã giao trong 6 tháng qua 1.234",
    ]


def test_footer_names_the_operator_and_leads_to_the_rules(client: Client) -> None:
    newspaper()
    FloorFacts.objects.create(
        site=Site.objects.get(),
        owner="Sở Công Thương tỉnh Thử",
        address="phường Đồng Hới",
        representative="Giám đốc Sở",
        phone="0900 044 000",
        email="san@example.vn",
        hours="7 giờ 30 đến 17 giờ",
    )
    rules = PlainPage.objects.get()
    for prefix in ("", "/en"):
        page = BeautifulSoup(client.get(f"{prefix}/san-pham/").content, "html.parser")
        footer = page.select_one("footer")
        assert footer is not None
        said = footer.get_text(" ", strip=True).replace("\u00a0", " ")
        for fact in (
            "Sở Công Thương tỉnh Thử",
            "phường Đồng Hới",
            "Giám đốc Sở",
            "0900 044 000",
            "san@example.vn",
        ):
            assert fact in said, fact
        [link] = footer.select(f'a[href="{prefix}/quy-che/"]')
        assert link.get_text() == rules.title


@pytest.mark.parametrize(
    "path",
    [
        "catalogue/",
        "basket/",
        "checkout/",
        "accounts/",
        "offers/",
        "vouchers/",
        "dashboard/",
        "search/",
        "admin/",
    ],
)
def test_oscars_own_addresses_lead_nowhere(client: Client, path: str) -> None:
    """Vouchers, offers and the dashboard stay unused, and nothing has two addresses."""
    for prefix in ("/", "/en/"):
        assert client.get(prefix + path).status_code == 404


def test_home_of_an_empty_floor_stands(client: Client) -> None:
    assert client.get("/").status_code == 200


def test_stall_says_who_sells_and_shows_its_goods_only(client: Client) -> None:
    mine, other = shelf(2)
    assert mine.stall is not None
    said = main_words(client.get(f"/gian-hang/{mine.stall.slug}/"))
    for text in (
        mine.stall.name,
        "Hồ Văn Thành",
        "3299000001",
        "Thôn Xa Ry, xã Hướng Phùng, tỉnh Quảng Trị",
        "Sáng nào sương cũng xuống tới hàng rào.",
        mine.title,
    ):
        assert text in said
    assert other.title not in said
    assert mine.stall.bank_number not in said


def test_stall_says_how_its_goods_were_judged_since_when_it_sells_and_is_rung_by_a_tap(
    client: Client,
) -> None:
    stall = StallFactory.create(phone="0900044001", email="doi-suong@example.vn")
    loved, liked = (published_product(stall=stall, title=title) for title in ("Trà", "Mật"))
    other = published_product(title="Hàng nhà khác")
    index_waiting()
    bare = main_words(client.get(f"/gian-hang/{stall.slug}/"))
    assert "đánh giá" not in bare
    for product, rating, count in ((loved, 5.0, 3), (liked, 4.0, 1), (other, 1.0, 90)):
        ProductEntry.objects.filter(pk=product.pk).update(rating=rating, review_count=count)
    cache.clear()
    page = BeautifulSoup(client.get(f"/gian-hang/{stall.slug}/").content, "html.parser")
    (head,) = page.select(".stall-head-facts")
    (judged,) = head.select(".rating")
    # Each review weighs the same: three of five stars and one of four.
    assert " ".join(judged.get_text(" ").split()) == "4,8 · 4 đánh giá"
    assert f"bán từ {stall.selling_since}" in " ".join(head.get_text(" ").split())
    links = [str(link["href"]) for link in page.select(".facts a")]
    assert links == ["tel:0900044001", "mailto:doi-suong@example.vn"]


def test_suspended_stall_says_so_and_shows_no_goods(client: Client) -> None:
    (product,) = shelf(1)
    stall = product.stall
    assert stall is not None
    suspend_stall(stall=stall, reason="Chờ làm rõ nguồn gốc")
    response = client.get(f"/gian-hang/{stall.slug}/")
    said = main_words(response)
    assert response.status_code == 200
    assert "đang tạm dừng bán" in said
    assert product.title not in said
    assert "Chờ làm rõ nguồn gốc" not in said
    assert stall.name not in main_words(client.get("/gian-hang/"))
    assert client.get("/gian-hang/khong-co/").status_code == 404


def test_stalls_in_pages(client: Client) -> None:
    for _number in range(25):
        StallFactory.create(rates=[])
    assert len(client.get("/gian-hang/").context["stalls"]) == 24
    assert len(client.get("/gian-hang/?trang=2").context["stalls"]) == 1
    for nonsense in ("0", "99", "abc", "-1", "٣"):
        assert client.get("/gian-hang/", {"trang": nonsense}).status_code == 200


def test_english_translates_the_interface_and_leaves_the_goods(client: Client) -> None:
    (product, *_rest) = shelf(2, title="Cà phê Đồi Sương")
    for address in ("/", "/san-pham/", "/danh-muc/ca-phe/", f"/san-pham/{product.slug}/", "/gian-hang/"):
        vietnamese, english = client.get(address), client.get(f"/en{address}")
        assert (vietnamese.headers["Content-Language"], english.headers["Content-Language"]) == ("vi", "en")
        assert '<html lang="vi">' in vietnamese.content.decode()
        html = english.content.decode()
        assert '<html lang="en">' in html
        assert f'hreflang="vi" href="http://localhost:8000{address}"' in html
        assert f'hreflang="en" href="http://localhost:8000/en{address}"' in html
    html = client.get("/en/san-pham/").content.decode()
    assert "Cà phê Đồi Sương" in html
    assert f'href="/en/san-pham/{product.slug}/"' in html
    assert "Coffee" in html


def test_language_is_chosen_by_the_address_alone(client: Client) -> None:
    client.cookies["django_language"] = "en"
    answer = client.get("/san-pham/", headers={"Accept-Language": "en"})
    assert answer.headers["Content-Language"] == "vi"


@pytest.mark.parametrize(
    ("path", "other"),
    [
        ("/", "/en/"),
        ("/san-pham/", "/en/san-pham/"),
        ("/en/", "/"),
        ("/en/tin-tuc/bai/", "/tin-tuc/bai/"),
        ("/english-tea/", "/en/english-tea/"),
    ],
)
def test_other_language_differs_by_the_prefix(path: str, other: str) -> None:
    assert other_language(path) == other


def test_health_asks_nothing_and_readiness_asks_database_and_cache(
    client: Client, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(0):
        health = client.get("/healthz")
    assert (health.status_code, health.content) == (200, b"ok")
    ready = client.get("/readyz")
    assert (ready.status_code, json.loads(ready.content)) == (200, {"database": "ok", "cache": "ok"})
    for answer in (health, ready):
        assert "no-cache" in answer.headers["Cache-Control"]


def test_readiness_names_what_is_away(client: Client) -> None:
    with (
        patch("marketplace.storefront.system.IndexTask.objects.exists", side_effect=DatabaseError),
        patch.object(cache, "set", side_effect=OSError),
    ):
        answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {"database": "away or not migrated", "cache": "away"}


def test_icon_is_found_by_those_who_read_no_page(client: Client) -> None:
    answer = client.get("/favicon.ico")
    assert (answer.status_code, answer["Location"]) == (302, static("favicon.ico"))
    assert finders.find("favicon.ico") is not None


def test_robots_are_kept_from_private_rooms(client: Client, settings: Settings) -> None:
    text = client.get("/robots.txt").content.decode()
    for room in ("/gio-hang/", "/thanh-toan/", "/don-hang/", "/tai-khoan/", "/quan-tri/", "/en/tai-khoan/"):
        assert f"Disallow: {room}\n" in text
    assert f"Sitemap: {settings.SITE_URL}/sitemap.xml" in text
    assert "Disallow: /san-pham/" not in text


def test_map_lists_what_can_be_seen(client: Client, settings: Settings) -> None:
    newspaper()
    shown, hidden = shelf(2)
    assert shown.stall is not None
    assert hidden.stall is not None
    suspend_stall(stall=hidden.stall, reason="Chờ")
    from search.indexing.sync import index_waiting  # noqa: PLC0415 - after the suspension

    index_waiting()
    site = settings.SITE_URL
    maps = locations(client.get("/sitemap.xml", headers={"Host": "127.0.0.1"}))
    assert maps == [f"{site}/sitemap-{name}.xml" for name in ("pages", "products", "stalls", "news")]
    listed = [place for one in maps for place in locations(client.get(one.removeprefix(site)))]
    for path in (
        "/",
        "/san-pham/",
        "/danh-muc/ca-phe-bot/",
        "/tin-tuc/",
        "/quy-che/",
        f"/san-pham/{shown.slug}/",
        f"/gian-hang/{shown.stall.slug}/",
        "/tin-tuc/mua-ca-phe-0/",
    ):
        assert f"{site}{path}" in listed
    assert f"{site}/san-pham/{hidden.slug}/" not in listed
    assert f"{site}/gian-hang/{hidden.stall.slug}/" not in listed
    assert all(place.startswith(f"{site}/") for place in listed)


@pytest.mark.parametrize(
    "address", ["/sitemap-khac.xml", "/sitemap-products.xml?p=99", "/sitemap-products.xml?p=x"]
)
def test_map_that_does_not_exist_is_not_found(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


def test_unknown_address_leads_on(client: Client) -> None:
    for prefix in ("", "/en"):
        answer = client.get(f"{prefix}/khong/co/")
        assert answer.status_code == 404
        assert f'href="{prefix}/san-pham/"' in answer.content.decode()


def test_fault_of_ours_tells_no_secret(client: Client) -> None:
    client.raise_request_exception = False
    with patch("marketplace.storefront.views.newest_cards", side_effect=RuntimeError("secret")):
        answer = client.get("/")
    assert answer.status_code == 500
    assert "secret" not in answer.content.decode()
    assert words(answer).strip()


def test_form_from_elsewhere_is_refused_in_a_sentence() -> None:
    client = Client(enforce_csrf_checks=True)
    for headers in ({}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
        answer = client.post(
            reverse("order:lookup"), {"number": "QT-7K4M-92XY", "contact": "b"}, headers=headers
        )
        assert answer.status_code == 403
        assert "CSRF" not in main_words(answer)
        assert "<form" not in answer.content.decode().split("<main")[1].split("</main>")[0]
        assert "QT-7K4M-92XY" not in answer.content.decode()


def test_form_of_ours_with_an_old_token_is_sent_again_with_all_that_was_typed() -> None:
    client = Client(enforce_csrf_checks=True)
    typed = {"number": 'QT-7K4M-92XY"><b>', "contact": "0912 345 678", "csrfmiddlewaretoken": "old"}
    answer = client.post(reverse("order:lookup"), typed, headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 403
    assert answer.headers["Cache-Control"] == "private, no-store"
    form = BeautifulSoup(answer.content, "html.parser").select_one("main form")
    assert form is not None
    assert form["action"] == reverse("order:lookup")
    fields = {str(field["name"]): str(field["value"]) for field in form.select("input")}
    assert (fields["number"], fields["contact"]) == (typed["number"], typed["contact"])
    again = client.post(str(form["action"]), fields)
    assert again.status_code == 200
    assert again.context["form"]["contact"].value() == "0912 345 678"


def test_password_is_not_written_into_the_page_that_asks_to_send_again() -> None:
    client = Client(enforce_csrf_checks=True)
    typed = {"email": "nhung@example.vn", "password": "một con ngựa trắng"}
    answer = client.post(reverse("accounts:login"), typed, headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 403
    assert "ngựa" not in answer.content.decode()


def test_every_password_of_a_form_is_known_by_its_name() -> None:
    found = {
        name
        for form in vars(forms).values()
        if isinstance(form, type) and issubclass(form, Form)
        for name, field in form.base_fields.items()
        if isinstance(field.widget, PasswordInput)
    }
    assert found == SECRET_FIELDS
