"""With the page cache on: what left the shelf is gone from every kept page at once, not a minute later."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings
from wagtail.models import Page, Site

from cms.models import FloorFacts, NewsPage
from marketplace.accounts.services import close_account
from marketplace.core.caching.kept_pages import MARK, pages
from marketplace.listings.services import approve, archive_listing, restore_listing, save_revision, take_down
from marketplace.listings.shelf.offers import change_price, change_stock
from marketplace.shop.catalogue.models import Category, Product
from marketplace.shop.order.services import place_order
from marketplace.stalls.models import Stall
from marketplace.stalls.services import close_for_days, reopen_stall, suspend_stall
from marketplace.storefront.reviews import ProductReview, refresh_rating
from search.indexing.sync import index_waiting
from search.models import PinnedGoods
from tests.caches import caches_of
from tests.factories.catalogue import buyable, published_product
from tests.factories.listings import officer, submitted
from tests.factories.orders import make_basket, placing_of
from tests.factories.people import UserFactory
from tests.factories.stalls import StallFactory
from tests.marketplace.storefront.shop_front import newspaper, shelf

pytestmark = pytest.mark.django_db

TITLE = "Trà vằng sẻ"
Commits = Callable[..., Any]


@pytest.fixture
def goods(settings: Settings) -> Product:
    settings.PAGE_CACHE_SECONDS = settings.FLOOR_KEEP_SECONDS = 60
    newspaper()
    shelf(1)
    product = published_product(
        stall=StallFactory.create(), category=Category.objects.get(slug="ca-phe-bot"), title=TITLE
    )
    index_waiting()
    return product


def _other(product: Product) -> Product:
    other: Product = Product.objects.exclude(pk=product.pk).get()
    return other


def pages_of(product: Product) -> dict[str, str]:
    """Every kind of kept page that shows the goods."""
    assert product.stall is not None
    return {
        "home": "/",
        "list": "/san-pham/",
        "category": "/danh-muc/ca-phe-bot/",
        "results": "/tim-kiem/?q=tra+vang+se",
        "stall": f"/gian-hang/{product.stall.slug}/",
        "product": f"/san-pham/{product.slug}/",
        "related goods": f"/san-pham/{_other(product).slug}/",
        "English": f"/en/san-pham/{product.slug}/",
    }


def seen_at(client: Client, product: Product, word: str = TITLE) -> set[str]:
    """Return which pages show ``word``, when asked as anybody asks."""
    answers = {name: client.get(address) for name, address in pages_of(product).items()}
    return {
        name
        for name, answer in answers.items()
        if answer.status_code == 200 and word in answer.content.decode().replace("\u00a0", " ")
    }


def _take_down(product: Product) -> None:
    take_down(listing=product.listing, reason="Không được bán.", user=officer())


def _archive(product: Product) -> None:
    archive_listing(listing=product.listing)


def _suspend(product: Product) -> None:
    assert product.stall is not None
    suspend_stall(stall=product.stall, reason="Giấy phép hết hạn.")


@pytest.mark.parametrize("hide", [_take_down, _archive, _suspend])
def test_goods_that_left_are_gone_from_kept_pages_at_once(
    goods: Product, hide: Callable[[Product], None], django_capture_on_commit_callbacks: Commits
) -> None:
    client = Client()
    everywhere = set(pages_of(goods))
    assert seen_at(client, goods) == everywhere
    with django_capture_on_commit_callbacks(execute=True):
        hide(goods)
    assert seen_at(client, goods) == set()
    assert client.get(pages_of(goods)["product"]).status_code == 410


def test_goods_that_came_back_are_shown_at_once(
    goods: Product, django_capture_on_commit_callbacks: Commits
) -> None:
    client = Client()
    assert goods.stall is not None
    for hide, show in (
        (lambda: suspend_stall(stall=goods.stall, reason="Giấy phép hết hạn."), reopen_stall),
        (lambda: archive_listing(listing=goods.listing), None),
    ):
        with django_capture_on_commit_callbacks(execute=True):
            hide()
            index_waiting()
        assert seen_at(client, goods) == set()
        with django_capture_on_commit_callbacks(execute=True):
            if show is None:
                restored = restore_listing(listing=goods.listing)
                approve(task_state=submitted(restored), user=officer("khac@example.vn"))
            else:
                show(stall=Stall.objects.get(pk=goods.stall.pk))
            index_waiting()
        assert seen_at(client, goods) == set(pages_of(goods))


def test_edit_shows_when_approved_and_not_while_it_waits(
    goods: Product, django_capture_on_commit_callbacks: Commits
) -> None:
    client = Client()
    before = client.get(pages_of(goods)["product"]).content
    with django_capture_on_commit_callbacks(execute=True):
        save_revision(listing=goods.listing, content={"description": "Hái trước mùa mưa."})
        task_state = submitted(goods.listing)
    assert client.get(pages_of(goods)["product"]).content == before
    with django_capture_on_commit_callbacks(execute=True):
        approve(task_state=task_state, user=officer("khac@example.vn"))
    assert "product" in seen_at(client, goods, "Hái trước mùa mưa.")


def test_price_and_stock_that_a_stall_changes_show_at_once(
    goods: Product, django_capture_on_commit_callbacks: Commits
) -> None:
    client = Client()
    assert seen_at(client, goods, "347.000 ₫") == set()
    with django_capture_on_commit_callbacks(execute=True):
        change_price(listing=goods.listing, sku=goods.listing.variants.get().sku, price=347_000)
    assert {"product", "English"} <= seen_at(client, goods, "347.000 ₫")
    assert seen_at(client, goods, "Tạm hết hàng") == set()
    with django_capture_on_commit_callbacks(execute=True):
        change_stock(listing=goods.listing, sku=goods.listing.variants.get().sku, stock=0)
    assert "product" in seen_at(client, goods, "Tạm hết hàng")


def test_order_leaves_kept_pages_alone(goods: Product, django_capture_on_commit_callbacks: Commits) -> None:
    """Or a floor with an order every few seconds would keep nothing."""
    client = Client()
    seen_at(client, goods)
    mark = cache.get(MARK)
    with django_capture_on_commit_callbacks(execute=True):
        place_order(**placing_of(make_basket((buyable(goods)[0], 1))))
    assert cache.get(MARK) == mark
    with django_capture_on_commit_callbacks(execute=True):
        _archive(goods)
    assert cache.get(MARK) != mark


def test_page_that_was_being_drawn_while_goods_left_is_not_kept(
    goods: Product, django_capture_on_commit_callbacks: Commits, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Client()
    address = pages_of(goods)["list"]
    keep = pages.set

    def keep_late(key: str, *args: Any, **options: Any) -> None:
        if key.startswith("page.") and Product.objects.get(pk=goods.pk).is_public:
            with django_capture_on_commit_callbacks(execute=True):
                _archive(goods)
        keep(key, *args, **options)

    monkeypatch.setattr(pages, "set", keep_late)
    assert TITLE in client.get(address).content.decode()
    assert TITLE not in client.get(address).content.decode()


def test_words_of_editors_and_stalls_show_at_once(
    goods: Product, django_capture_on_commit_callbacks: Commits
) -> None:
    client = Client()
    assert goods.stall is not None
    article = "/tin-tuc/mua-ca-phe-0/"
    assert client.get(article).status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        NewsPage.objects.get(slug="mua-ca-phe-0").unpublish()
    assert client.get(article).status_code == 404
    assert client.get("/quy-che/").status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        Page.objects.get(slug="quy-che").specific.delete()
    assert client.get("/quy-che/").status_code == 404
    with django_capture_on_commit_callbacks(execute=True):
        today = timezone.localdate()
        close_for_days(stall=goods.stall, first=today, last=today, note="Nghỉ giỗ họ")
    assert "stall" in seen_at(client, goods, "Nghỉ giỗ họ")
    assert seen_at(client, goods, "1900 0044") == set()
    with django_capture_on_commit_callbacks(execute=True):
        facts = FloorFacts.objects.get_or_create(site=Site.objects.get(is_default_site=True))[0]
        facts.phone = "1900 0044"
        facts.save()
    assert seen_at(client, goods, "1900 0044") == set(pages_of(goods))


def test_pinned_goods_rise_at_once(goods: Product, django_capture_on_commit_callbacks: Commits) -> None:
    seen_at(Client(), goods)
    mark = cache.get(MARK)
    with django_capture_on_commit_callbacks(execute=True):
        PinnedGoods.objects.create(phrase="trà", product=goods, reason="Đang vào mùa")
    assert cache.get(MARK) != mark


def test_cache_that_is_away_fails_no_officer(
    goods: Product, django_capture_on_commit_callbacks: Commits, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_args: Any, **_options: Any) -> None:
        raise ConnectionError

    monkeypatch.setattr("marketplace.core.caching.kept_pages.marks.set", away)
    with django_capture_on_commit_callbacks(execute=True):
        _archive(goods)
    assert not Product.objects.get(pk=goods.pk).is_public


def test_without_redis_kept_pages_follow_what_another_process_did(
    goods: Product,
    settings: Settings,
    tmp_path: Path,
    django_capture_on_commit_callbacks: Commits,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    settings.CACHES = caches_of("web", tmp_path)
    client = Client()
    assert seen_at(client, goods) == set(pages_of(goods))
    kept = {address: client.get(address).content for address in pages_of(goods).values()}
    with django_assert_num_queries(0):
        assert {address: client.get(address).content for address in kept} == kept
    settings.CACHES = caches_of("worker", tmp_path)
    with django_capture_on_commit_callbacks(execute=True):
        _archive(goods)
    settings.CACHES = caches_of("web", tmp_path)
    assert seen_at(client, goods) == set()
    cache.clear()


def test_mark_that_is_lost_brings_no_page_back(
    goods: Product, django_capture_on_commit_callbacks: Commits
) -> None:
    client = Client()
    cache.delete(MARK)
    assert seen_at(client, goods) == set(pages_of(goods))
    with django_capture_on_commit_callbacks(execute=True):
        _archive(goods)
    cache.delete(MARK)
    assert seen_at(client, goods) == set()


def test_menu_read_while_a_category_changed_is_not_kept(
    goods: Product, django_capture_on_commit_callbacks: Commits, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Client()
    keep = cache.set

    def keep_late(key: str, *args: Any, **options: Any) -> None:
        if key.startswith("catalogue.menu") and not Category.objects.filter(name="Chè và cà phê").exists():
            with django_capture_on_commit_callbacks(execute=True):
                category = Category.objects.get(slug="ca-phe-bot")
                category.name = "Chè và cà phê"
                category.save()
        keep(key, *args, **options)

    monkeypatch.setattr(cache, "set", keep_late)
    client.get("/san-pham/")
    assert Category.objects.filter(name="Chè và cà phê").exists()
    assert "Chè và cà phê" in client.get("/san-pham/").content.decode()


def test_name_of_who_closed_the_account_is_gone_from_reviews_at_once(
    goods: Product, django_capture_on_commit_callbacks: Commits
) -> None:
    user = UserFactory.create(full_name="Trần Thị Mơ")
    with django_capture_on_commit_callbacks(execute=True):
        ProductReview.objects.create(
            user=user, product=goods, score=5, title="Ngon", body="Rất thơm.", status=ProductReview.APPROVED
        )
        refresh_rating(product_id=goods.pk)
    client = Client()
    assert seen_at(client, goods, "T. Mơ") == {"product", "English", "stall"}
    with django_capture_on_commit_callbacks(execute=True):
        close_account(user=user)
    assert seen_at(client, goods, "T. Mơ") == set()
    assert seen_at(client, goods, "Rất thơm.") == {"product", "English", "stall"}
