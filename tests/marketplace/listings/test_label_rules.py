"""Labels by group as dated rows: the shipped file until the department writes a row, its row of today from then on."""

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.apps import apps
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from marketplace.listings.labels.field import line_words
from marketplace.listings.labels.rows import give_rights, load_labels
from marketplace.listings.labels.rules import LabelGroup, label_groups, validate_label_data
from marketplace.listings.labels.shipped import shipped_labels
from marketplace.listings.models import LabelRule
from marketplace.shop.catalogue.models import RestrictionRule
from marketplace.shop.catalogue.restrictions import load_restrictions, restriction_of, shipped_rules
from tests.factories.listings import LABEL
from tests.factories.people import officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("department_rules")]


def rule(**fields: Any) -> LabelRule:
    values = {
        "code": "food",
        "name": "Thực phẩm",
        "required": "net_quantity\nnet_unit\nlot_code",
        "citation": "Nghị định mới",
        "grade": "A",
        "valid_from": timezone.localdate(),
    }
    return LabelRule.objects.create(**{**values, **fields})


def test_loaded_rows_say_what_the_file_says() -> None:
    shipped = label_groups()
    load_labels(apps)
    load_labels(apps)
    assert LabelRule.objects.count() == len(shipped_labels()["groups"])
    LabelRule.objects.first().save()  # type: ignore[union-attr]  # rows have just been made; a signal makes everybody ask anew
    loaded = label_groups()
    assert list(loaded) == list(shipped)

    def told(group: LabelGroup) -> tuple[Any, ...]:
        return (
            group.name,
            group.required,
            list(group.fields),
            dict(group.fixed),
            group.citation,
            group.grade,
        )

    assert {code: told(group) for code, group in loaded.items()} == {
        code: told(group) for code, group in shipped.items()
    }


def test_row_of_the_department_rules_at_once() -> None:
    assert validate_label_data("food", LABEL) == []
    rule()
    assert [
        problem.key for problem in validate_label_data("food", LABEL) if "Còn thiếu" in problem.message
    ] == ["lot_code"]
    assert label_groups()["food"].citation == "Nghị định mới"
    assert "grain" in label_groups()


def test_row_of_another_day_does_not_rule_today() -> None:
    today = timezone.localdate()
    rule(
        valid_from=today - timedelta(days=400),
        valid_until=today - timedelta(days=200),
        required="net_quantity",
    )
    rule(valid_from=today - timedelta(days=199), required="net_quantity\nstorage")
    rule(valid_from=today + timedelta(days=1), required="net_quantity\nbatch_no")
    required = {key for keys in label_groups()["food"].required for key in keys}
    assert ("storage" in required, "batch_no" in required) == (True, False)


def test_group_whose_row_has_ended_is_no_longer_offered() -> None:
    rule(valid_from=date(2020, 1, 1), valid_until=date(2020, 12, 31))
    assert "food" not in label_groups()
    assert [problem.key for problem in validate_label_data("food", LABEL)] == ["label_group"]


def test_row_with_a_line_that_no_label_has_is_refused() -> None:
    with pytest.raises(ValidationError, match="Không có mục «nsx»"):
        LabelRule(code="food", name="x", required="nsx").full_clean()


def test_loaded_restrictions_say_what_the_file_says() -> None:
    before = {rule.code: restriction_of(rule.group, {"ethanol_percent": "30"}) for rule in shipped_rules()}
    load_restrictions(apps)
    load_restrictions(apps)
    assert RestrictionRule.objects.count() == len(shipped_rules())
    RestrictionRule.objects.first().save()  # type: ignore[union-attr]  # as above
    assert {
        rule.code: restriction_of(rule.group, {"ethanol_percent": "30"}) for rule in shipped_rules()
    } == before


def test_restriction_that_the_department_lifts_no_longer_holds() -> None:
    load_restrictions(apps)
    row = RestrictionRule.objects.get(code="alcohol-weak")
    row.is_cashless = False
    row.save()
    assert restriction_of("alcohol", {"ethanol_percent": "4,5"}).cashless is False
    assert restriction_of("alcohol", {"ethanol_percent": "30"}).cashless is True


@pytest.mark.parametrize("name", ["nhan-hang", "hang-co-dieu-kien"])
def test_officer_reads_and_edits_the_rules_in_the_back_office(client: Client, name: str) -> None:
    load_labels(apps)
    load_restrictions(apps)
    someone = officer()
    give_rights(apps)
    client.force_login(someone)
    assert client.get(reverse(f"{name}:index")).status_code == 200
    model = LabelRule if name == "nhan-hang" else RestrictionRule
    key = model._default_manager.values_list("pk", flat=True)[0]
    page = client.get(reverse(f"{name}:edit", args=[key]))
    assert page.status_code == 200
    assert "Người xác nhận" in page.content.decode()


