"""The form of a saved address."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from marketplace.core.forms import FloorForm, PhoneField
from marketplace.places.models import Province, Ward

# The button that asks for the communes of the chosen province; without script it is pressed by hand.
CHOOSE_WARD = "chon-xa"


class AddressForm(FloorForm):
    """Who, which number, and where in two tiers."""

    full_name = forms.CharField(
        label=_("Họ và tên người nhận"), max_length=120, widget=forms.TextInput({"autocomplete": "name"})
    )
    phone = PhoneField(help_text=_("Người giao gọi số này trước khi đến."))
    province = forms.ChoiceField(
        label=_("Tỉnh, thành phố"), widget=forms.Select({"autocomplete": "address-level1"})
    )
    ward = forms.ChoiceField(label=_("Xã, phường"), widget=forms.Select({"autocomplete": "address-level2"}))
    line1 = forms.CharField(
        label=_("Số nhà, đường, thôn"),
        max_length=160,
        widget=forms.TextInput({"autocomplete": "street-address"}),
        help_text=_("Địa chỉ cũ có huyện, thị xã? Bạn chỉ cần chọn tỉnh và xã như hiện nay."),
    )
    is_default = forms.BooleanField(label=_("Dùng địa chỉ này mỗi khi đặt hàng"), required=False)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        provinces: Iterable[Province],
        wards: Sequence[Ward],
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        province, ward = self.fields["province"], self.fields["ward"]
        assert isinstance(province, forms.ChoiceField)  # noqa: S101 - declared above; the type checker asks
        assert isinstance(ward, forms.ChoiceField)  # noqa: S101 - the same
        province.choices = [(item.code, item.short_name) for item in provinces]
        ward.choices = [("", gettext("Chọn xã, phường")), *((item.code, item.name) for item in wards)]
        ward.error_messages["invalid_choice"] = gettext(
            "Xã, phường này không thuộc tỉnh đã chọn. Bạn chọn lại giúp."
        )
