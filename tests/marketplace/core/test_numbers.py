"""Whole numbers and đồng as people type them, and as spreadsheets hand them over."""

import pytest
from django import forms

from marketplace.core.numbers import CountField, DongField


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("12", 12),
        ("0", 0),
        ("1.000", 1_000),
        ("12.000", 12_000),
        ("1,000", 1_000),
        ("1 000", 1_000),
        ("1\u00a0000", 1_000),
        ("1.234.567", 1_234_567),
        ("12.0", 12),
        ("12,00", 12),
        ("1,000.00", 1_000),
        (" 64 ", 64),
    ],
)
def test_whole_number_is_read_as_it_was_meant(typed: str, read: int) -> None:
    assert CountField().clean(typed) == read
    assert DongField().clean(typed) == read


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("98.000 ₫", 98_000),
        ("98.000đ", 98_000),
        ("15.000 đồng", 15_000),
        ("98000 VND", 98_000),
        ("98.000,00 VNĐ", 98_000),
        ("98.000 đ.", 98_000),
    ],
)
def test_coin_behind_an_amount_is_no_matter(typed: str, read: int) -> None:
    assert DongField().clean(typed) == read
    with pytest.raises(forms.ValidationError):
        CountField().clean(typed)


@pytest.mark.parametrize(
    "typed",
    ["98.5", "98,5", "98.50", "1.00.000", "1.000,5", "1,000.000.00", "98k", "98 nghìn", "1.0000", "mười"],
)
def test_number_that_may_mean_two_things_is_asked_about(typed: str) -> None:
    for field in (CountField(), DongField()):
        with pytest.raises(forms.ValidationError):
            field.clean(typed)