def test_officer_writes_the_lines_of_a_label_by_their_names(client: Client) -> None:
    load_labels(apps)
    give_rights(apps)
    client.force_login(officer())
    row = LabelRule.objects.get(code="supplement")
    address = reverse("nhan-hang:edit", args=[row.pk])
    form = BeautifulSoup(client.get(address).content, "html.parser")
    shown = {
        name: form.select(f"textarea[name={name}]")[0].get_text().strip()
        for name in ("required", "names", "fixed")
    }
    assert shown["required"].splitlines()[:4] == [
        "Định lượng",
        "Đơn vị định lượng",
        "Ngày sản xuất",
        "Hạn sử dụng | Hạn sử dụng (số ngày)",
    ]
    typed = {
        "code": row.code,
        "name": row.name,
        "required": "Định lượng\n hạn sử dụng|Hạn sử dụng (số ngày)\nthành phần ",
        "optional": "Thành phần dinh dưỡng",
        "names": "Thành phần: Chất liệu",
        "fixed": shown["fixed"],
        "valid_from": f"{row.valid_from:%Y-%m-%d}",
        "citation": row.citation,
        "grade": row.grade,
    }
    fixed = row.fixed
    assert client.post(address, typed).status_code == 302
    row.refresh_from_db()
    assert (row.required, row.optional) == (
        "net_quantity\nexpires_on|shelf_life_days\ningredients",
        "nutrition",
    )
    assert (row.names, row.fixed) == ("ingredients: Chất liệu", fixed)
    assert label_groups()["supplement"].fields["ingredients"].name == "Chất liệu"
    refused = client.post(address, {**typed, "required": "Định lượng\nNSX"})
    assert refused.status_code == 200
    words = BeautifulSoup(refused.content, "html.parser")
    assert "Không có mục «NSX». Các mục: Tên hàng hóa, Xuất xứ hàng hóa," in words.get_text()
    assert words.select("textarea[name=required]")[0].get_text().strip().split() == ["Định", "lượng", "NSX"]
    row.refresh_from_db()
    assert row.required.splitlines()[0] == "net_quantity"


def test_every_line_of_a_label_has_a_name_of_its_own() -> None:
    names = list(line_words().values())
    assert sorted(names) == sorted(set(names))


def test_officer_chooses_the_group_of_a_restriction_by_its_name(client: Client) -> None:
    load_restrictions(apps)
    give_rights(apps)
    client.force_login(officer())
    row = RestrictionRule.objects.get(code="alcohol-weak")
    form = BeautifulSoup(client.get(reverse("hang-co-dieu-kien:edit", args=[row.pk])).content, "html.parser")
    (chosen,) = form.select("select[name=label_group] option[selected]")
    assert (chosen["value"], chosen.get_text()) == ("alcohol", label_groups()["alcohol"].name)
    listed = client.get(reverse("hang-co-dieu-kien:index")).content.decode()
    assert label_groups()["alcohol"].name in listed


def restriction_form(row: RestrictionRule, **typed: str) -> dict[str, str]:
    """Return what the office's form sends for a restriction."""
    return {
        "code": row.code,
        "name": row.name,
        "label_group": row.label_group,
        "age": str(row.age),
        "valid_from": f"{row.valid_from:%Y-%m-%d}",
        "citation": row.citation,
        "grade": row.grade,
        **typed,
    }


def test_officer_reads_and_writes_a_limit_with_a_comma(client: Client) -> None:
    load_restrictions(apps)
    give_rights(apps)
    client.force_login(officer())
    row = RestrictionRule.objects.get(code="alcohol-weak")
    assert row.below_percent == Decimal("5.50")
    address = reverse("hang-co-dieu-kien:edit", args=[row.pk])
    page = client.get(address).content.decode()
    assert re.findall(r'<input[^>]*name="below_percent"[^>]*>', page) == [
        '<input type="text" name="below_percent" value="5,5" inputmode="decimal" id="id_below_percent">'
    ]
    assert client.post(address, restriction_form(row, below_percent="6,25")).status_code == 302
    row.refresh_from_db()
    assert (row.from_percent, row.below_percent) == (None, Decimal("6.25"))
    both = ModelLogEntry.objects.latest("pk").data
    assert both["before"]["Dưới bao nhiêu độ cồn"] == "5,5"
    assert both["after"]["Dưới bao nhiêu độ cồn"] == "6,25"
    # A key beside the digits types a dot on some keyboards.
    assert client.post(address, restriction_form(row, below_percent="7.5")).status_code == 302
    row.refresh_from_db()
    assert row.below_percent == Decimal("7.5")


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("năm rưỡi", "Chỗ này cần một số, ví dụ 0,5 hoặc 250."),
        ("5,555", "Số này lẻ quá: sau dấu phẩy nhiều nhất 2 chữ số."),
        ("-1", "Số này không thể âm."),
    ],
)
def test_limit_that_is_no_number_is_refused_and_shown_as_typed(
    client: Client, typed: str, words: str
) -> None:
    load_restrictions(apps)
    give_rights(apps)
    client.force_login(officer())
    row = RestrictionRule.objects.get(code="alcohol-weak")
    address = reverse("hang-co-dieu-kien:edit", args=[row.pk])
    page = client.post(address, restriction_form(row, below_percent=typed))
    assert page.status_code == 200
    assert words in page.content.decode()
    assert f'value="{typed}"' in page.content.decode()
    row.refresh_from_db()
    assert row.below_percent == Decimal("5.50")
