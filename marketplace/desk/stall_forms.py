"""What the people of a stall send about the stall itself."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.core.forms import FloorForm
from marketplace.stalls.apply.forms import date_field
from marketplace.stalls.enums import MemberRole


class InviteForm(FloorForm):
    """Whom, and as what."""

    email = forms.EmailField(
        label=_("Thư điện tử của người được mời"), max_length=254, help_text=_("Lời mời có hạn bảy ngày.")
    )
    role = forms.ChoiceField(
        label=_("Vai trò"),
        choices=[
            (MemberRole.PACKER, _("Người đóng hàng: đơn hàng và số còn, không thấy tiền")),
            (MemberRole.MANAGER, _("Quản lý: mọi việc bán hàng")),
            (MemberRole.OWNER, _("Chủ gian hàng: cả hồ sơ và người làm")),
        ],
        widget=forms.RadioSelect,
        initial=MemberRole.PACKER,
    )


class RoleForm(FloorForm):
    """Another role for somebody who works here."""

    role = forms.ChoiceField(label=_("Vai trò"), choices=MemberRole.choices)


class DaysOffForm(FloorForm):
    """From when to when the stall takes no orders."""

    first = date_field(_("Nghỉ từ ngày"))
    last = date_field(_("Nghỉ đến hết ngày"))
    note = forms.CharField(
        label=_("Lời nhắn cho người mua"),
        max_length=200,
        required=False,
        help_text=_("Hiện trên trang gian hàng, ví dụ: Nhà có việc, mùng 6 bán lại."),
    )


class CloseForm(FloorForm):
    """The stall's name, typed once more: closing is for good."""

    name = forms.CharField(label=_("Gõ lại tên gian hàng"), max_length=120)

    def __init__(self, *args: Any, stall_name: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._stall_name = stall_name

    def clean_name(self) -> str:
        """Refuse another name."""
        name: str = self.cleaned_data["name"]
        if name.casefold() != self._stall_name.casefold():
            raise forms.ValidationError(_("Tên này chưa khớp với tên gian hàng."))
        return name
