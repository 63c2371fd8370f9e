"""What an officer sends."""

from typing import Any

from django import forms
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from marketplace.core.forms import FloorForm


class Decision(TextChoices):
    """The three answers to a submitted revision."""

    APPROVE = "approve", _("Duyệt")
    CHANGES = "changes", _("Yêu cầu sửa")
    REJECT = "reject", _("Từ chối")


class DecisionForm(FloorForm):
    """An answer with words for the stall; only an approval may go without."""

    decision = forms.ChoiceField(label=_("Quyết định"), choices=Decision.choices)
    comment = forms.CharField(
        label=_("Lời nhắn cho gian hàng"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Cần ghi khi yêu cầu sửa hoặc từ chối: điều gì chưa đạt, sửa thế nào."),
    )

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if values.get("decision") in {Decision.CHANGES, Decision.REJECT} and not values.get("comment"):
            self.add_error("comment", _("Ghi lý do để gian hàng biết phải sửa gì."))
        return values
