"""Numbers as Vietnamese write them: a dot between thousands, a comma before what is less than one."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy


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


def plain_number(text: str) -> str:
    """Return ``1.234,5`` as ``1234.5``; a lone dot before one to two digits is a decimal point."""
    text = re.sub(r"\s", "", text)
    if "," in text:
        return text.replace(".", "").replace(",", ".")
    return text.replace(".", "") if re.fullmatch(r"\d{1,3}(\.\d{3})+", text) else text


def written_number(value: Decimal) -> str:
    """Return ``5.50`` as ``5,5``, as it is typed into a form: without dots between thousands."""
    return f"{value.normalize():f}".replace(".", ",")
