"""Numbers that cannot be guessed, and that survive being read out."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oscar.core.loading import get_class

from marketplace.shop.order.utils import (
    ALPHABET,
    OrderCreator,
    OrderNumberGenerator,
    is_order_number,
    read_order_number,
)


def test_numbers_do_not_repeat_and_do_not_count() -> None:
    generator = OrderNumberGenerator()
    numbers = {generator.order_number() for _ in range(2_000)}
    assert len(numbers) == 2_000
    assert all(re.fullmatch(rf"QT-[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}", number) for number in numbers)


@given(st.text(alphabet=ALPHABET, min_size=8, max_size=8))
def test_number_is_read_as_people_write_it(digits: str) -> None:
    number = f"QT-{digits[:4]}-{digits[4:]}"
    assert is_order_number(number)
    for typed in (
        number,
        number.lower(),
        number.replace("-", ""),
        f" {number} ",
        number.replace("0", "O").replace("1", "l"),
    ):
        assert read_order_number(typed) == number


@given(st.text())
def test_anything_else_is_no_number_or_reads_as_one(text: str) -> None:
    read = read_order_number(text)
    assert is_order_number(read) == bool(re.fullmatch(r"[A-Z0-9]{2}-[0-9A-Z]{4}-[0-9A-Z]{4}", read))


@pytest.mark.parametrize(
    "text", ["", "QT", "QT-7K4M-92XY\n", "QT-7K4M-92XY\x00", "qt-7k4m-92xy", "QT7K4M92XY"]
)
def test_only_the_stored_form_is_a_number(text: str) -> None:
    assert is_order_number(text) is False


def test_oscar_finds_our_creator() -> None:
    assert get_class("order.utils", "OrderCreator") is OrderCreator
    assert get_class("order.utils", "OrderNumberGenerator") is OrderNumberGenerator
