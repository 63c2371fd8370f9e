"""The steps of a dossier as forms. Which fields there are and have to be filled is the rules' to say.

What can be kept is kept, even where something beside it is wrong: nobody types a number twice.
"""

import re
from collections.abc import Collection, Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from marketplace.core.files.papers import ACCEPT
from marketplace.core.forms import FloorForm, PhoneField, VersionBox
from marketplace.places.selectors import wards_of
from marketplace.stalls.enums import OFFERED_TO_ALL, Fact, StallKind
from marketplace.stalls.models import Bank, DocumentRule

DATE_FORMATS = ["%Y-%m-%d", "%d/%m/%Y"]
_DIGITS = re.compile(r"[\s.]+")
_TAX_CODE = re.compile(r"\d{10}(-?\d{3})?|\d{12}", re.ASCII)
_PERSONAL_ID = re.compile(r"\d{12}", re.ASCII)
_ACCOUNT = re.compile(r"[0-9A-Z]{6,19}", re.ASCII)
_EARLIEST_YEAR = 1900


def date_field(label: Any, **kwargs: Any) -> forms.DateField:
    """Return a field for a day: the phone's own calendar, or typed as day/month/year."""
    return forms.DateField(
        label=label,
        input_formats=DATE_FORMATS,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": _("Ngày này chưa đúng. Viết ngày/tháng/năm, ví dụ 21/05/2019.")},
        **kwargs,
    )


class StepForm(FloorForm):
    """One step. Facts that no rule asks of this kind of stall are left out, unless everybody may state them."""

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        required: Collection[Fact],
        kind: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        self.stall_kind = kind
        asked = {fact.value for fact in required}
        known = set(Fact.values)
        for name in list(self.fields):
            if name not in known:
                continue
            if name in asked:
                self.fields[name].required = True
            elif name not in OFFERED_TO_ALL:
                del self.fields[name]
        self.prepare()

    def prepare(self) -> None:
        """Fill in what depends on the kind or on rows."""

    def kept(self) -> dict[str, Any]:
        """Return what can be kept, whole or not."""
        cleaned: dict[str, Any] = getattr(self, "cleaned_data", {})
        return {name: value for name, value in cleaned.items() if name not in self.errors}

    def is_only_unfinished(self) -> bool:
        """Whether nothing that was typed is wrong: what is missing can come later."""
        return all(error.code == "required" for errors in self.errors.as_data().values() for error in errors)


class KindForm(StepForm):
    """Who sells, and under which name."""

    kind = forms.ChoiceField(
        label=_("Ai đứng tên gian hàng?"), choices=StallKind.choices, widget=forms.RadioSelect
    )
    name = forms.CharField(
        label=_("Tên gian hàng"),
        max_length=120,
        help_text=_("Tên người mua nhìn thấy, ví dụ «Hộ Tiêu Cùa Bà Lài»."),
    )


