"""What a page of results says besides its goods: marks, what matches in part, ways on, stalls and news."""

import re
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from wagtail.models import Locale, Page, Site

from cms.models import NewsIndexPage, NewsPage
from marketplace.shop.catalogue.models import FormerCategoryAddress, Product
from marketplace.shop.catalogue.selectors import forget_menu
from search.indexing.sync import index_waiting
from tests.factories.places import load_few_places
from tests.factories.stalls import StallFactory
from tests.search.helpers import ask, category, on_shelf

pytestmark = pytest.mark.django_db


def shown(response: Any) -> list[str]:
    return [card.title for card in response.context["page"].cards]


def chips(response: Any) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = response.context["chips"]
    return found


@pytest.fixture
def news() -> NewsPage:
    Locale.objects.get_or_create(language_code="vi")
    top = Page.get_first_root_node() or Page.add_root(instance=Page(title="Root", slug="root"))
    root = top.add_child(instance=Page(title="Sàn", slug="san"))
    Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": "localhost", "port": 80, "root_page": root}
    )
    Site.clear_site_root_paths_cache()
    index = root.add_child(instance=NewsIndexPage(title="Tin tức", slug="tin-tuc"))
    index.add_child(instance=NewsPage(title="Chợ phiên cuối năm", slug="cho-phien", live=False))
    article: NewsPage = index.add_child(
        instance=NewsPage(title="Mùa cà phê chín", slug="mua-ca-phe", summary="Hướng Phùng vào vụ hái.")
    )
    return article


def test_words_are_marked_in_the_title_whichever_marks_were_typed(client: Client) -> None:
    on_shelf("Cà phê Khe Sanh & sữa")
    html = client.get("/tim-kiem/?q=ca+phe").content.decode()
    name = html[html.index('<h3 class="product-name"') :]
    assert re.sub(r"<h3[^>]*><a[^>]*>", "", name[: name.index("</h3>")]) == (
        "<mark>Cà phê</mark> Khe Sanh &amp; sữa</a>"
    )
    assert "<mark>" not in client.get("/san-pham/").content.decode()


def test_title_that_looks_like_markup_is_shown_as_it_was_written(client: Client) -> None:
    for title, shown_as in (
        ("<b>Trà</b> vằng", "&lt;b&gt;<mark>Trà</mark>&lt;/b&gt; vằng"),
        ("Trà <script>alert(1)</script>", "<mark>Trà</mark> &lt;script&gt;alert(1)&lt;/script&gt;"),
        ('Trà "x" onload=1 & <5kg>', "<mark>Trà</mark> &quot;x&quot; onload=1 &amp; &lt;5kg&gt;"),
        ("Trà {{ 7|add:1 }}", "<mark>Trà</mark> {{ 7|add:1 }}"),
    ):
        product = on_shelf(title)
        html = client.get("/tim-kiem/?q=tra").content.decode()
        assert f">{shown_as}</a>" in html, title
        assert "<script>alert" not in html
        # It is the title that its own page and a list without words show.
        (card,) = [card for card in ask("").cards if card.product_id == product.pk]
        assert card.title == title


def test_rating_is_a_filter_that_counts_without_itself(client: Client) -> None:
    good, poor = on_shelf("Cà phê Arabica"), on_shelf("Cà phê Robusta")
    Product.objects.filter(pk=good.pk).update(rating=4.5, review_count=2)
    Product.objects.filter(pk=poor.pk).update(rating=3.2, review_count=1)
    reindex(good, poor)
    response = client.get("/san-pham/?danh-gia=4")
    assert shown(response) == ["Cà phê Arabica"]
    assert chips(response) == [("Đánh giá: từ 4 sao", "/san-pham/")]
    rating = next(one for one in response.context["facets"] if one.name == "rating")
    assert [(one.value, one.count, one.selected) for one in rating.values] == [
        ("4", 1, True),
        ("3", 2, False),
    ]
    assert shown(client.get("/san-pham/?danh-gia=9")) == shown(client.get("/san-pham/"))


def test_card_says_the_rating_that_lists_are_filtered_by_and_nothing_where_there_is_none(
    client: Client,
) -> None:
    good = on_shelf("Cà phê Arabica")
    on_shelf("Cà phê Robusta")
    Product.objects.filter(pk=good.pk).update(rating=4.5, review_count=2)
    reindex(good)
    for address, said in (
        ("/san-pham/", "4,5 (2 đánh giá)"),
        ("/tim-kiem/?q=ca+phe", "4,5 (2 đánh giá)"),
        ("/en/san-pham/", "4.5 (2 reviews)"),
    ):
        cards = BeautifulSoup(client.get(address).content, "html.parser").select(".product-card")
        ratings = {
            card.h3.get_text(): [" ".join(one.get_text().split()) for one in card.select(".product-rating")]
            for card in cards
            if card.h3
        }
        assert ratings == {"Cà phê Arabica": [said], "Cà phê Robusta": []}, address


