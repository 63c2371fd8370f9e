"""Asking for an order's link, and saying why a part is no longer wanted."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from marketplace.core.forms import FloorForm
from marketplace.core.phone import normalise_phone, phone_fault
from marketplace.shop.order.utils import is_order_number, read_order_number


class LookupForm(FloorForm):
    """A number and something that only the buyer and the floor know."""

    number = forms.CharField(
        label=_("Mã đơn"), max_length=40, help_text=_("Ở đầu thư xác nhận, ví dụ QT-7K4M-92XY.")
    )
    contact = forms.CharField(label=_("Số điện thoại hoặc thư điện tử khi đặt"), max_length=254)

    def clean_number(self) -> str:
        number = read_order_number(self.cleaned_data["number"])
        if not is_order_number(number):
            raise ValidationError(_("Mã đơn gồm hai chữ cái rồi tám chữ và số, ví dụ QT-7K4M-92XY."))
        return number

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        contact = cleaned.get("contact")
        if contact:
            cleaned["phone"] = self._read_phone(contact)
        return cleaned

    def _read_phone(self, contact: str) -> str | None:
        if "@" in contact:
            try:
                validate_email(contact)
            except ValidationError:
                self.add_error("contact", _("Địa chỉ thư này chưa đúng. Địa chỉ có dạng ten@example.vn."))
            return None
        number = normalise_phone(contact)
        if phone_fault(number):
            self.add_error(
                "contact", _("Cần số di động 10 số, ví dụ 0912 345 678, hoặc thư điện tử đã ghi khi đặt.")
            )
        return number


class CancelForm(FloorForm):
    """A reason is welcome and never required."""

    reason = forms.CharField(
        label=_("Lý do"), max_length=300, required=False, help_text=_("Gian hàng sẽ đọc dòng này.")
    )
