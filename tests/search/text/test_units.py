"""Quantities: however written, one token each."""

import pytest

from search.text.units import take_units


@pytest.mark.parametrize(
    ("written", "tokens"),
    [
        ("500g", ("g500",)),
        ("500 gr", ("g500",)),
        ("0,5kg", ("g500",)),
        ("0.5 ký", ("g500",)),
        ("0,125kg", ("g125",)),
        ("500g, 0,5kg", ("g500",)),
        ("nửa ký", ("g500",)),
        ("nua ky", ("g500",)),
        ("1/2 kg", ("g500",)),
        ("5 lạng", ("g500",)),
        ("1kg2", ("g1200",)),
        ("1 lít rưỡi", ("ml1500",)),
        ("can 5l", ("ml5000",)),
        ("1.000g", ("g1000",)),
        ("1m6 x 2m", ("cm160", "cm200")),
        ("hai lít", ("ml2000",)),
        ("0,1mg", ("g0p0001",)),
        ("hộp 20 gói", ()),
        ("3in1", ()),
        ("st25", ()),
        ("năm nay", ()),
        ("ba lòng", ()),
        ("can", ()),
        ("0g", ()),
        ("kg", ()),
    ],
)
def test_quantity_is_one_token_however_it_is_written(written: str, tokens: tuple[str, ...]) -> None:
    assert take_units(written)[1] == tokens


def test_what_is_taken_leaves_the_other_words() -> None:
    rest, _ = take_units("nước mắm can 5 lít loại 1")
    assert rest.split() == ["nước", "mắm", "can", "loại", "1"]
