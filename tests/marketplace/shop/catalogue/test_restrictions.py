"""Goods under conditions: the rule holds on the page, in the basket and at checkout."""

from dataclasses import replace
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from oscar.core.loading import get_model

from marketplace.accounts.models import Consent
from marketplace.fulfilment.models import Placement
from marketplace.listings.enums import PaperKind
from marketplace.listings.errors import ListingProblemError
from marketplace.listings.models import Listing, Offer
from marketplace.listings.papers.rows import Paper
from marketplace.listings.services import save_revision
from marketplace.listings.shelf.offers import change_price
from marketplace.shop.catalogue.models import Product
from marketplace.shop.catalogue.restrictions import NONE, licence_rules, restriction_of
from marketplace.shop.catalogue.signals import shelf_changed
from marketplace.shop.order.placing import AgeNotConfirmedError, PaymentUnavailableError
from marketplace.shop.order.services import place_order
from marketplace.shop.partner.models import StockRecord
from payments.providers.cod import CashOnDelivery
from search.cards import cards_of
from search.indexing.sync import index_waiting
from search.models import ProductEntry
from search.selectors import newest_cards, related_cards
from tests.factories.baskets import lines_of, put, put_as_json
from tests.factories.catalogue import published_product
from tests.factories.listings import LABEL, listing_draft, stored_picture, submitted
from tests.factories.orders import make_basket, placing_of
from tests.factories.stalls import StallFactory
from tests.marketplace.desk.keeper import at_desk, url

pytestmark = pytest.mark.django_db
Basket = get_model("basket", "Basket")
SPIRIT = {
    key: LABEL[key]
    for key in ("goods_name", "origin", "responsible_name", "responsible_address", "net_quantity", "net_unit")
}


def spirit(percent: str = "39", **fields: object) -> Product:
    label = {**SPIRIT, "ethanol_percent": percent}
    return published_product(label_group="alcohol", label_data=label, title="Rượu men lá", **fields)  # type: ignore[arg-type]  # what the factory takes


@pytest.mark.parametrize(
    ("group", "percent", "told"),
    [
        ("alcohol", "4,5", (18, True, False, False)),
        ("alcohol", "5.5", (18, True, False, True)),
        ("alcohol", "15", (18, True, True, True)),
        ("alcohol", "mạnh", (18, True, True, True)),
        ("infant_milk", None, (0, False, True, False)),
        ("medical_device", None, (0, False, False, True)),
    ],
)
def test_conditions_depend_on_group_and_strength(
    group: str, percent: str | None, told: tuple[int, bool, bool, bool]
) -> None:
    data = {"ethanol_percent": percent} if percent else {}
    found = restriction_of(group, data)
    assert (found.age, found.cashless, found.no_promotion, bool(licence_rules("", group, data))) == told
    assert all(found.citations)


def test_common_goods_have_no_conditions() -> None:
    assert restriction_of("food", LABEL) is NONE


def test_page_asks_the_age_and_is_the_same_for_everyone(client: Client) -> None:
    product = spirit()
    page = client.get(product.get_absolute_url()).content
    text = page.decode()
    assert "Món này chỉ bán cho người đủ 18 tuổi" in text
    assert "Người dưới 18 tuổi không được uống rượu, bia." in text
    assert "Không nhận tiền mặt khi giao" in text
    assert "Trả tiền khi nhận hàng" not in text
    client.post(
        reverse("basket:add"),
        {"product_id": product.pk, "du-tuoi": "1"},
        headers={"Sec-Fetch-Site": "same-origin"},
    )
    assert client.get(product.get_absolute_url()).content == page
    common = published_product()
    assert "du-tuoi" not in Client().get(common.get_absolute_url()).content.decode()


def test_basket_takes_it_only_with_the_answer(client: Client) -> None:
    product = spirit()
    answer = put(client, product)
    assert (answer.status_code, answer.headers["Location"]) == (303, product.get_absolute_url())
    answer = put_as_json(client, product)
    assert answer.status_code == 422
    assert answer.json()["url"] == product.get_absolute_url()
    assert "đủ 18 tuổi" in answer.json()["message"]
    assert Basket.objects.count() == 0
    data = {"product_id": product.pk, "quantity": 1, "du-tuoi": "1"}
    client.post(reverse("basket:add"), data, headers={"Sec-Fetch-Site": "same-origin"})
    assert lines_of(Basket.objects.get()) == [(product.pk, 1)]
    put(client, product)  # the question was answered for what lies in the basket
    assert lines_of(Basket.objects.get()) == [(product.pk, 2)]


def test_variant_has_the_conditions_of_its_parent(client: Client) -> None:
    parent = spirit(variants=2)
    child = parent.children.order_by("position")[0]
    assert put_as_json(client, child).status_code == 422
    assert Basket.objects.count() == 0


