"""What visitors left: baskets that no cookie opens any more go, what was ordered and what people own stays."""

from datetime import timedelta

import pytest
from django.utils import timezone

from marketplace.shop.basket.tasks import forget_left_baskets
from tests.factories.baskets import Basket, Line
from tests.factories.orders import make_basket, make_order, make_product, make_stall
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


def test_left_basket_goes_with_its_lines_and_others_stay() -> None:
    product = make_product(stall=make_stall())
    open_one, merged, fresh = (make_basket((product, 1)) for _number in range(3))
    owned = make_basket((product, 1), owner=UserFactory.create())
    ordered = make_order((product, 1)).basket
    old = timezone.now() - timedelta(days=32)
    Basket.objects.exclude(pk=fresh.pk).update(date_created=old)
    Basket.objects.filter(pk=merged.pk).update(status=Basket.MERGED)

    assert forget_left_baskets() == 2

    assert not Basket.objects.filter(pk__in=(open_one.pk, merged.pk)).exists()
    kept = {fresh.pk, owned.pk, ordered.pk}
    assert set(Basket.objects.values_list("pk", flat=True)) == kept
    assert set(Line.objects.values_list("basket", flat=True)) == kept
    assert forget_left_baskets() == 0


def test_basket_whose_cookie_may_still_live_stays() -> None:
    basket = make_basket((make_product(stall=make_stall()), 1))
    Basket.objects.update(date_created=timezone.now() - timedelta(days=30, hours=12))
    assert forget_left_baskets() == 0
    assert list(Basket.objects.all()) == [basket]