def reindex(*products: Product) -> None:
    from marketplace.shop.catalogue.signals import shelf_changed  # noqa: PLC0415 - only this test moves ratings

    shelf_changed.send(sender=Product, product_ids=[product.pk for product in products])
    index_waiting()


@pytest.mark.parametrize(
    ("asked", "label", "goods"),
    [
        ("giao-toi=19333", "Giao tới phường Đông Hà", {"Gần", "Xa"}),
        ("giao-toi=44", "Giao tới Quảng Trị", {"Gần", "Xa"}),
        ("giao-toi=79", "Giao tới Hồ Chí Minh", {"Xa"}),
        ("giao-toi=79&giao-toi=26740", "Giao tới phường Sài Gòn", {"Xa"}),
        # A commune left over from the province chosen before.
        ("giao-toi=79&giao-toi=19333", "Giao tới Hồ Chí Minh", {"Xa"}),
    ],
)
def test_goods_that_do_not_come_to_my_place_are_left_out(
    client: Client, asked: str, label: str, goods: set[str]
) -> None:
    load_few_places()
    near, far = StallFactory.create(), StallFactory.create()
    near.shipping_rates.exclude(zone="province").delete()
    on_shelf("Gần", stall=near)
    on_shelf("Xa", stall=far)
    response = client.get(f"/san-pham/?{asked}")
    assert set(shown(response)) == goods
    assert chips(response) == [(label, "/san-pham/")]


@pytest.mark.parametrize("asked", ["00000", "99", "' OR 1=1", "٤٤", "1", ""])
def test_place_that_is_none_filters_nothing(client: Client, asked: str) -> None:
    load_few_places()
    on_shelf("Cà phê")
    response = client.get("/san-pham/", {"giao-toi": asked})
    assert shown(response) == ["Cà phê"]
    assert chips(response) == []


def test_communes_are_offered_once_the_province_is_chosen(client: Client) -> None:
    load_few_places()
    on_shelf("Cà phê")
    assert b'id="giao-xa"' not in client.get("/san-pham/").content
    html = client.get("/san-pham/?giao-toi=79").content.decode()
    assert '<option value="79" selected lang="vi">Hồ Chí Minh (1)</option>' in html
    assert '<option value="26740" lang="vi">phường Sài Gòn (1)</option>' in html
    assert "phường Đông Hà" not in html[html.index('id="giao-xa"') :]


def test_places_say_how_many_goods_come_there_whichever_is_chosen(client: Client) -> None:
    load_few_places()
    near, far = StallFactory.create(), StallFactory.create()
    near.shipping_rates.exclude(zone="province").delete()
    on_shelf("Gần", stall=near, price=10_000)
    on_shelf("Xa", stall=far, price=10_000)
    on_shelf("Đắt", stall=far, price=900_000)
    for asked, communes in (
        ("giao-toi=79", {"26740": 1}),
        ("giao-toi=79&giao-toi=26740", {"26740": 1}),
        ("giao-toi=44", dict.fromkeys(("19333", "19429", "19441", "19597", "19742"), 2)),
        ("", {}),
    ):
        response = client.get(f"/san-pham/?gia-den=20000&{asked}")
        places = next(one for one in response.context["facets"] if one.name == "ships_to")
        counts = {one.value: one.count for one in places.values}
        assert (counts["44"], counts["79"]) == (2, 1)
        assert {one.value: one.count for one in places.finer} == communes
    assert '<option value="44" lang="vi">Quảng Trị (2)</option>' in response.content.decode()


def test_chosen_stall_and_commune_without_a_hit_have_their_names(client: Client) -> None:
    load_few_places()
    stall = StallFactory.create(name="Hộ Mây Trắng", slug="may-trang")
    on_shelf("Cà phê", stall=stall)
    response = client.get("/tim-kiem/?q=khong+co+gi&gian-hang=may-trang&gian-hang=khong-co&xa=19333&xa=99999")
    assert shown(response) == []
    labels = [label for label, _url in chips(response)]
    assert labels == ["phường Đông Hà", "Xã, phường không còn", "Gian hàng không còn", "Hộ Mây Trắng"]
    boxes = {
        facet.name: [(one.value, one.label, one.count, one.selected) for one in facet.values]
        for facet in response.context["facets"]
    }
    assert boxes["stall"] == [
        ("may-trang", "Hộ Mây Trắng", 0, True),
        ("khong-co", "Gian hàng không còn", 0, True),
    ]
    assert boxes["commune"] == [
        ("19333", "phường Đông Hà", 0, True),
        ("99999", "Xã, phường không còn", 0, True),
    ]


