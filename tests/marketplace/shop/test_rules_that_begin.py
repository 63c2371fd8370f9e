"""A rule that begins while goods are on sale and lie in baskets: from its first minute it holds on every road."""

from datetime import date
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from oscar.core.loading import get_model

from marketplace.accounts.models import Consent
from marketplace.core import documents
from marketplace.fulfilment.models import Placement
from marketplace.shop.catalogue.models import Product, RestrictionRule
from marketplace.shop.order.placing import AgeNotConfirmedError, PaymentUnavailableError
from marketplace.shop.order.services import place_order
from marketplace.shop.partner.models import StockRecord
from search.cards import cards_of
from search.indexing.sync import index_waiting
from search.tasks import index_waiting_products
from tests.factories.baskets import DETAILS, lines_of, put, put_as_json
from tests.factories.catalogue import published_product
from tests.factories.orders import make_basket, placing_of
from tests.factories.places import load_few_places

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("department_rules")]
Basket = get_model("basket", "Basket")
Order = get_model("order", "Order")
EVE, MORNING = "2026-11-30T23:58:00+07:00", "2026-12-01T00:01:00+07:00"
FIRST_DAY = date(2026, 12, 1)
VERSIONS = {"quy-che": "2026-11", "bao-mat": "2026-10"}
AGREED = {"dong-y-quy-che": "on", "dong-y-bao-mat": "on"}


@pytest.fixture(autouse=True)
def _ground(monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    load_few_places()
    monkeypatch.setattr(documents, "_providers", [lambda: VERSIONS])


def rule(**conditions: Any) -> RestrictionRule:
    """A rule for food that begins on the first of December."""
    return RestrictionRule.objects.create(
        code="thuc-pham-moi",
        name="Hàng mới có điều kiện",
        label_group="food",
        citation="Nghị định mới",
        valid_from=FIRST_DAY,
        **conditions,
    )


def page_of(product: Product) -> str:
    return Client().get(product.get_absolute_url()).content.decode()


def moved() -> tuple[int, set[tuple[int, int]]]:
    """How many orders there are, and stock with what orders reserved of it."""
    rows = {(row.num_in_stock, row.num_allocated or 0) for row in StockRecord.objects.all()}
    return Placement.objects.count(), rows


def to_review(client: Client) -> str:
    """Walk to the review as the pages lead, and return the key of its form."""
    page = client.get("/thanh-toan/")
    client.post("/thanh-toan/", {**DETAILS, "da-xem": page.context["seen"]})
    return str(client.get("/thanh-toan/xem-lai/").context["key"])


def test_page_and_basket_ask_from_midnight_on(client: Client) -> None:
    with time_machine.travel(EVE, tick=False):
        rule(age=18, is_cashless=True)
        product = published_product(stock=9)
        assert "du-tuoi" not in page_of(product)
        assert put_as_json(client, product).status_code == 200
    with time_machine.travel(MORNING, tick=False):
        assert "chỉ bán cho người đủ 18 tuổi" in page_of(product)
        assert "Không nhận tiền mặt khi giao" in page_of(product)
        other = Client()
        assert put_as_json(other, product).status_code == 422
        assert (
            other.post(
                reverse("basket:add"), {"product_id": product.pk}, headers={"Sec-Fetch-Site": "same-origin"}
            ).headers["Location"]
            == product.get_absolute_url()
        )
        assert [lines_of(basket) for basket in Basket.objects.all()] == [[(product.pk, 1)]]


def test_basket_filled_on_the_eve_is_not_ordered_in_the_morning_without_the_answer() -> None:
    with time_machine.travel(EVE, tick=False):
        rule(age=18)
        basket = make_basket((published_product(stock=9), 1))
    with time_machine.travel(MORNING, tick=False):
        with pytest.raises(AgeNotConfirmedError):
            place_order(**placing_of(basket))
        assert moved() == (0, {(9, 0)})
        assert Consent.objects.count() == 0


def test_basket_filled_on_the_eve_is_not_paid_in_cash_in_the_morning() -> None:
    with time_machine.travel(EVE, tick=False):
        rule(is_cashless=True)
        basket = make_basket((published_product(stock=9), 1))
    with time_machine.travel(MORNING, tick=False):
        with pytest.raises(PaymentUnavailableError):
            place_order(**placing_of(basket))
        assert moved() == (0, {(9, 0)})


@pytest.mark.parametrize("ticked", [{}, {"du-tuoi": "1"}], ids=["unanswered", "answered unread"])
@pytest.mark.parametrize("conditions", [{"age": 18}, {"is_cashless": True}, {"age": 18, "is_cashless": True}])
def test_form_that_was_reviewed_on_the_eve_binds_nothing_in_the_morning(
    client: Client, conditions: dict[str, Any], ticked: dict[str, str]
) -> None:
    with time_machine.travel(EVE, tick=True):
        rule(**conditions)
        put(client, published_product(stock=9))
        key = to_review(client)
    with time_machine.travel(MORNING, tick=True):
        for _again in range(2):  # sent twice, as from two tabs
            answer = client.post("/thanh-toan/dat-hang/", {"khoa": key, **AGREED, **ticked})
            assert answer.status_code in {303, 422}
        assert moved() == (0, {(9, 0)})
        assert not Order.objects.exists()
        assert Consent.objects.filter(document="do-tuoi").count() == 0


def test_rule_that_an_officer_ends_lets_the_same_basket_through() -> None:
    with time_machine.travel(MORNING, tick=False):
        row = rule(age=18)
        basket = make_basket((published_product(stock=9), 1))
        with pytest.raises(AgeNotConfirmedError):
            place_order(**placing_of(basket))
        row.valid_until = date(2026, 11, 30)
        row.save()
        place_order(**placing_of(basket))
    assert moved() == (1, {(9, 1)})


def with_former_price() -> Product:
    product = published_product(price=98_000)
    StockRecord.objects.update(price_was=150_000)
    index_waiting()
    return product


def test_struck_price_of_what_may_not_be_promoted_any_more_leaves_page_and_lists_within_a_minute() -> None:
    with time_machine.travel(EVE, tick=False):
        product = with_former_price()
        rule(is_not_promoted=True)
        index_waiting_products()  # as beat does every minute
        assert "150.000" in page_of(product)
        assert [card.price_was for card in cards_of([product.pk])] == [150_000]
    with time_machine.travel(MORNING, tick=False):
        index_waiting_products()
        assert "150.000" not in page_of(product)
        assert [card.price_was for card in cards_of([product.pk])] == [None]


def test_struck_price_leaves_lists_when_an_officer_writes_the_rule() -> None:
    with time_machine.travel(MORNING, tick=False):
        product = with_former_price()
        rule(is_not_promoted=True)
        index_waiting_products()
        assert [card.price_was for card in cards_of([product.pk])] == [None]
