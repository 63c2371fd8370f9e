"""A guest's orders join an account once its e-mail is proven, and not before."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from oscar.core.loading import get_model

from marketplace.accounts.models import User
from marketplace.accounts.signals import email_verified
from marketplace.fulfilment.models import Placement
from marketplace.shop.order.services import adopt_guest_orders
from tests.factories.orders import make_order

Order = get_model("order", "Order")

pytestmark = pytest.mark.django_db


def person(email: str = "nhung@example.vn", **fields: Any) -> User:
    return User.objects.create_user(email, full_name="Nhung", **fields)


def test_unproven_email_brings_nothing() -> None:
    make_order()
    assert adopt_guest_orders(user=person()) == 0
    assert Order.objects.get().user is None
    assert Placement.objects.get().email_verified is False


def test_proven_email_brings_its_orders_whatever_its_case() -> None:
    first, second, other = make_order(), make_order(), make_order()
    Placement.objects.filter(pk=second.pk).update(contact_email="NHUNG@Example.vn")
    Placement.objects.filter(pk=other.pk).update(contact_email="khac@example.vn")
    user = person(email_verified_at=timezone.now())
    assert adopt_guest_orders(user=user) == 2
    assert set(Order.objects.filter(user=user)) == {first.order, second.order}
    assert list(Placement.objects.filter(email_verified=True).order_by("pk")) == [first, second]
    assert adopt_guest_orders(user=user) == 0


def test_order_of_another_account_is_not_taken() -> None:
    owner = person("chu@example.vn")
    make_order(owner=owner)
    assert adopt_guest_orders(user=person(email_verified_at=timezone.now())) == 0
    assert Order.objects.get().user == owner


def test_closed_account_takes_nothing() -> None:
    make_order()
    now = timezone.now()
    assert adopt_guest_orders(user=person(email_verified_at=now, closed_at=now)) == 0
    assert Order.objects.get().user is None


def test_verification_brings_them_by_signal() -> None:
    make_order()
    user = person(email_verified_at=timezone.now())
    email_verified.send(sender=User, user=user)
    assert Order.objects.get().user == user


def test_signing_in_brings_what_was_placed_since(client: Client) -> None:
    user = person(email_verified_at=timezone.now())
    make_order()
    client.force_login(user)
    assert Order.objects.get().user == user
