"""Placing an order asks the database a bounded number of times."""

import pytest
from pytest_django import DjangoAssertNumQueries

from marketplace.shop.order.services import place_order
from tests.factories.orders import make_basket, make_product, make_stall, placing_of

pytestmark = pytest.mark.django_db


def test_queries_of_three_stalls_with_two_lines_each(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    lines = [
        (make_product(stall=stall), 2)
        for stall in (make_stall(), make_stall(), make_stall())
        for _ in range(2)
    ]
    arguments = placing_of(make_basket(*lines))
    with django_assert_max_num_queries(45):
        place_order(**arguments)


def test_queries_grow_by_two_with_a_line(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    stall = make_stall()
    few = placing_of(make_basket(*[(make_product(stall=stall), 1) for _ in range(2)]))
    many = placing_of(make_basket(*[(make_product(stall=stall), 1) for _ in range(12)]))
    place_order(**placing_of(make_basket((make_product(stall=stall), 1))))  # fills what is remembered
    with django_assert_max_num_queries(45) as first:
        place_order(**few)
    with django_assert_max_num_queries(65) as second:
        place_order(**many)
    assert len(second) - len(first) == 2 * 10
