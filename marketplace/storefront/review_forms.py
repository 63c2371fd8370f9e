"""What a buyer says of a product, and what an officer says of that."""

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.core.forms import FloorForm


class ReviewForm(FloorForm):
    """A score, a title and a few sentences."""

    score = forms.TypedChoiceField(
        label=_("Bạn cho mấy sao"),
        coerce=int,
        choices=[
            (5, _("5 sao: rất ưng")),
            (4, _("4 sao: ưng")),
            (3, _("3 sao: tạm được")),
            (2, _("2 sao: chưa ưng")),
            (1, _("1 sao: thất vọng")),
        ],
    )
    title = forms.CharField(label=_("Một câu tóm lại"), max_length=120)
    body = forms.CharField(label=_("Nhận xét của bạn"), max_length=2000, widget=forms.Textarea({"rows": 5}))


class ModerationForm(forms.Form):
    """One of two answers."""

    decision = forms.ChoiceField(choices=[("approve", _("Cho hiện")), ("refuse", _("Không cho hiện"))])
