"""The officer's answer about a dossier: a word on each paper, and one on the whole."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from marketplace.core.forms import FloorForm
from marketplace.core.rules import in_force
from marketplace.stalls.dossiers.decisions import PaperDecision
from marketplace.stalls.enums import DocumentState, ReasonScope
from marketplace.stalls.models import DecisionReason, DossierDocument, LegalBasis


class Answer(StrEnum):
    """The buttons of the page."""

    SAVE = "save"
    CHANGES = "changes"
    REJECT = "reject"
    VERIFY = "verify"


class DossierDecisionForm(FloorForm):
    """Everything an officer says at once. ``round`` tells which version was read."""

    answer = forms.ChoiceField(
        label=_("quyết định"), choices=[(answer.value, answer.value) for answer in Answer]
    )
    round = forms.IntegerField(widget=forms.HiddenInput)
    identity = forms.BooleanField(
        label=_("Tôi đã đối chiếu danh tính người nộp với dữ liệu của cơ quan đăng ký."), required=False
    )
    reasons = forms.MultipleChoiceField(
        label=_("Lý do có sẵn"), required=False, widget=forms.CheckboxSelectMultiple
    )
    note = forms.CharField(
        label=_("Lời nhắn cho người nộp"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Bắt buộc khi từ chối, hoặc chọn một lý do có sẵn."),
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        documents: Sequence[DossierDocument],
        reasons: Sequence[DecisionReason],
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        self.documents = list(documents)
        of_papers = [(one.code, one.text) for one in reasons if one.scope == ReasonScope.DOCUMENT]
        field = self.fields["reasons"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 - declared above; the type checker asks
        field.choices = [
            (one.code, one.text)
            for one in reasons
            if one.scope in {ReasonScope.CHANGES, ReasonScope.REJECTION}
        ]
        for document in self.documents:
            self._add_paper(document, of_papers)

    def _add_paper(self, document: DossierDocument, reasons: list[tuple[str, str]]) -> None:
        key = document.pk
        self.fields[f"paper-{key}"] = forms.ChoiceField(
            label=document.rule.name,
            required=False,
            choices=[
                (DocumentState.WAITING, _("Chưa xem")),
                (DocumentState.ACCEPTED, _("Đạt")),
                (DocumentState.REFUSED, _("Cần bản khác")),
            ],
            widget=forms.RadioSelect,
            initial=document.state,
        )
        self.fields[f"paper-reasons-{key}"] = forms.MultipleChoiceField(
            label=_("Vì sao"),
            required=False,
            choices=reasons,
            widget=forms.CheckboxSelectMultiple,
            initial=document.reasons,
        )
        self.fields[f"paper-note-{key}"] = forms.CharField(
            label=_("Nói thêm"), required=False, max_length=500, initial=""
        )

    def papers(self) -> list[tuple[DossierDocument, BoundField, BoundField, BoundField]]:
        """Return every paper with its three fields."""
        return [
            (one, self[f"paper-{one.pk}"], self[f"paper-reasons-{one.pk}"], self[f"paper-note-{one.pk}"])
            for one in self.documents
        ]

    def decisions(self) -> dict[int, PaperDecision]:
        """Return what was said of the papers that were looked at."""
        said = {}
        for document in self.documents:
            state = self.cleaned_data[f"paper-{document.pk}"]
            if state not in {DocumentState.ACCEPTED, DocumentState.REFUSED}:
                continue
            note = self.cleaned_data[f"paper-note-{document.pk}"]
            reasons = tuple(self.cleaned_data[f"paper-reasons-{document.pk}"])
            if state == document.state and not note and list(reasons) == list(document.reasons):
                continue
            said[document.pk] = PaperDecision(
                accepted=state == DocumentState.ACCEPTED, reasons=reasons, note=note
            )
        return said


def basis_label(obj: Any) -> str:
    """Return an article with the days of notice that it asks for."""
    days = obj.notice_days
    words = _("%(basis)s, báo trước %(days)s ngày") % {"basis": obj, "days": days}
    return str(words) if days else str(obj)


class SuspendForm(FloorForm):
    """Why a stall is suspended, and on which article."""

    basis = forms.ModelChoiceField(
        label=_("Căn cứ"), queryset=LegalBasis.objects.none(), empty_label=_("Chọn căn cứ")
    )
    reasons = forms.MultipleChoiceField(
        label=_("Lý do có sẵn"), required=False, widget=forms.CheckboxSelectMultiple
    )
    reason = forms.CharField(
        label=_("Lý do"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Gian hàng sẽ đọc được lý do này."),
    )

    def __init__(self, data: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        basis, reasons = self.fields["basis"], self.fields["reasons"]
        assert isinstance(basis, forms.ModelChoiceField)  # noqa: S101 - declared above; the type checker asks
        assert isinstance(reasons, forms.MultipleChoiceField)  # noqa: S101 - the same
        basis.queryset = in_force(LegalBasis.objects.all())
        basis.label_from_instance = basis_label  # type: ignore[method-assign]  # Django's own way
        rows = DecisionReason.objects.filter(scope=ReasonScope.SUSPENSION, is_active=True)
        self._texts = dict(rows.values_list("code", "text"))
        reasons.choices = list(self._texts.items())

    def clean(self) -> dict[str, Any]:
        """Put chosen and typed words together; one of them there has to be."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        lines = [self._texts[code] for code in cleaned.get("reasons", [])]
        typed = cleaned.get("reason", "")
        cleaned["words"] = "\n".join([*lines, *([typed] if typed else [])])
        if not cleaned["words"] and "reason" not in self.errors:
            self.add_error("reason", _("Cần ghi lý do tạm dừng để gian hàng biết phải làm gì."))
        return cleaned
