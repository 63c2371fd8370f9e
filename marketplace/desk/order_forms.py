"""What a stall types about its orders."""

from datetime import date
from typing import Any, Final

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.core.forms import FloorForm
from marketplace.desk.order_selectors import TABS, carrier_names
from marketplace.fulfilment.enums import CancelReason, ReturnReason

MOST_AT_ONCE = 100
# Days that orders can be of. At the ends of the calendar there is no next day, and no hour of another zone.
_DAYS: Final = (MinValueValidator(date(2000, 1, 1)), MaxValueValidator(date(2999, 12, 31)))


class OrderFilterForm(FloorForm):
    """Narrows the list. What makes no sense is left out, so that a list is always shown."""

    muc = forms.ChoiceField(choices=[(key, key) for key in TABS], required=False)
    tu_khoa = forms.CharField(label=_("Tìm đơn"), required=False, max_length=80)
    tu_ngay = forms.DateField(
        label=_("Từ ngày"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        validators=_DAYS,
    )
    den_ngay = forms.DateField(
        label=_("Đến ngày"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        validators=_DAYS,
    )


class SelectedForm(FloorForm):
    """Several orders and what is to be done with them."""

    viec = forms.ChoiceField(
        choices=[("confirm", "confirm"), ("pack", "pack"), ("label", "label"), ("list", "list")]
    )
    don = forms.TypedMultipleChoiceField(
        coerce=str,
        choices=(),
        error_messages={"required": _("Bạn chưa chọn đơn nào. Đánh dấu ô bên trái rồi bấm lại.")},
    )

    def __init__(self, data: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(data, *args, **kwargs)
        # The rows are looked up at the stall; here only their shape counts.
        sent = self.data.getlist("don") if hasattr(self.data, "getlist") else []
        field = self.fields["don"]
        assert isinstance(field, forms.TypedMultipleChoiceField)  # noqa: S101 - told to the type checker
        field.choices = [(number, number) for number in sent[:MOST_AT_ONCE]]


class ShipForm(FloorForm):
    """Who takes the parcel, under which code."""

    carrier = forms.ChoiceField(label=_("Đơn vị giao"), choices=())
    tracking_code = forms.CharField(
        label=_("Mã vận đơn"), required=False, max_length=60, help_text=_("In trên phiếu gửi của bên giao.")
    )

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self._carriers = carrier_names()
        field = self.fields["carrier"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - told to the type checker
        field.choices = [(carrier.name, carrier.name) for carrier in self._carriers]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        chosen = next((one for one in self._carriers if one.name == cleaned.get("carrier")), None)
        if chosen is not None and chosen.needs_code and not cleaned.get("tracking_code"):
            self.add_error(
                "tracking_code",
                _("%(carrier)s có mã vận đơn. Ghi mã để khách theo dõi được gói hàng.")
                % {"carrier": chosen.name},
            )
        return cleaned


class CancelForm(FloorForm):
    """Why a part will not come."""

    reason = forms.ChoiceField(label=_("Lý do hủy"), choices=CancelReason.choices, widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("Nói thêm với khách"),
        required=False,
        max_length=240,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Khách đọc được cả lý do lẫn lời này."),
    )
    choices: type[models.TextChoices] = CancelReason
    other: str = CancelReason.OTHER

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("reason") == self.other and not cleaned.get("words"):
            self.add_error("words", _("Bạn ghi giúp một câu để khách hiểu vì sao."))
        return cleaned

    def full_reason(self) -> str:
        """Return the reason as the shopper reads it."""
        words = self.cleaned_data["words"]
        if self.cleaned_data["reason"] == self.other:
            return str(words)
        label = str(self.choices(self.cleaned_data["reason"]).label)
        return f"{label}. {words}" if words else label


class ReturnForm(CancelForm):
    """Why goods came back."""

    reason = forms.ChoiceField(
        label=_("Vì sao hàng quay về"), choices=ReturnReason.choices, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=_("Ghi thêm"), required=False, max_length=240, widget=forms.Textarea({"rows": 3})
    )
    choices = ReturnReason
    other = ReturnReason.OTHER
