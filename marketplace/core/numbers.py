"""Numbers as Vietnamese write them: a dot between thousands, a comma before what is less than one."""

import re
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy

from marketplace.core.money import written_dong

_COIN: Final = re.compile(r"\s*(đồng|vnđ|vnd|đ|₫)\.?$", re.IGNORECASE)
# Threes with one kind of mark between them, or no mark at all; behind it no more than noughts.
_WHOLE: Final = re.compile(r"(?P<whole>\d{1,3}(?:([.,\s])\d{3})(?:\2\d{3})*|\d+)(?:[.,]0{1,2})?")


class NumberField(forms.DecimalField):
    """A number as Vietnamese type it: ``1.234,5`` and ``0,5``; blanks and a unit's dots are no matter."""

    widget = forms.TextInput
    default_error_messages = {
        "invalid": gettext_lazy("Chỗ này cần một số, ví dụ 0,5 hoặc 250."),
        "min_value": gettext_lazy("Số này không thể âm."),
        "max_digits": gettext_lazy("Số này lớn quá."),
        "max_decimal_places": gettext_lazy("Số này lẻ quá: sau dấu phẩy nhiều nhất %(max)s chữ số."),
        "max_whole_digits": gettext_lazy("Số này lớn quá."),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("min_value", Decimal(0))
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "inputmode": "decimal"}

    def prepare_value(self, value: Any) -> Any:
        return written_number(value) if isinstance(value, Decimal) else value

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]  # the stubs take a decimal for an integer
        return super().to_python(plain_number(value) if isinstance(value, str) else value)


class CountField(forms.IntegerField):
    """A whole number as people type it (:func:`read_whole`). Django's own drops noughts and reads ``1.000`` as one."""

    widget = forms.TextInput
    re_decimal = re.compile("(?!)")  # nothing is dropped unseen

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:  # noqa: ARG002 - Django's signature
        return {"inputmode": "numeric", "maxlength": "12"}

    def to_python(self, value: Any) -> int | None:
        return super().to_python(read_whole(value) if isinstance(value, str) else value)


class DongField(CountField):
    """Đồng as people type them: ``98.000``, ``98 000 ₫``, ``15.000 đồng``."""

    default_error_messages = {"invalid": gettext_lazy("Số tiền chỉ gồm chữ số, ví dụ 98.000.")}

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "maxlength": "20"}

    def prepare_value(self, value: Any) -> Any:
        return written_dong(value) if isinstance(value, int) else value

    def to_python(self, value: Any) -> int | None:
        return super().to_python(_COIN.sub("", value.strip()) if isinstance(value, str) else value)


def read_whole(text: str) -> str:
    """Return the digits of ``1.000``, ``1 000``, ``1,000.00``; noughts behind the comma are what spreadsheets add.

    What could be read in two ways comes back as it is, to be asked about: ``98.5`` may be 98.500 as well as 985,
    and a price that is a hundred times too high is worse than a question.
    """
    found = _WHOLE.fullmatch(text.strip())
    return re.sub(r"\D", "", found["whole"]) if found else text


def plain_number(text: str) -> str:
    """Return ``1.234,5`` as ``1234.5``; a lone dot before one to two digits is a decimal point."""
    text = re.sub(r"\s", "", text)
    if "," in text:
        return text.replace(".", "").replace(",", ".")
    return text.replace(".", "") if re.fullmatch(r"\d{1,3}(\.\d{3})+", text) else text


def written_number(value: Decimal) -> str:
    """Return ``5.50`` as ``5,5``, as it is typed into a form: without dots between thousands."""
    return f"{value.normalize():f}".replace(".", ",")