class FactsForm(StepForm):
    """What was registered, and who answers for it."""

    legal_name = forms.CharField(label=_("Tên như đã đăng ký"), max_length=200, required=False)
    representative = forms.CharField(label=_("Người đại diện"), max_length=120, required=False)
    birth_date = date_field(_("Ngày sinh"), required=False)
    personal_id = forms.CharField(
        label=_("Số định danh cá nhân"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text=_("12 chữ số trên thẻ căn cước. Sàn không cần ảnh thẻ, và không cho ai khác xem số này."),
    )
    residence = forms.CharField(
        label=_("Nơi cư trú"),
        max_length=200,
        required=False,
        help_text=_("Số nhà, thôn, xã, tỉnh nơi chủ hộ ở. Chỉ Sở xem, không hiện trên trang gian hàng."),
    )
    tax_code = forms.CharField(
        label=_("Mã số thuế"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    registration_no = forms.CharField(label=_("Số đăng ký"), max_length=40, required=False)
    registration_date = date_field(_("Ngày đăng ký"), required=False)
    registration_authority = forms.CharField(label=_("Nơi cấp"), max_length=160, required=False)

    def prepare(self) -> None:
        words: dict[str, dict[str, Any]] = {
            StallKind.INDIVIDUAL: {"legal_name": _("Họ và tên"), "representative": _("Người bán")},
            StallKind.HOUSEHOLD: {
                "legal_name": _("Tên hộ kinh doanh như đã đăng ký"),
                "representative": _("Chủ hộ"),
                "residence": _("Nơi cư trú của chủ hộ"),
                "registration_no": _("Số giấy đăng ký hộ kinh doanh"),
            },
            StallKind.COOPERATIVE: {
                "legal_name": _("Tên hợp tác xã như đã đăng ký"),
                "representative": _("Người đại diện theo pháp luật"),
                "registration_no": _("Mã số hợp tác xã"),
            },
            StallKind.COMPANY: {
                "legal_name": _("Tên doanh nghiệp như đã đăng ký"),
                "representative": _("Người đại diện theo pháp luật"),
                "registration_no": _("Mã số doanh nghiệp"),
            },
        }
        for name, label in words.get(self.stall_kind, {}).items():
            if name in self.fields:
                self.fields[name].label = label

    def clean_personal_id(self) -> str:
        """Accept twelve digits, however they are grouped."""
        number = _DIGITS.sub("", self.cleaned_data["personal_id"])
        if number and not _PERSONAL_ID.fullmatch(number):
            raise ValidationError(
                _("Số định danh có đúng 12 chữ số, bạn đang có %(count)d."), params={"count": len(number)}
            )
        return number

    def clean_tax_code(self) -> str:
        """Accept ten digits, a branch's thirteen, or a personal number."""
        code = _DIGITS.sub("", self.cleaned_data["tax_code"])
        if code and not _TAX_CODE.fullmatch(code):
            raise ValidationError(_("Mã số thuế có 10, 12 hoặc 13 chữ số."))
        return code

    def clean_birth_date(self) -> Any:
        """Refuse a day that nobody selling today was born on."""
        return self._past("birth_date", gettext("Ngày sinh chưa đúng."))

    def clean_registration_date(self) -> Any:
        """Refuse a day that has not come."""
        return self._past("registration_date", gettext("Ngày đăng ký phải là ngày đã qua."))

    def _past(self, name: str, words: str) -> Any:
        day = self.cleaned_data[name]
        if day is not None and not (day.year >= _EARLIEST_YEAR and day <= timezone.localdate()):
            raise ValidationError(words)
        return day


class ContactForm(StepForm):
    """Where the stall is, and how it is reached."""

    ward = forms.ChoiceField(label=_("Xã, phường"), required=False)
    street = forms.CharField(
        label=_("Số nhà, đường, thôn"),
        max_length=160,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )
    phone = PhoneField(help_text=_("Người mua gọi số này."), required=False)
    email = forms.EmailField(
        label=_("Thư điện tử của gian hàng"),
        max_length=254,
        required=False,
        help_text=_("Hiện trên trang gian hàng."),
    )

    def prepare(self) -> None:
        wards = wards_of(province_code=settings.PROVINCE_CODE)
        self._wards = {ward.code: ward for ward in wards}
        field = self.fields["ward"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above; the type checker asks
        field.choices = [("", gettext("Chọn xã, phường")), *((ward.code, ward.name) for ward in wards)]

    def clean_ward(self) -> Any:
        """Return the commune itself."""
        return self._wards.get(self.cleaned_data["ward"])


class BankForm(StepForm):
    """Where the buyers' money goes: straight to the stall."""

    bank_bin = forms.ChoiceField(label=_("Ngân hàng"), required=False)
    bank_number = forms.CharField(
        label=_("Số tài khoản"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    bank_holder = forms.CharField(
        label=_("Chủ tài khoản"),
        max_length=120,
        required=False,
        help_text=_("Viết như ngân hàng ghi. Tài khoản phải cùng tên với người đứng gian hàng."),
    )

    def prepare(self) -> None:
        field = self.fields.get("bank_bin")
        if isinstance(field, forms.ChoiceField):
            banks = [(bank.bin, str(bank)) for bank in Bank.objects.filter(is_active=True)]
            field.choices = [("", gettext("Chọn ngân hàng")), *banks]

    def clean_bank_number(self) -> str:
        """Accept what banks print: digits, at times letters, however they are grouped."""
        number = re.sub(r"[\s.\-]+", "", self.cleaned_data["bank_number"]).upper()
        if number and not _ACCOUNT.fullmatch(number):
            raise ValidationError(_("Số tài khoản có từ 6 đến 19 chữ số, không có dấu."))
        return number


class PaperForm(FloorForm):
    """One paper of the checklist; what it really is, is seen when it is opened."""

    file = forms.FileField(label=_("Ảnh chụp hoặc PDF"), widget=forms.FileInput(attrs={"accept": ACCEPT}))
    expires_on = date_field(_("Ngày hết hạn ghi trên giấy"))

    def __init__(self, data: Mapping[str, Any] | None = None, *, rule: DocumentRule, **kwargs: Any) -> None:
        super().__init__(data, auto_id=f"giay-{rule.pk}-%s", **kwargs)
        self.rule = rule
        self.fields["file"].error_messages["required"] = _("Bạn chưa chọn tệp.")
        self.fields["file"].error_messages["empty"] = _("Tệp này rỗng. Bạn chọn lại giúp.")
        if not rule.asks_expiry:
            del self.fields["expires_on"]
        else:
            self.fields["expires_on"].required = False
            self.fields["expires_on"].help_text = _("Giấy không ghi hạn thì để trống.")


class AgreeForm(FloorForm):
    """A box for each document of the rules, never ticked beforehand."""

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, versions: Mapping[str, str], **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        words = {
            "quy-che": _("Tôi đồng ý bán hàng theo quy chế hoạt động của sàn, bản %(version)s."),
            "bao-mat": _(
                "Tôi đồng ý để sàn dùng thông tin trong hồ sơ này vào việc xác minh người bán, "
                "theo chính sách bảo vệ dữ liệu cá nhân, bản %(version)s."
            ),
        }
        for slug, version in versions.items():
            url = reverse("wagtail_serve", args=(f"{slug}/",))
            self.fields[f"dong-y-{slug}"] = forms.BooleanField(
                widget=VersionBox(version),
                label=words[slug] % {"version": version},
                help_text=format_html(
                    '<a href="{}" target="_blank">{}</a>', url, gettext("Đọc trước khi đồng ý")
                ),
            )
        self.fields["dung-su-that"] = forms.BooleanField(
            label=_("Tôi cam đoan thông tin và giấy tờ trong hồ sơ là thật.")
        )
