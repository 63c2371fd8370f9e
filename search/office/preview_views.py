"""The page on which an officer sees what a change would do before saving it."""

from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlencode

from django import forms
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from marketplace.core.forms import FloorForm
from marketplace.core.office.edits import OPENED_AS, state_of
from marketplace.core.office.pages import frame, office_only
from search.breaker import current_outage
from search.knowledge.rules import Row, RuleRows, read_rule_rows
from search.office.forms import RuleForm
from search.office.kinds import KINDS, TRY, RuleKind, question_about
from search.office.preview import compare
from search.text import clean


class QuestionForm(FloorForm):
    """The question that is asked before and after."""

    loi = forms.CharField(
        label=gettext_lazy("Từ khóa để xem thử"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Gõ như người mua gõ."),
    )


@dataclass(frozen=True, slots=True)
class Draft:
    """A change that is tried: the form with what was typed, and the rows as they would be."""

    kind: RuleKind
    row: Row
    form: RuleForm
    after: RuleRows | None
    is_removed: bool
    # What the row said when it was opened, so that saving from here overwrites nobody's edit unasked.
    opened_as: str

    @property
    def save_url(self) -> str:
        """Return where the form saves."""
        if self.row.pk:
            return reverse(f"{self.kind.name}:edit", args=[self.row.pk])
        return reverse(f"{self.kind.name}:add")


@require_http_methods(["GET", "HEAD", "POST"])
@office_only(TRY)
def preview(request: HttpRequest) -> HttpResponseBase:
    """Show a question's first goods as they are, and as a change would make them. Saves nothing."""
    sent = request.POST if request.method == "POST" else request.GET
    before = read_rule_rows()
    draft = _draft(request, before)
    asking = QuestionForm(sent)
    question = asking.cleaned_data["loi"] if asking.is_valid() else ""
    if draft is not None and not question and "loi" not in sent:
        question = question_about(draft.row)
        asking = QuestionForm({"loi": question})
    compared = compare(question, before, draft.after if draft else None) if question else None
    context = {
        **frame(_("Xem thử xếp hạng"), "view"),
        "asking": asking,
        "draft": draft,
        "compared": compared,
        "carried": f"&{urlencode({'loi': question})}" if question else "",
        "outage": current_outage(),
    }
    return render(request, "search/office/preview.html", context)


def _draft(request: HttpRequest, before: RuleRows) -> Draft | None:
    """Return the change that is tried; a first visit with a kind shows its empty form."""
    sent: Any = request.POST if request.method == "POST" else request.GET
    kind = KINDS.get(sent.get("loai", ""))
    if kind is None:
        return None
    row = _row(kind, sent.get("pk", ""))
    opened_as = sent.get(OPENED_AS, "") or state_of(row)
    if request.method != "POST":
        # Whoever comes with a question, from the report say, need not type it again.
        question = clean(sent.get("loi", ""))
        initial = {kind.said_in: question} if question and kind.said_in and not row.pk else {}
        form = kind.form(instance=row, initial=initial)
        return Draft(kind, row, form, None, is_removed=False, opened_as=opened_as)
    if "xoa" in sent and row.pk:
        return Draft(
            kind, row, kind.form(instance=row), before.without(row), is_removed=True, opened_as=opened_as
        )
    form = kind.form(sent, instance=row)
    after = before.with_row(row) if form.is_valid() else None
    return Draft(kind, row, form, after, is_removed=False, opened_as=opened_as)


def _row(kind: RuleKind, key: str) -> Row:
    if not key and kind.is_added:
        return kind.model()
    if not key.isdecimal() or len(key) > 18:  # noqa: PLR2004 - what a key's column holds
        raise Http404
    return cast("Row", get_object_or_404(kind.model, pk=int(key)))