def test_category_that_moved_is_filtered_by_and_one_that_is_gone_is_not_called_by_its_code(
    client: Client,
) -> None:
    drinks = category("Đồ uống", "do-uong")
    FormerCategoryAddress.objects.create(category=drinks, slug="nuoc-uong")
    forget_menu()
    on_shelf("Cà phê", category=drinks)
    on_shelf("Cà phê giống", category=category("Cây giống", "cay-giong"))
    response = client.get("/tim-kiem/?q=ca+phe&danh-muc=nuoc-uong")
    assert shown(response) == ["Cà phê"]
    assert chips(response) == [("Đồ uống", "/tim-kiem/?q=ca+phe")]
    gone = client.get("/tim-kiem/?q=ca+phe&danh-muc=khong-co")
    assert (shown(gone), chips(gone)) == ([], [("Danh mục không còn", "/tim-kiem/?q=ca+phe")])


def test_goods_with_a_part_of_the_words_stand_apart(client: Client) -> None:
    on_shelf("Mật ong rừng")
    on_shelf("Mật ong rừng Trường Sơn")
    response = client.get("/tim-kiem/?q=mat+ong+rung+truong+son")
    page = response.context["page"]
    assert [card.title for card in page.whole] == ["Mật ong rừng Trường Sơn"]
    assert [card.title for card in page.partly] == ["Mật ong rừng"]
    html = response.content.decode()
    assert html.index("Mật ong rừng Trường Sơn") < html.index("Chỉ khớp một phần những chữ bạn tìm")


def test_empty_page_offers_words_that_find_something_aisles_and_new_goods(client: Client) -> None:
    category("Đồ uống", "do-uong")
    forget_menu()
    on_shelf("Cà phê Arabica", price=98_000)
    response = client.get("/tim-kiem/?q=arabica+zzkhong+zzco&gia-den=1000")
    html = response.content.decode()
    assert shown(response) == []
    ways = response.context["ways"]
    assert ways.words == (("arabica", "/tim-kiem/?q=arabica"),)
    assert [card.title for card in ways.cards] == ["Cà phê Arabica"]
    assert 'href="/danh-muc/do-uong/"' in html
    assert 'href="/tim-kiem/?q=arabica+zzkhong+zzco"' in html  # the same question without its filter
    # Without the filter nothing is found either, so it is not to blame.
    assert "Bộ lọc đang chặt quá" not in html
    assert "Bỏ bớt bộ lọc" not in html
    assert client.get("/san-pham/").context["ways"] is None


@pytest.mark.parametrize("address", ["/tim-kiem/?q=ca+phe&gia-den=1000", "/san-pham/?gia-den=1000"])
def test_empty_page_of_words_that_are_sold_blames_the_filters_alone(client: Client, address: str) -> None:
    on_shelf("Cà phê Arabica", price=98_000)
    response = client.get(address)
    html = response.content.decode()
    assert shown(response) == []
    assert "Bộ lọc đang chặt quá: bỏ bớt một điều kiện là có thể thấy hàng." in html
    assert "Bỏ bớt bộ lọc" in html
    assert response.context["ways"].words == ()
    assert "Tìm ít chữ hơn" not in html


def test_prices_of_the_filter_are_grouped_and_read_back(client: Client) -> None:
    on_shelf("Cà phê Arabica", price=98_000)
    for address, said in (("/san-pham/", "50.000"), ("/en/san-pham/", "50,000")):
        html = client.get(f"{address}?gia-tu=50k").content.decode()
        assert f'name="gia-tu" inputmode="numeric" maxlength="16" value="{said}"' in html
        response = client.get(address, {"gia-tu": said, "gia-den": ""})
        assert next(label for label, _url in response.context["chips"]).endswith("50.000\xa0₫")


@pytest.mark.parametrize("asked", ["cà phê chín", "CA PHE", "huong phung"])
def test_article_that_has_the_words_stands_beside_the_goods(
    client: Client, news: NewsPage, asked: str
) -> None:
    groups = client.get("/tim-kiem/", {"q": asked}).context["beside"]
    assert [(group.source.name, [one.title for one in group.items]) for group in groups] == [
        ("news", ["Mùa cà phê chín"])
    ]


@pytest.mark.parametrize("asked", ["chợ phiên", "cà phê robusta", "'", "\x00", "%", "a" * 10_000, '"ca phe'])
def test_article_that_lacks_a_word_or_waits_does_not(client: Client, news: NewsPage, asked: str) -> None:
    response = client.get("/tim-kiem/", {"q": asked})
    assert response.status_code == 200
    expected = ("Mùa cà phê chín",) if asked == '"ca phe' else ()
    assert tuple(one.title for group in response.context["beside"] for one in group.items) == expected
