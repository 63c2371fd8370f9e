"""The two forms of checkout: who and where and how, and the last word."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.core.forms import FloorForm, PhoneField
from marketplace.places.models import Province, Ward
from marketplace.shop.checkout.draft import Draft
from payments.providers.base import Provider

CHOOSE_WARD = "chon-xa"
USE_ADDRESS = "dung-dia-chi"
SEEN = "da-xem"
KEY = "khoa"
OF_AGE = "du-tuoi"

_AGREEMENTS = {
    "quy-che": (
        gettext_lazy("Tôi đồng ý với quy chế hoạt động của sàn, bản %(version)s."),
        gettext_lazy("Đọc quy chế"),
        gettext_lazy("Bạn chưa đánh dấu ô đồng ý với quy chế của sàn."),
    ),
    "bao-mat": (
        gettext_lazy(
            "Tôi đồng ý để sàn và gian hàng dùng thông tin trên vào việc giao đơn này, "
            "theo chính sách bảo vệ dữ liệu cá nhân, bản %(version)s."
        ),
        gettext_lazy("Đọc chính sách"),
        gettext_lazy("Bạn chưa đánh dấu ô đồng ý về dữ liệu cá nhân."),
    ),
}


class DetailsForm(FloorForm):
    """Who receives the goods, where, and how they pay."""

    full_name = forms.CharField(
        label=gettext_lazy("Họ và tên"), max_length=120, widget=forms.TextInput({"autocomplete": "name"})
    )
    phone = PhoneField(help_text=gettext_lazy("Người giao gọi số này trước khi đến."))
    email = forms.EmailField(
        label=gettext_lazy("Thư điện tử"),
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "email"}),
        help_text=gettext_lazy("Sàn gửi xác nhận đơn và đường dẫn theo dõi vào đây."),
    )
    province = forms.ChoiceField(
        label=gettext_lazy("Tỉnh, thành phố"), widget=forms.Select({"autocomplete": "address-level1"})
    )
    ward = forms.ChoiceField(
        label=gettext_lazy("Xã, phường"), widget=forms.Select({"autocomplete": "address-level2"})
    )
    line1 = forms.CharField(
        label=gettext_lazy("Số nhà, đường, thôn"),
        max_length=160,
        widget=forms.TextInput({"autocomplete": "street-address"}),
        help_text=gettext_lazy("Địa chỉ cũ có huyện, thị xã? Bạn chỉ cần chọn tỉnh và xã như hiện nay."),
    )
    note = forms.CharField(label=gettext_lazy("Lời nhắn cho người giao"), max_length=300, required=False)
    payment = forms.ChoiceField(label=gettext_lazy("Cách thanh toán"), widget=forms.RadioSelect)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        provinces: Iterable[Province],
        wards: Sequence[Ward],
        providers: Sequence[Provider],
        needs_email: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        self._choices("province").choices = [(item.code, item.short_name) for item in provinces]
        first = [("", _("Chọn xã, phường"))]
        self._choices("ward").choices = first + [(ward.code, ward.name) for ward in wards]
        self._choices("payment").choices = [(provider.code, provider.name) for provider in providers]
        self.fields["email"].required = needs_email
        self.fields["ward"].error_messages["invalid_choice"] = _(
            "Xã, phường này không thuộc tỉnh đã chọn. Bạn chọn lại giúp."
        )

    def _choices(self, name: str) -> forms.ChoiceField:
        field = self.fields[name]
        if not isinstance(field, forms.ChoiceField):
            raise TypeError(name)
        return field

    def clean_full_name(self) -> str:
        """A parcel needs a name that somebody can call out."""
        name = " ".join(str(self.cleaned_data["full_name"]).split())
        if not any(letter.isalpha() for letter in name):
            raise ValidationError(_("Họ và tên cần có chữ, ví dụ Nguyễn Thị Hồng Nhung."))
        return name

    def draft(self) -> Draft:
        """Return the checked answers."""
        return Draft(**{name: self.cleaned_data[name] for name in self.base_fields})


class ReviewForm(FloorForm):
    """The boxes that are ticked, by hand, before an order is bound: one for each document, one for the age."""

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        versions: Mapping[str, str],
        age: int = 0,
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        if age:
            question = _("Tôi và người nhận hàng đều đủ %(age)d tuổi.") % {"age": age}
            self.fields[OF_AGE] = forms.BooleanField(label=question)
            self.fields[OF_AGE].error_messages["required"] = _(
                "Trong đơn có món chỉ bán cho người đủ %(age)d tuổi. Chưa đủ tuổi thì bạn bỏ món đó khỏi giỏ."
            ) % {"age": age}
        for slug, version in versions.items():
            words, invitation, complaint = _AGREEMENTS[slug]
            url = reverse("wagtail_serve", args=[f"{slug}/"])
            field = forms.BooleanField(
                label=words % {"version": version},
                help_text=format_html('<a href="{}" target="_blank">{}</a>', url, invitation),
            )
            field.error_messages["required"] = complaint
            self.fields[f"dong-y-{slug}"] = field
