"""What an officer sends about a stall or its goods."""

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.core.forms import FloorForm


class ReasonForm(FloorForm):
    """A reason that the stall will read."""

    reason = forms.CharField(
        label=_("Lý do"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Gian hàng sẽ đọc được lý do này."),
    )
