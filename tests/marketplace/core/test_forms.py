"""The base form: what people type comes out clean, and what is wrong is said in a sentence."""

import pytest
from django import forms
from django.http import QueryDict

from marketplace.core.forms import FloorForm, PhoneField
from marketplace.core.numbers import NumberField
from marketplace.core.phone import format_phone, normalise_phone


class Letter(FloorForm):
    name = forms.CharField(label="Họ và tên", max_length=20)
    email = forms.EmailField(label="Thư điện tử", required=False)
    phone = PhoneField(required=False)
    body = forms.CharField(label="Lời nhắn", widget=forms.Textarea, required=False)
    secret = forms.CharField(label="Mật khẩu", strip=False, required=False)
    way = forms.ChoiceField(label="Cách giao", choices=[("a", "A")], required=False)


def sent(**values: str) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, value in values.items():
        data[name] = value
    return data


def test_text_with_nul_and_marks_is_cleaned_and_shown_again_clean() -> None:
    form = Letter(sent(name=" Nguye\u0302\u0303n\x00 Văn\u202e A\ud800 ", email="a"))
    assert not form.is_valid()
    assert form["name"].value() == "Nguyễn Văn A"
    assert form.errors == {"email": ["Địa chỉ thư này chưa đúng. Địa chỉ có dạng ten@example.vn."]}


def test_password_keeps_its_blanks_and_loses_nul() -> None:
    form = Letter(sent(name="A", secret=" mật khẩu\x00 "))
    assert form.is_valid()
    assert form.cleaned_data["secret"] == " mật khẩu "


def test_emoji_is_text() -> None:
    form = Letter(sent(name="Chị Lài 🌶"))
    assert form.is_valid()
    assert form.cleaned_data["name"] == "Chị Lài 🌶"


def test_ten_thousand_characters_are_refused_with_the_limit_and_kept() -> None:
    form = Letter(sent(name="ă" * 10_000, body="b" * 10_000))
    assert form.errors == {
        "name": ["Phần này dài quá: tối đa 20 ký tự, bạn đang có 10000."],
        "body": ["Phần này dài quá: tối đa 2000 ký tự, bạn đang có 10000."],
    }
    assert form["body"].value() == "b" * 10_000


def test_empty_and_unknown_answers_are_named() -> None:
    form = Letter(sent(name="\x00 ", way="z"))
    assert form.errors == {
        "name": ["Bạn chưa điền họ và tên."],
        "way": ["Lựa chọn này không còn nữa. Bạn chọn lại giúp."],
    }


def test_a_dictionary_is_cleaned_like_a_request() -> None:
    form = Letter({"name": "A\x00"})
    assert form.is_valid()
    assert form.cleaned_data["name"] == "A"


@pytest.mark.parametrize(
    "typed",
    ["0912345678", "0912 345 678", "+84 912.345.678", "84912345678", "0084 (0)912-345-678", "+840912345678"],
)
def test_phone_in_any_usual_writing_is_ten_digits(typed: str) -> None:
    form = Letter(sent(name="A", phone=typed))
    assert form.is_valid()
    assert form.cleaned_data["phone"] == "0912345678"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("0912 345 67", "Số này mới có 9 chữ số. Số di động cần đủ 10, ví dụ 0912 345 678."),
        ("0912 345 6789", "Số này có tới 11 chữ số. Số di động chỉ có 10, ví dụ 0912 345 678."),
        ("0212 345 678", "Số di động bắt đầu bằng 03, 05, 07, 08 hoặc 09, ví dụ 0912 345 678."),
        ("không có", "Số điện thoại chỉ gồm chữ số, ví dụ 0912 345 678."),
        ("٠٩١٢٣٤٥٦٧٨", "Số điện thoại chỉ gồm chữ số, ví dụ 0912 345 678."),
    ],
)
def test_phone_that_is_none_says_what_to_do(typed: str, sentence: str) -> None:
    assert Letter(sent(name="A", phone=typed)).errors == {"phone": [sentence]}


def test_messages_of_one_form_do_not_reach_others() -> None:
    assert Letter(sent(name="A", email="a")).errors
    with pytest.raises(forms.ValidationError) as caught:
        forms.EmailField().clean("a")
    assert "ten@example.vn" not in str(caught.value)


def test_phone_is_shown_in_groups() -> None:
    assert format_phone(normalise_phone("+84912345678")) == "0912\u00a0345\u00a0678"
    assert format_phone("1800 0044") == "1800 0044"


class Measure(FloorForm):
    count = forms.IntegerField(label="Số túi", min_value=1, max_value=9)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("0", "Số này nhỏ quá. Ghi từ 1 trở lên."),
        ("10", "Số này lớn quá. Ghi nhiều nhất 9."),
        ("hai", "Chỗ này cần một số nguyên, ví dụ 2."),
        ("2,5", "Chỗ này cần một số nguyên, ví dụ 2."),
    ],
)
def test_number_out_of_bounds_is_told_what_to_write(typed: str, words: str) -> None:
    assert Measure(sent(count=typed)).errors == {"count": [words]}
    assert Measure(sent(count="9")).is_valid()


def test_field_that_takes_decimals_keeps_its_own_sentence() -> None:
    class Weighed(FloorForm):
        weight = NumberField(label="Cân nặng")

    assert Weighed(sent(weight="hai")).errors == {"weight": ["Chỗ này cần một số, ví dụ 0,5 hoặc 250."]}
    assert Weighed(sent(weight="2,5")).is_valid()
