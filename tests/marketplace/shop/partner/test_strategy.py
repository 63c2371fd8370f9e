from decimal import Decimal

import pytest

from marketplace.shop.catalogue.models import Product
from marketplace.shop.partner.availability import StockRequired, Unavailable
from marketplace.shop.partner.strategy import FloorStrategy, Selector, is_on_shelf
from marketplace.stalls.services import suspend_stall
from tests.factories.catalogue import buyable, published_product

pytestmark = pytest.mark.django_db


def test_price_holds_its_tax_in_whole_dong() -> None:
    product = published_product(price=185_000)

    price = FloorStrategy().fetch_for_product(product).price

    assert price.incl_tax == Decimal(185_000)
    assert price.is_tax_known
    assert price.currency == "VND"


def test_tax_is_part_of_the_price_and_not_added_to_it() -> None:
    class WithTax(FloorStrategy):
        tax_rate = Decimal("0.08")

    price = WithTax().fetch_for_product(published_product(price=100_000)).price

    assert (price.excl_tax, price.tax, price.incl_tax) == (Decimal(92_593), Decimal(7_407), Decimal(100_000))


def test_stock_that_others_ordered_cannot_be_bought() -> None:
    product = published_product(stock=12)
    product.stockrecords.update(num_allocated=10)

    availability = FloorStrategy().fetch_for_product(Product.objects.get(pk=product.pk)).availability

    assert availability.num_available == 2
    assert availability.is_purchase_permitted(2) == (True, "")
    assert availability.is_purchase_permitted(3)[0] is False


def test_parent_says_its_lowest_price_and_is_not_bought_itself() -> None:
    product = published_product(price=50_000, variants=3)

    info = FloorStrategy().fetch_for_parent(product)

    assert info.price.incl_tax == Decimal(50_000)
    assert info.availability.is_available_to_buy
    assert not is_on_shelf(product)


def test_withdrawn_product_is_unavailable() -> None:
    product = published_product()
    Product.objects.filter(pk=product.pk).update(is_public=False)

    info = FloorStrategy().fetch_for_product(Product.objects.get(pk=product.pk))

    assert isinstance(info.availability, Unavailable)


def test_child_of_a_withdrawn_parent_is_unavailable() -> None:
    product = published_product(variants=2)
    child = buyable(product)[0]
    Product.objects.filter(pk=product.pk).update(is_public=False)

    assert not is_on_shelf(Product.objects.get(pk=child.pk))


def test_goods_of_a_suspended_stall_are_unavailable() -> None:
    product = published_product()
    assert product.stall is not None
    suspend_stall(stall=product.stall, reason="Hồ sơ hết hạn")

    assert not is_on_shelf(Product.objects.get(pk=product.pk))


def test_product_without_stockrecord_is_unavailable() -> None:
    product = published_product()
    product.stockrecords.all().delete()

    info = FloorStrategy().fetch_for_product(Product.objects.get(pk=product.pk))

    assert isinstance(info.availability, Unavailable)
    assert not info.price.exists


def test_selector_asks_nobody_who_is_looking() -> None:
    class Untouchable:
        def __getattr__(self, name: str) -> object:
            raise AssertionError(name)

    strategy = Selector().strategy(request=Untouchable())

    assert strategy.user is None


@pytest.mark.parametrize(("left", "words"), [(0, "Tạm hết hàng"), (3, "Còn 3")])
def test_availability_says_what_is_left(left: int, words: str) -> None:
    assert str(StockRequired(left).message) == words
