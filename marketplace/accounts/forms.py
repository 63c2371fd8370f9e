"""The forms of an account."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User
from marketplace.core.forms import FloorForm, PhoneField, VersionBox

NAME_LENGTH, EMAIL_LENGTH, PASSWORD_LENGTH = 120, 254, 200
# Django's sentences, in our voice; the codes are its own.
_WEAKNESSES = {
    "password_too_short": _("Mật khẩu này ngắn quá, cần ít nhất 10 ký tự."),
    "password_too_common": _("Nhiều người dùng mật khẩu này nên rất dễ đoán. Bạn chọn câu khác nhé."),
    "password_entirely_numeric": _("Mật khẩu này chỉ có chữ số. Bạn thêm chữ vào nhé."),
    "password_too_similar": _("Mật khẩu này giống thông tin của bạn quá. Bạn chọn câu khác nhé."),
}
# What the box says, where to read it, and what is said when it stays empty.
_AGREEMENTS = {
    "quy-che": (
        _("Tôi đồng ý với quy chế hoạt động của sàn, bản %(version)s."),
        _("Đọc quy chế"),
        _("Bạn đọc quy chế và đánh dấu ô này thì sàn mới mở được tài khoản."),
    ),
    "bao-mat": (
        _(
            "Tôi đồng ý để sàn dùng thông tin trên vào việc mở và giữ tài khoản, "
            "theo chính sách bảo vệ dữ liệu cá nhân, bản %(version)s."
        ),
        _("Đọc chính sách"),
        _("Bạn đọc chính sách bảo vệ dữ liệu và đánh dấu ô này thì sàn mới mở được tài khoản."),
    ),
}
WRONG_PASSWORD = _("Mật khẩu hiện nay chưa đúng.")


def name_field() -> forms.CharField:
    """Return the field for a person's whole name."""
    return forms.CharField(
        label=_("Họ và tên"),
        max_length=NAME_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )


def email_field(**kwargs: Any) -> forms.EmailField:
    """Return the field for an e-mail."""
    autocomplete = kwargs.pop("autocomplete", "email")
    return forms.EmailField(
        label=kwargs.pop("label", _("Thư điện tử")),
        max_length=EMAIL_LENGTH,
        widget=forms.EmailInput(attrs={"autocomplete": autocomplete, "spellcheck": "false"}),
        **kwargs,
    )


def password_field(label: Any, *, is_new: bool = False) -> forms.CharField:
    """Return the field for a password, one that exists or one to be."""
    return forms.CharField(
        label=label,
        strip=False,
        max_length=PASSWORD_LENGTH,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password" if is_new else "current-password"}),
        help_text=_("Ít nhất 10 ký tự. Một câu bạn dễ nhớ là tốt nhất.") if is_new else "",
    )


class SignInForm(FloorForm):
    """E-mail and password; whether they belong together is the view's question."""

    email = email_field(autocomplete="username")
    password = password_field(_("Mật khẩu"))


class RegisterForm(FloorForm):
    """A new account. A box for each document, never ticked beforehand: silence is no agreement."""

    full_name = name_field()
    email = email_field(help_text=_("Bạn đăng nhập bằng địa chỉ này, và nhận tin về đơn hàng tại đây."))
    phone = PhoneField(required=False, help_text=_("Điền sẵn cho lần đặt hàng sau."))
    password = password_field(_("Mật khẩu"), is_new=True)

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, versions: Mapping[str, str], **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        for slug, version in versions.items():
            words, invitation, refusal = _AGREEMENTS[slug]
            url = reverse("wagtail_serve", args=(f"{slug}/",))
            field = forms.BooleanField(
                widget=VersionBox(version),
                label=words % {"version": version},
                help_text=format_html('<a href="{}" target="_blank">{}</a>', url, invitation),
            )
            field.error_messages["required"] = refusal
            self.fields[f"dong-y-{slug}"] = field

    def clean(self) -> dict[str, Any]:
        """Hold the password against the person's own name and address."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        somebody = User(email=cleaned.get("email", ""), full_name=cleaned.get("full_name", ""))
        _check_strength(self, "password", somebody)
        return cleaned


class DetailsForm(FloorForm):
    """The name and number of a person."""

    full_name = name_field()
    phone = PhoneField(required=False)


class AskResetForm(FloorForm):
    """The address to which the link for a new password goes."""

    email = email_field()


class NewPasswordForm(FloorForm):
    """A new password, behind the link of a letter."""

    password = password_field(_("Mật khẩu mới"), is_new=True)

    def __init__(self, user: User | None, *args: Any, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        """Hold the password against the person's own name and address."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        _check_strength(self, "password", self.user)
        return cleaned


class CurrentPasswordForm(FloorForm):
    """Something that only the owner may do: the password is asked once more."""

    current = password_field(_("Mật khẩu hiện nay"))

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def clean_current(self) -> str:
        """Refuse another password."""
        current: str = self.cleaned_data["current"]
        if not self.user.check_password(current):
            raise ValidationError(WRONG_PASSWORD, code="wrong_password")
        return current


class ChangePasswordForm(CurrentPasswordForm):
    """A new password for somebody who is signed in."""

    password = password_field(_("Mật khẩu mới"), is_new=True)

    def clean(self) -> dict[str, Any]:
        """Hold the password against the person's own name and address."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        _check_strength(self, "password", self.user)
        return cleaned


class ChangeEmailForm(CurrentPasswordForm):
    """A new address."""

    email = email_field(label=_("Địa chỉ thư mới"))
    field_order = ("email", "current")


class CodeForm(FloorForm):
    """A code of the second factor: six digits of an app, or a recovery code."""

    code = forms.CharField(
        label=_("Mã xác thực"),
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "text", "spellcheck": "false"}
        ),
        help_text=_("6 chữ số trên ứng dụng, hoặc một mã dự phòng."),
    )


class CloseForm(CurrentPasswordForm):
    """Closing an account for good."""


def _check_strength(form: FloorForm, name: str, somebody: User | None) -> None:
    password = form.cleaned_data.get(name)
    if password:
        try:
            validate_password(password, somebody)
        except ValidationError as error:
            for fault in error.error_list:
                words = _WEAKNESSES.get(fault.code or "")
                form.add_error(name, ValidationError(words, code=fault.code) if words else fault)
