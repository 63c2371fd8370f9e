"""What officers and the public send."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from marketplace.core.forms import FloorForm
from marketplace.listings.enums import DecisionKind
from marketplace.oversight.enums import ReasonScope, ReportState, TakeDownSource
from marketplace.oversight.models import ReviewReason, TakeDownBasis
from marketplace.oversight.selectors import bases_in_force, reasons_for

REMARK_PREFIX = "remark-"
REMARK_LENGTH = 1000


class DecisionForm(FloorForm):
    """An answer with words for the stall; only an approval may go without."""

    decision = forms.ChoiceField(label=_("Quyết định"), choices=DecisionKind.choices)
    comment = forms.CharField(
        label=_("Lời nhắn cho gian hàng"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Cần ghi khi yêu cầu sửa hoặc từ chối: điều gì chưa đạt, sửa thế nào."),
    )
    change_reasons = forms.ModelMultipleChoiceField(
        label=_("Lý do yêu cầu sửa"),
        queryset=ReviewReason.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    reject_reasons = forms.ModelMultipleChoiceField(
        label=_("Lý do từ chối"),
        queryset=ReviewReason.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, remark_fields: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, scope in (("change_reasons", ReasonScope.CHANGES), ("reject_reasons", ReasonScope.REJECT)):
            field = self.fields[name]
            if isinstance(field, forms.ModelMultipleChoiceField):
                field.queryset = reasons_for(scope)
        for field_name, label in remark_fields.items():
            self.fields[f"{REMARK_PREFIX}{field_name}"] = forms.CharField(
                label=_("Lời nhắn ở mục %s") % label,
                required=False,
                max_length=REMARK_LENGTH,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    @property
    def remarks(self) -> dict[str, str]:
        """What was said of single fields."""
        return {
            name.removeprefix(REMARK_PREFIX): text
            for name, text in self.cleaned_data.items()
            if name.startswith(REMARK_PREFIX) and text
        }

    @property
    def reasons(self) -> list[ReviewReason]:
        """The reasons that belong to the answer given."""
        name = {DecisionKind.CHANGES: "change_reasons", DecisionKind.REJECT: "reject_reasons"}.get(
            self.cleaned_data["decision"]
        )
        return list(self.cleaned_data[name]) if name else []

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        has_words = bool(values.get("comment"))
        if values.get("decision") == DecisionKind.CHANGES:
            has_words = has_words or bool(values.get("change_reasons")) or bool(self.remarks)
        elif values.get("decision") == DecisionKind.REJECT:
            # A refusal is for good: it always has a reason from the list or words of its own.
            has_words = has_words or bool(values.get("reject_reasons"))
        else:
            has_words = True
        if not has_words:
            self.add_error("comment", _("Ghi lý do để gian hàng biết phải sửa gì."))
        return values


class TakeDownForm(FloorForm):
    """A request to take goods down, with its article and the hour of its receipt."""

    source = forms.ChoiceField(label=_("Ai yêu cầu"), choices=TakeDownSource.choices)
    basis = forms.ModelChoiceField(
        label=_("Căn cứ"), queryset=TakeDownBasis.objects.none(), empty_label=_("Chọn căn cứ")
    )
    document_no = forms.CharField(label=_("Số văn bản"), required=False, max_length=80)
    received_at = forms.DateTimeField(
        label=_("Nhận yêu cầu lúc"),
        required=False,
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%d/%m/%Y %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("Đồng hồ chạy từ lúc này. Để trống là bây giờ."),
        error_messages={"invalid": _("Ghi ngày giờ như 26/11/2026 08:30.")},
    )
    reason = forms.CharField(
        label=_("Lý do"),
        max_length=800,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Gian hàng sẽ đọc được lý do này."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        basis = self.fields["basis"]
        if isinstance(basis, forms.ModelChoiceField):
            basis.queryset = bases_in_force()

    def clean_received_at(self) -> Any:
        received = self.cleaned_data.get("received_at")
        if received is not None and received > timezone.now():
            raise forms.ValidationError(_("Giờ nhận yêu cầu không thể ở sau lúc này."))
        return received


class TurnDownForm(FloorForm):
    """Why goods stay."""

    why = forms.CharField(
        label=_("Vì sao không gỡ"), max_length=400, widget=forms.Textarea(attrs={"rows": 2})
    )


class AnswerForm(FloorForm):
    """An officer's answer to a report."""

    state = forms.ChoiceField(
        label=_("Kết quả"),
        choices=[
            (ReportState.ACTED, ReportState.ACTED.label),
            (ReportState.NO_FAULT, ReportState.NO_FAULT.label),
        ],
    )
    answer = forms.CharField(
        label=_("Trả lời người phản ánh"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "Ai có đường dẫn của phản ánh đều đọc được: không ghi tên, số điện thoại của người khác."
        ),
    )


class ReportForm(FloorForm):
    """What somebody of the public tells. No account, no name; an address only for the answer."""

    reason = forms.ModelChoiceField(
        label=_("Chuyện gì"),
        queryset=ReviewReason.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
    )
    text = forms.CharField(
        label=_("Kể rõ hơn"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Bạn thấy gì, ở đâu, khi nào. Không cần ghi tên bạn."),
    )
    picture = forms.FileField(
        label=_("Ảnh"),
        required=False,
        widget=forms.FileInput(
            attrs={"accept": "image/jpeg,image/png,image/webp,image/avif,image/heic,.heic"}
        ),
        help_text=_("Nếu có: ảnh chụp hàng, nhãn hoặc tin nhắn. Tối đa 7 MB, chỉ cán bộ của Sở xem."),
    )
    email = forms.EmailField(
        label=_("Thư điện tử"),
        required=False,
        help_text=_("Để nhận trả lời. Không ghi cũng được: trang sau có đường dẫn để xem."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reason = self.fields["reason"]
        if isinstance(reason, forms.ModelChoiceField):
            reason.queryset = reasons_for(ReasonScope.REPORT)
