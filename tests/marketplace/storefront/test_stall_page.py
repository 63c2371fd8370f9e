"""What a stall's page says beside the goods: certificates that are good today, figures, newest reviews."""

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from marketplace.fulfilment.models import StallFigures
from marketplace.shop.catalogue.models import Product
from marketplace.stalls.enums import DossierPurpose, DossierState
from marketplace.stalls.models import DocumentRule, Dossier, DossierDocument, Stall
from marketplace.storefront.reviews import ProductReview, refresh_rating
from search.indexing.sync import index_waiting
from tests.factories.catalogue import published_product
from tests.factories.people import UserFactory
from tests.factories.stalls import StallFactory

pytestmark = pytest.mark.django_db


def page_of(client: Client, stall: Stall, prefix: str = "") -> BeautifulSoup:
    cache.clear()
    return BeautifulSoup(client.get(f"{prefix}/gian-hang/{stall.slug}/").content, "html.parser")


def said(page: BeautifulSoup, selector: str) -> list[str]:
    return [" ".join(found.get_text(" ").split()) for found in page.select(selector)]


def paper(
    stall: Stall, name: str, *, days: int | None, in_force: bool = True, asks_expiry: bool = True
) -> None:
    """Store a paper of the stall that ends in so many days."""
    rule = DocumentRule.objects.create(
        kind=stall.kind,
        code=f"giay-{DocumentRule.objects.count()}",
        name=name,
        asks_expiry=asks_expiry,
        valid_from=timezone.localdate(),
        citation="Thử",
    )
    dossier, _made = Dossier.objects.get_or_create(
        stall=stall,
        defaults={
            "keeper": UserFactory.create(),
            "purpose": DossierPurpose.OPENING,
            "state": DossierState.VERIFIED,
        },
    )
    DossierDocument.objects.create(
        dossier=dossier,
        rule=rule,
        digest="0" * 64,
        content_type="image/jpeg",
        size=1,
        in_force=in_force,
        expires_on=None if days is None else timezone.localdate() + timedelta(days=days),
    )


def certify(product: Product, stars: int, number: str, days: int) -> None:
    """Give goods on the shelf a decision on their stars that ends in so many days."""
    Product.objects.filter(pk=product.pk).update(
        ocop_stars=stars,
        ocop_decision_no=number,
        ocop_expires_on=timezone.localdate() + timedelta(days=days),
    )


def review(product: Product, title: str, *, shown: bool = True) -> Any:
    written = ProductReview.objects.create(
        product=product,
        user=UserFactory.create(full_name="Trần Thị Minh"),
        score=5,
        title=title,
        body="Gói kỹ.",
        status=ProductReview.APPROVED if shown else ProductReview.FOR_MODERATION,
    )
    refresh_rating(product_id=product.pk)
    return written


def test_page_shows_the_certificates_that_are_good_today_and_no_other_paper(client: Client) -> None:
    stall = StallFactory.create()
    four, same, ended, hidden = (published_product(stall=stall) for _ in range(4))
    certify(four, 4, "1178/QĐ-UBND", 0)
    certify(same, 4, "1178/QĐ-UBND", 0)  # one decision names several goods: said once
    certify(ended, 5, "7/QĐ-UBND", -1)
    certify(hidden, 5, "8/QĐ-UBND", 9)
    Product.objects.filter(pk=hidden.pk).update(is_public=False)
    paper(stall, "An toàn thực phẩm", days=400)
    paper(stall, "Giấy đã hết hạn", days=-1)
    paper(stall, "Giấy chưa ai xem", days=9, in_force=False)
    paper(stall, "Đăng ký kinh doanh", days=None, asks_expiry=False)
    paper(StallFactory.create(), "Giấy nhà khác", days=9)
    today, later = (f"{timezone.localdate() + timedelta(days=days):%d/%m/%Y}" for days in (0, 400))
    assert said(page_of(client, stall), ".certificate") == [
        f"OCOP 4 sao Quyết định 1178/QĐ-UBND, còn hạn tới {today}",
        f"An toàn thực phẩm còn hạn tới {later}",
    ]


def test_page_shows_figures_of_enough_orders_and_nothing_of_a_few(client: Client) -> None:
    stall, few = StallFactory.create(), StallFactory.create()
    for one, delivered in ((stall, 1846), (few, 4)):
        StallFigures.objects.create(
            stall=one, delivered=delivered, due=delivered, in_time=delivered - 1, waited=delivered, answered=0
        )
    assert said(page_of(client, stall), ".figures > div") == [
        "đơn đã giao 1.846",
        "giao đúng hẹn 99%",
        "xác nhận trong 24 giờ 0%",
    ]
    assert said(page_of(client, few), ".figures") == []


def test_page_shows_the_newest_reviews_that_passed_each_with_its_goods(client: Client) -> None:
    stall = StallFactory.create()
    tea, honey, gone = (published_product(stall=stall, title=title) for title in ("Trà", "Mật", "Hết bán"))
    other = published_product(title="Hàng nhà khác")
    bare = page_of(client, stall)
    assert (said(bare, ".review-item"), said(bare, ".rating")) == ([], [])
    for number, product in enumerate((tea, honey, tea, tea)):
        review(product, f"Bài {number}")
    review(honey, "Còn chờ", shown=False)
    review(gone, "Của món đã thôi bán")
    review(other, "Của nhà khác")
    Product.objects.filter(pk=gone.pk).update(is_public=False)
    index_waiting()
    page = page_of(client, stall)
    assert said(page, ".review-title") == ["Bài 3", "Bài 2", "Bài 1"]
    assert [str(link["href"]) for link in page.select(".review-item a")] == [
        f"/san-pham/{tea.slug}/",
        f"/san-pham/{tea.slug}/",
        f"/san-pham/{honey.slug}/",
    ]
    assert said(page, ".review-item strong") == ["T. Minh"] * 3
    assert [str(link["href"]) for link in page.select(".rating a")] == ["#danh-gia"]


def test_stall_that_sells_no_more_shows_none_of_it(client: Client) -> None:
    stall = StallFactory.create()
    paper(stall, "An toàn thực phẩm", days=9)
    StallFigures.objects.create(stall=stall, delivered=9)
    shown = page_of(client, stall)
    assert [len(said(shown, selector)) for selector in (".certificate", ".figures")] == [1, 1]
    Stall.objects.filter(pk=stall.pk).update(status="suspended")
    page = page_of(client, stall)
    assert [said(page, selector) for selector in (".certificate", ".figures")] == [[], []]