def test_former_price_is_refused_for_what_may_not_be_promoted() -> None:
    product = spirit()
    listing = Listing.objects.get(product=product)
    with pytest.raises(ListingProblemError, match="không được giảm giá"):
        change_price(listing=listing, sku=product.sku, price=90_000, price_was=120_000)
    change_price(listing=listing, sku=product.sku, price=90_000)
    assert product.stockrecords.get().price == 90_000


def test_former_price_written_while_drafting_is_not_submitted() -> None:
    licence = Paper(
        kind=PaperKind.LICENCE, number="12/GP", file=stored_picture().name, expires_on=date(2099, 1, 1)
    )
    label = {**SPIRIT, "ethanol_percent": "39"}
    listing = listing_draft(label_group="alcohol", label_data=label, papers=[licence], price_was=150_000)
    with pytest.raises(ListingProblemError, match="không được giảm giá"):
        submitted(listing)
    Offer.objects.update(price_was=None)
    assert submitted(Listing.objects.get()).status == "in_progress"


def test_former_price_of_before_the_rule_is_shown_nowhere(client: Client) -> None:
    product = spirit(price=98_000)
    StockRecord.objects.update(price_was=150_000)
    index_waiting()
    assert "150.000" not in client.get(product.get_absolute_url()).content.decode()
    assert [card.price_was for card in cards_of([product.pk])] == [None]
    common = published_product(price=98_000)
    StockRecord.objects.update(price_was=150_000)
    shelf_changed.send(sender=Product, product_ids=[product.pk, common.pk])
    index_waiting()
    assert "150.000" in client.get(common.get_absolute_url()).content.decode()
    assert [card.price_was for card in cards_of([product.pk, common.pk])] == [None, 150_000]


def test_preview_shows_the_stall_no_struck_price_that_shoppers_will_not_see(client: Client) -> None:
    label = {**SPIRIT, "ethanol_percent": "39"}
    strong = listing_draft(label_group="alcohol", label_data=label, price_was=150_000)
    common = listing_draft(stall=strong.stall, price_was=150_000)
    at_desk(client, strong.stall)
    shown = [
        "150.000" in client.get(url("listing_preview", one)).content.decode() for one in (strong, common)
    ]
    assert shown == [False, True]


def test_home_page_and_related_goods_promote_no_spirits() -> None:
    strong = spirit(stall=StallFactory.create())
    common = published_product()
    index_waiting()
    assert [card.product_id for card in newest_cards(6)] == [common.pk]
    shelves = ProductEntry.objects.values_list("category_slug", "aisle_slug")
    both = {
        shelf: related_cards(product_id=0, category_slug=shelf[0], aisle_slug=shelf[1], count=4)
        for shelf in shelves
    }
    assert {card.product_id for cards in both.values() for card in cards} == {common.pk}
    assert strong.pk in ProductEntry.objects.values_list("pk", flat=True)


def test_spirit_without_a_valid_licence_is_not_submitted() -> None:
    listing = listing_draft(label_group="alcohol", label_data={**SPIRIT, "ethanol_percent": "39"})
    with pytest.raises(ListingProblemError, match="Giấy phép sản xuất hoặc bán lẻ rượu"):
        submitted(listing)
    file = stored_picture().name
    paper = Paper(kind=PaperKind.LICENCE, number="12/GP-UBND", file=file)
    save_revision(listing=listing, papers=[replace(paper, expires_on=date(2020, 1, 1))])
    with pytest.raises(ListingProblemError, match="đã hết hạn"):
        submitted(Listing.objects.get())
    save_revision(listing=listing, papers=[replace(paper, expires_on=date(2099, 1, 1))])
    assert submitted(Listing.objects.get()).status == "in_progress"


def test_cash_order_of_what_is_sold_cashless_alone_is_not_placed_and_moves_nothing() -> None:
    common = published_product(stock=5)
    basket = make_basket((spirit(stock=5), 1), (common, 1))
    with pytest.raises(PaymentUnavailableError):
        place_order(**placing_of(basket, terms={"quy-che": "2026-11", "do-tuoi": "18"}))
    assert Placement.objects.count() == 0
    assert Consent.objects.filter(document="do-tuoi").count() == 0
    assert {(row.num_in_stock, row.num_allocated or 0) for row in StockRecord.objects.all()} == {(5, 0)}
    placed = place_order(**placing_of(make_basket((common, 1))))
    assert Placement.objects.get() == placed


def test_order_without_the_answer_is_not_placed_and_one_with_it_keeps_only_the_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(CashOnDelivery, "is_available", lambda *_args: True)
    product = spirit()
    basket = make_basket((product, 1))
    with pytest.raises(AgeNotConfirmedError, match="đủ 18 tuổi"):
        place_order(**placing_of(basket))
    placement = place_order(**placing_of(basket, terms={"quy-che": "2026-11", "do-tuoi": "18"}))
    kept = Consent.objects.filter(reference=placement.order.number)
    assert sorted(kept.values_list("document", "version")) == [("do-tuoi", "18"), ("quy-che", "2026-11")]
