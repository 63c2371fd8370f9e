"""The listing's form: content, label by group, variants, papers. A draft may be incomplete, never malformed.

What is missing is asked for when the listing is submitted (``listings.review.checks``); here only what could
not be kept as it was typed is refused.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.core.forms import FloorForm
from marketplace.core.numbers import CountField, DongField, NumberField, plain_number
from marketplace.listings.enums import PaperKind
from marketplace.listings.labels.rules import LabelField, LabelGroup
from marketplace.listings.labels.shipped import label_units
from marketplace.listings.ocop import ocop_set_choices
from marketplace.listings.shelf.offers import MAX_PRICE, MAX_STOCK
from marketplace.places.models import Province, Ward
from marketplace.shop.catalogue.restrictions import RuleFacts, licence_rule_names
from marketplace.shop.catalogue.selectors import Aisle

LABEL: Final = "nhan-"
MAX_WEIGHT_G: Final = 1_000_000
_DAY: Final = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")


class DeskForm(FloorForm):
    """A form that may be shown as it was typed, without complaints, while somebody is still filling it in."""

    def hush(self) -> None:
        """Show what was typed and complain about nothing."""
        self._errors = ErrorDict()
        self.cleaned_data: dict[str, Any] = {}


class MoneyField(DongField):
    """A price."""

    default_error_messages = {
        "invalid": gettext_lazy("Giá chỉ gồm chữ số, ví dụ 98.000."),
        "min_value": gettext_lazy("Giá cần lớn hơn 0."),
        "max_value": gettext_lazy("Giá cao quá mức sàn nhận."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"min_value": 1, "max_value": MAX_PRICE, **kwargs})


class StockField(CountField):
    """How many there are. Nothing left is a number too, and the sentence says which."""

    default_error_messages = {
        "invalid": gettext_lazy("Số còn là một số tròn, ví dụ 12. Hết hàng thì ghi 0."),
        "min_value": gettext_lazy("Số còn không thể âm. Hết hàng thì ghi 0."),
        "max_value": gettext_lazy("Số còn nhiều nhất là 1.000.000. Có nhiều hơn thì ghi 1.000.000."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"min_value": 0, "max_value": MAX_STOCK, **kwargs})


class DayField(forms.DateField):
    """A day in the order of the country. Its example stands below the box: inside it, it was read as a date."""

    widget = forms.TextInput
    input_formats = ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d")
    default_error_messages = {"invalid": gettext_lazy("Ghi ngày, tháng, năm, ví dụ 30/06/2026.")}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", gettext_lazy("Ngày/tháng/năm, ví dụ 30/06/2026."))
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        return f"{value:%d/%m/%Y}" if isinstance(value, date) else value

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:  # noqa: ARG002 - Django's signature
        return {"inputmode": "numeric", "maxlength": "10"}


class NewListingForm(FloorForm):
    """What a listing cannot begin without: its name, where it stands, and the kind of its label."""

    title = forms.CharField(label=gettext_lazy("Tên hàng"), max_length=120)
    category = forms.ChoiceField(label=gettext_lazy("Danh mục"))
    label_group = forms.ChoiceField(
        label=gettext_lazy("Nhóm nhãn"),
        help_text=gettext_lazy("Chọn theo công dụng chính của hàng; nhóm quyết định nhãn phải ghi những gì."),
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        aisles: Sequence[Aisle],
        groups: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        set_choices(self, "category", category_choices(aisles))
        set_choices(self, "label_group", [("", _("Chọn nhóm nhãn")), *groups])


class ListingForm(DeskForm):
    """Everything that a revision says except variants, pictures and papers."""

    title = forms.CharField(
        label=gettext_lazy("Tên hàng"),
        max_length=120,
        help_text=gettext_lazy("Tên như người mua gọi, ví dụ «Cà phê Arabica Khe Sanh rang mộc»."),
    )
    category = forms.ChoiceField(label=gettext_lazy("Danh mục"))
    description = forms.CharField(
        label=gettext_lazy("Mô tả"),
        max_length=6000,
        required=False,
        widget=forms.Textarea({"rows": 7}),
        help_text=gettext_lazy("Làm từ gì, làm thế nào, dùng ra sao. Không ghi số điện thoại hay đường dẫn."),
    )
    province = forms.ChoiceField(label=gettext_lazy("Tỉnh làm ra"), required=False)
    origin_ward = forms.ChoiceField(label=gettext_lazy("Xã, phường làm ra"), required=False)
    label_group = forms.ChoiceField(label=gettext_lazy("Nhóm nhãn"))
    ocop_stars = forms.TypedChoiceField(
        label=gettext_lazy("Sao OCOP"),
        coerce=int,
        required=False,
        empty_value=0,  # type: ignore[arg-type]  # the stubs know text only
        choices=[("0", gettext_lazy("Không có")), ("3", "3"), ("4", "4"), ("5", "5")],
    )
    ocop_set = forms.TypedChoiceField(
        label=gettext_lazy("Bộ sản phẩm OCOP"), coerce=int, required=False, empty_value=None
    )
    ocop_decision_no = forms.CharField(label=gettext_lazy("Số quyết định"), max_length=60, required=False)
    ocop_authority = forms.CharField(label=gettext_lazy("Cơ quan công nhận"), max_length=160, required=False)
    ocop_issued_on = DayField(label=gettext_lazy("Ngày cấp"), required=False)
    ocop_expires_on = DayField(label=gettext_lazy("Ngày hết hạn"), required=False)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        aisles: Sequence[Aisle],
        groups: Sequence[tuple[str, str]],
        group: LabelGroup | None,
        provinces: Sequence[Province],
        wards: Sequence[Ward],
        **kwargs: Any,
    ) -> None:
        self.group = group
        super().__init__(data, **kwargs)
        set_choices(self, "category", category_choices(aisles))
        set_choices(self, "label_group", list(groups))
        set_choices(
            self, "province", [("", _("Chưa chọn")), *((one.code, one.short_name) for one in provinces)]
        )
        set_choices(self, "origin_ward", [("", _("Chưa chọn")), *((one.code, one.name) for one in wards)])
        self.fields["origin_ward"].error_messages["invalid_choice"] = _(
            "Xã, phường này không thuộc tỉnh đã chọn. Bạn chọn lại giúp."
        )
        set_choices(self, "ocop_set", [("", _("Chưa chọn")), *ocop_set_choices()])
        needed = {key for keys in (group.required if group else ()) for key in keys}
        for field in group.fields.values() if group else ():
            self.fields[LABEL + field.key] = label_field(field)
        ask_later(self, "description", *(LABEL + key for key in needed))
        if self.is_bound and group:
            # The fields came after the form had cleaned what was sent, so it is cleaned once more.
            self.data = self._clean_data(self.data)

    def label_data(self) -> dict[str, str]:
        """Return what the label says; an empty field says nothing."""
        return {
            name.removeprefix(LABEL): value
            for name, value in self.cleaned_data.items()
            if name.startswith(LABEL) and value
        }


class VariantForm(DeskForm):
    """One way to buy. Price and stock are asked for only before the first approval; later they change at once."""

    sku = forms.CharField(label=gettext_lazy("Mã"), max_length=40, required=False)
    name = forms.CharField(
        label=gettext_lazy("Tên quy cách"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("Ví dụ «250 g, xay sẵn»."),
    )
    unit = forms.CharField(
        label=gettext_lazy("Đơn vị bán"),
        max_length=40,
        help_text=gettext_lazy("Ví dụ «túi 250 g», «chai», «kg»."),
    )
    net_quantity = NumberField(
        label=gettext_lazy("Định lượng"), required=False, max_digits=10, decimal_places=3
    )
    net_unit = forms.ChoiceField(label=gettext_lazy("Đơn vị định lượng"), required=False)
    weight_g = CountField(
        label=gettext_lazy("Cân nặng khi gửi (g)"), required=False, min_value=1, max_value=MAX_WEIGHT_G
    )
    price = MoneyField(label=gettext_lazy("Giá (đồng)"), required=False)
    stock = StockField(label=gettext_lazy("Số còn"), required=False)

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, on_shelf: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.on_shelf = on_shelf
        # Price and stock as the page showed them: what nobody typed over does not undo what changed elsewhere.
        self.seen: tuple[int, int] | None = None
        set_choices(self, "net_unit", [("", _("Chưa chọn")), *((unit, unit) for unit in label_units())])
        if on_shelf:
            del self.fields["price"], self.fields["stock"]
        else:
            ask_later(self, "price")

    def clean_sku(self) -> str:
        """A code has no blanks, so that it fits into a table and an address."""
        sku = str(self.cleaned_data["sku"])
        if re.search(r"[\s/]", sku):
            raise ValidationError(_("Mã không có khoảng trắng hay dấu /, ví dụ CF-250."))
        return sku


class AnswersField(forms.MultipleChoiceField):
    """Codes of the rules that a licence answers; one that no rule of today has is left away."""

    def to_python(self, value: Any) -> list[str]:
        known = {str(code) for code, _name in self.choices}  # type: ignore[union-attr,misc]  # set below, as pairs
        return [code for code in super().to_python(value) if code in known]


class PaperForm(DeskForm):
    """What one paper says. Its file stands beside the form, because a file cannot be shown again."""

    kind = forms.ChoiceField(label=gettext_lazy("Loại giấy tờ"), choices=PaperKind.choices)
    number = forms.CharField(label=gettext_lazy("Số"), max_length=60, required=False)
    issuer = forms.CharField(label=gettext_lazy("Nơi cấp"), max_length=160, required=False)
    issued_on = DayField(label=gettext_lazy("Ngày cấp"), required=False)
    expires_on = DayField(
        label=gettext_lazy("Ngày hết hạn"),
        required=False,
        help_text=gettext_lazy("Ngày/tháng/năm. Bỏ trống nếu không có hạn."),
    )
    answers = AnswersField(
        label=gettext_lazy("Giấy phép này cho"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Chỉ với giấy phép. Mỗi loại hàng một giấy, hoặc một giấy cho nhiều loại."),
    )

    def __init__(
        self, data: QueryDict | None = None, *, rules: Sequence[RuleFacts] = (), **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        ask_later(self, "answers")
        asked = {rule.code: f"{rule.name} ({rule.licence})" for rule in rules}
        given = self.initial.get("answers", ()) if data is None else data.getlist(self.add_prefix("answers"))
        names = licence_rule_names() if given else {}
        others = {code: names[code] for code in given if code in names and code not in asked}
        set_choices(self, "answers", [*asked.items(), *others.items()])
        if len(asked) < 2 and not others:  # noqa: PLR2004 - nothing to choose between
            self.fields["answers"].widget = forms.MultipleHiddenInput()

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        issued, expires = values.get("issued_on"), values.get("expires_on")
        if issued and expires and expires < issued:
            self.add_error("expires_on", _("Ngày hết hạn phải sau ngày cấp."))
        return values


def label_field(field: LabelField) -> forms.Field:
    """Return the form's field for one line of the label, under its official name."""
    if field.kind == "unit":
        choices = [("", _("Chưa chọn")), *((unit, unit) for unit in label_units())]
        return forms.ChoiceField(label=field.name, required=False, choices=choices)
    if field.kind == "number":
        return LabelNumberField(label=field.name, required=False, max_length=20)
    if field.kind == "date":
        words = _("Ghi ngày, hoặc ghi «In trên bao bì».")
        return LabelDayField(label=field.name, required=False, max_length=60, help_text=words)
    if field.kind in {"year", "days"}:
        widget = forms.TextInput({"inputmode": "numeric"})
        label = _("%s (số ngày)") % field.name if field.kind == "days" else field.name
        return forms.CharField(label=label, required=False, max_length=10, widget=widget)
    return forms.CharField(
        label=field.name, required=False, max_length=2000, widget=forms.Textarea({"rows": 2})
    )


