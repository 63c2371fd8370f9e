"""Label data is the law as dated data."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marketplace.listings.labels.rules import (
    label_group_choices,
    label_groups,
    label_rows,
    quantity_in_words,
    validate_label_data,
)
from tests.factories.listings import LABEL

CODES = [
    "grain", "food", "drink", "alcohol", "seafood_fresh", "seafood_processed", "supplement", "herbal", "cosmetic",
    "craft", "textile", "household", "household_chemical", "plastic", "electric", "produce", "seed", "fertiliser",
    "infant_milk", "medical_device", "pesticide", "other",
]  # fmt: skip


def keys(group: str, data: dict[str, Any]) -> list[str]:
    return [problem.key for problem in validate_label_data(group, data)]


def test_every_group_of_the_law_is_there_with_its_citation_and_grade() -> None:
    assert list(label_groups()) == CODES
    assert dict(label_group_choices())["produce"] == "Nông sản tươi"
    assert all(group.citation for group in label_groups().values())
    assert {group.grade for group in label_groups().values()} <= {"A", "B", "C", "C/p"}


@pytest.mark.parametrize("code", CODES)
def test_four_fields_stand_on_every_label(code: str) -> None:
    assert {"goods_name", "origin", "responsible_name", "responsible_address"} <= set(keys(code, {}))


def test_complete_label_has_no_problem() -> None:
    assert validate_label_data("food", LABEL) == []


@pytest.mark.parametrize(
    "missing", ["ingredients", "warnings", "usage", "storage", "made_on", "net_quantity"]
)
@pytest.mark.parametrize("blank", [None, "", "  "])
def test_required_field_left_blank_is_named_in_the_laws_words(missing: str, blank: str | None) -> None:
    problems = validate_label_data("food", {**LABEL, missing: blank})
    assert [problem.key for problem in problems] == [missing]
    assert problems[0].name == label_groups()["food"].fields[missing].name
    assert problems[0].message == f"Còn thiếu: {problems[0].name}."


def test_one_of_two_fields_is_enough() -> None:
    without = {key: value for key, value in LABEL.items() if key != "shelf_life_days"}
    assert keys("food", without) == ["expires_on"]
    assert keys("food", {**without, "expires_on": "2027-11-01"}) == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("net_quantity", "nhiều"),
        ("net_quantity", -1),
        ("net_quantity", "NaN"),
        ("net_quantity", "1e400"),
        ("net_unit", "yến"),
        ("shelf_life_days", 0),
        ("shelf_life_days", "12,5"),
        ("shelf_life_days", "²"),
        ("made_on", "2026-02-30"),
        ("ingredients", ["cà phê"]),
        ("ingredients", True),
        ("ingredients", "a" * 2001),
        ("ingredients", "cà\x00phê"),
        ("vitamin", "C"),
    ],
)
def test_value_that_cannot_be_is_refused(field: str, value: object) -> None:
    assert keys("food", {**LABEL, field: value}) == [field]


def test_supplement_needs_its_sentence_word_for_word() -> None:
    label = {**LABEL, "phrase": "Thực phẩm bảo vệ sức khỏe", "sentence": "Không phải là thuốc"}
    assert keys("supplement", label) == ["sentence"]
    sentence = "Thực phẩm này không phải là thuốc, không có tác dụng thay thế thuốc chữa bệnh"
    assert keys("supplement", {**label, "sentence": sentence + "."}) == []


def test_unknown_group_is_one_problem() -> None:
    assert keys("thuoc-phien", LABEL) == ["label_group"]
    assert label_rows("thuoc-phien", LABEL) == []


def test_rows_are_in_the_laws_order_under_its_names() -> None:
    rows = label_rows(
        "food", {**LABEL, "net_quantity": 1250, "made_on": "2026-11-05", "shelf_life_days": 365}
    )
    assert rows[0] == ("Tên hàng hóa", "Cà phê bột")
    assert ("Định lượng", "1.250 g") in rows
    assert ("Ngày sản xuất", "05/11/2026") in rows
    assert ("Hạn sử dụng", "365 ngày kể từ ngày sản xuất") in rows
    assert [name for name, _ in rows].index("Thành phần") < [name for name, _ in rows].index(
        "Hướng dẫn bảo quản"
    )
    assert "Đơn vị định lượng" not in dict(rows)


def test_rule_in_words_stays_as_written() -> None:
    assert dict(label_rows("food", LABEL))["Ngày sản xuất"] == "In trên bao bì"


def test_group_may_name_a_field_in_its_own_way() -> None:
    assert ("Chất liệu", "Mây") in label_rows("craft", {"ingredients": "Mây"})
    assert ("Thành phần sợi", "Bông") in label_rows("textile", {"ingredients": "Bông"})


def test_quantity_of_the_page_replaces_the_labels() -> None:
    words = quantity_in_words(
        [(Decimal("250.000"), "g"), (Decimal(1), "kg"), (Decimal("0.5"), "l"), (Decimal(250), "g")]
    )
    assert words == "250 g; 1 kg; 0,5 l"
    assert ("Định lượng", words) in label_rows("food", LABEL, quantity=words)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    group=st.sampled_from([*CODES, "", "x"]),
    data=st.dictionaries(
        st.sampled_from([*LABEL, "x"]),
        st.one_of(st.none(), st.booleans(), st.text(max_size=20), st.integers(), st.floats()),
        max_size=6,
    ),
)
def test_no_data_breaks_the_check_and_what_passes_can_be_shown(group: str, data: dict[str, Any]) -> None:
    if validate_label_data(group, data) == []:
        assert label_rows(group, data) != []
    label_rows(group, {key: value for key, value in data.items() if isinstance(value, str)})