class LabelNumberField(forms.CharField):
    """A number of the label, kept as text with a point; ``checks`` says what is wrong with it."""

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "inputmode": "decimal"}

    def prepare_value(self, value: Any) -> Any:
        return str(value).replace(".", ",") if value not in {None, ""} else ""

    def to_python(self, value: Any) -> str:
        return plain_number(super().to_python(value) or "")


class LabelDayField(forms.CharField):
    """A day of the label, kept as ``2026-06-30``, or a rule in words as it was typed."""

    def prepare_value(self, value: Any) -> Any:
        found = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", str(value or ""))
        return f"{found[3]}/{found[2]}/{found[1]}" if found else value

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        found = _DAY.fullmatch(text)
        return f"{found[3]}-{int(found[2]):02d}-{int(found[1]):02d}" if found else text


def ask_later(form: forms.Form, *names: str) -> None:
    """Mark fields that a draft may lack and a submission may not, so that the page does not call them optional."""
    for name in names:
        form.fields[name].is_asked_later = True  # type: ignore[attr-defined]  # the template asks


def set_choices(form: forms.Form, name: str, choices: Sequence[Any]) -> None:
    """Give a choice field what there is to choose from just now."""
    field = form.fields[name]
    if not isinstance(field, forms.ChoiceField):
        raise TypeError(name)
    field.choices = choices


def category_choices(aisles: Sequence[Aisle]) -> list[Any]:
    """Return the categories by aisle; an aisle with shelves below it is the heading of a group."""
    choices: list[Any] = [("", _("Chọn danh mục"))]
    for aisle in aisles:
        own = (str(aisle.pk), aisle.name)
        below = [(str(child.pk), child.name) for child in aisle.children]
        choices.append((aisle.name, [own, *below]) if below else own)
    return choices
