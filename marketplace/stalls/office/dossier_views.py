"""The officers' pages about dossiers: the queue with its age, and one dossier with its papers.

An officer reads what was handed in, says a word on each paper, and decides on the round that was read.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final, cast

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic

from marketplace.accounts.models import User
from marketplace.core.errors import FloorError
from marketplace.core.office.pages import office_only
from marketplace.core.web.private import private_page
from marketplace.stalls.apply.views import fact_value, paper_response
from marketplace.stalls.dossiers import decisions as services
from marketplace.stalls.dossiers.checks import find_oddities
from marketplace.stalls.dossiers.selectors import (
    checklist,
    current_documents,
    dossiers_for_officers,
    history_of,
    required_facts,
)
from marketplace.stalls.enums import DossierPurpose, DossierState, Fact, IdentityState, StallKind
from marketplace.stalls.identity import identity_adapter
from marketplace.stalls.models import DecisionReason, Dossier, DossierDocument
from marketplace.stalls.office.forms import Answer, DossierDecisionForm

PERMISSION: Final = "stalls.review_dossier"
_ALL: Final = "all"
_MINE: Final = "mine"
_NOBODYS: Final = "nobody"


class DossierFilterSet(WagtailFilterSet):
    """By state (what waits, unless told otherwise), kind, purpose and who looks after it."""

    state = django_filters.ChoiceFilter(
        label=gettext_lazy("Trạng thái"),
        choices=[*DossierState.choices, (_ALL, gettext_lazy("tất cả"))],
        method="by_state",
        empty_label=None,
    )
    kind = django_filters.ChoiceFilter(label=gettext_lazy("Loại"), choices=StallKind.choices)
    purpose = django_filters.ChoiceFilter(label=gettext_lazy("Việc"), choices=DossierPurpose.choices)
    assigned = django_filters.ChoiceFilter(
        label=gettext_lazy("Người xem"),
        choices=[(_MINE, gettext_lazy("của tôi")), (_NOBODYS, gettext_lazy("chưa ai nhận"))],
        method="by_officer",
    )

    class Meta:
        model = Dossier
        fields: tuple[str, ...] = ()

    def __init__(self, data: Mapping[str, Any] | None = None, *args: Any, **kwargs: Any) -> None:
        filled = {key: data.get(key) for key in data} if data is not None else {}
        filled.setdefault("state", DossierState.SUBMITTED)
        super().__init__(filled, *args, **kwargs)

    def by_state(self, rows: QuerySet[Dossier], _name: str, value: str) -> QuerySet[Dossier]:
        """Show one state, or all."""
        return rows if value == _ALL else rows.filter(state=value)

    def by_officer(self, rows: QuerySet[Dossier], _name: str, value: str) -> QuerySet[Dossier]:
        """Show one's own, or what nobody took."""
        return rows.filter(assigned_to=self.request.user if value == _MINE else None)


class AgeColumn(Column):
    """How long a dossier has waited."""

    def get_value(self, instance: Dossier) -> str:
        if instance.submitted_at is None or instance.state != DossierState.SUBMITTED:
            return ""
        return timesince(instance.submitted_at, depth=1)


class DayColumn(Column):
    """A day as Vietnamese write it."""

    def get_value(self, instance: Dossier) -> str:
        return f"{timezone.localtime(instance.submitted_at):%d/%m/%Y}" if instance.submitted_at else ""


@method_decorator(office_only(PERMISSION), name="dispatch")
class DossierIndexView(generic.IndexView):
    """Every dossier that was handed in, what waits longest first."""

    model = Dossier
    page_title = gettext_lazy("Hồ sơ gian hàng")
    header_icon = "folder-open-inverse"
    any_permission_required = ("review",)
    index_url_name = "stalls_office:dossiers"
    index_results_url_name = "stalls_office:dossiers_results"
    filterset_class = DossierFilterSet
    search_fields = ("name", "legal_name", "representative", "tax_code", "registration_no")
    paginate_by = 50
    default_ordering = "submitted_at"
    list_export = ("number", "name", "kind", "purpose", "state", "ward", "submitted_at", "decided_at")
    list_display = (
        "name",
        Column("kind", label=gettext_lazy("Loại"), accessor="get_kind_display"),
        Column("purpose", label=gettext_lazy("Việc"), accessor="get_purpose_display"),
        Column("ward", label=gettext_lazy("Xã, phường"), accessor="ward.name"),
        Column("state", label=gettext_lazy("Trạng thái"), accessor="get_state_display"),
        DayColumn("submitted_at", label=gettext_lazy("Nộp ngày"), sort_key="submitted_at"),
        AgeColumn("age", label=gettext_lazy("Đã đợi")),
        Column("assigned_to", label=gettext_lazy("Người xem")),
    )

    def get_base_queryset(self) -> QuerySet[Dossier]:
        return dossiers_for_officers()

    def get_edit_url(self, instance: Dossier) -> str:
        """Lead to the page that shows the dossier."""
        return reverse("stalls_office:dossier", kwargs={"pk": instance.pk})

    def get_list_more_buttons(self, instance: Dossier) -> list[Any]:  # noqa: ARG002 - Wagtail's signature
        return []


@require_http_methods(["GET", "HEAD", "POST"])
@office_only(PERMISSION)
def dossier(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show one dossier, and take the officer's answer."""
    found = _dossier(pk)
    documents = list(current_documents(found))
    reasons = list(DecisionReason.objects.filter(is_active=True))
    form = DossierDecisionForm(
        request.POST if request.method == "POST" else None,
        documents=documents,
        reasons=reasons,
        initial={"round": found.round},
    )
    problem = ""
    if form.is_bound and form.is_valid():
        try:
            return _answer(request, found, form)
        except FloorError as error:
            problem = error.message
            found = _dossier(pk)
    context = _context(found) | {"form": form, "problem": problem}
    return render(request, "stalls/office_dossier.html", context, status=422 if form.is_bound else 200)


@require_POST
@office_only(PERMISSION)
def assign(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Take a dossier, or give it back."""
    found = _dossier(pk)
    officer = cast("User", request.user)
    services.assign_dossier(dossier=found, to=None if "bo" in request.POST else officer, by=officer)
    return redirect("stalls_office:dossier", pk=pk)


@private_page
@require_GET
@office_only(PERMISSION)
def paper(request: HttpRequest, pk: int, document_pk: int) -> HttpResponseBase:  # noqa: ARG001 - Django's signature
    """Send one paper of a dossier that was handed in."""
    document = get_object_or_404(
        DossierDocument.objects.select_related("rule"), pk=document_pk, dossier_id=pk, dossier__round__gt=0
    )
    return paper_response(document)


def _answer(request: HttpRequest, found: Dossier, form: DossierDecisionForm) -> HttpResponseBase:
    answer = Answer(form.cleaned_data["answer"])
    said: dict[str, Any] = {
        "dossier": found,
        "round_read": form.cleaned_data["round"],
        "decisions": form.decisions(),
        "by": request.user,
    }
    words = services.words_of(reasons=form.cleaned_data["reasons"], note=form.cleaned_data["note"])
    move: Callable[..., Dossier]
    if answer == Answer.SAVE:
        services.decide_documents(**said)
        messages.success(request, _("Đã ghi ý kiến về giấy tờ."))
        return redirect("stalls_office:dossier", pk=found.pk)
    if answer == Answer.VERIFY:
        move, said["identity_checked"] = services.verify_dossier, form.cleaned_data["identity"]
        said["note"] = form.cleaned_data["note"]
    elif answer == Answer.CHANGES:
        move, said["words"] = services.request_changes, words
    else:
        said.pop("decisions")
        move, said["words"] = services.reject_dossier, words
    move(**said)
    told = {
        Answer.VERIFY: _("Đã xác minh %s."),
        Answer.CHANGES: _("Đã gửi hồ sơ của %s về để bổ sung."),
        Answer.REJECT: _("Đã từ chối hồ sơ của %s."),
    }[answer]
    messages.success(request, told % found.name)
    return redirect("stalls_office:dossiers")


def _dossier(pk: int) -> Dossier:
    return get_object_or_404(
        dossiers_for_officers().select_related("ward__province", "stall__ward", "decided_by"), pk=pk
    )


def _context(found: Dossier) -> dict[str, Any]:
    return {
        "header_title": f"{found.name} ({found.number})",
        "breadcrumbs_items": [
            {"url": reverse_lazy("wagtailadmin_home"), "label": _("Trang chủ")},
            {"url": reverse("stalls_office:dossiers"), "label": _("Hồ sơ gian hàng")},
            {"url": "", "label": f"{found.name} ({found.number})"},
        ],
        "header_icon": "folder-open-inverse",
        "dossier": found,
        "facts": _facts(found),
        "lines": checklist(found),
        "oddities": find_oddities(found),
        "history": list(history_of(found)),
        "past_papers": list(
            DossierDocument.objects.filter(dossier=found, is_current=False).select_related("rule")
        ),
        "identity": identity_adapter(),
        "asks_identity": found.identity_state == IdentityState.OPEN,
        "is_open": found.state == DossierState.SUBMITTED,
        "age": timesince(found.submitted_at, depth=1) if found.submitted_at else "",
    }


def _facts(found: Dossier) -> list[dict[str, Any]]:
    """Return every fact, what the law asks, and what stands on the stall today."""
    required = required_facts(found.kind)
    stall = found.stall if found.is_amendment else None
    rows: list[dict[str, Any]] = [
        {
            "label": _("Loại"),
            "value": found.get_kind_display(),
            "now": stall.get_kind_display() if stall else "",
        },
        {"label": _("Tên gian hàng"), "value": found.name, "now": stall.name if stall else ""},
    ]
    rows += [
        {
            "label": str(fact.label),
            "value": fact_value(found, fact),
            "now": fact_value(stall, fact) if stall else "",
            "missing": fact in required and not getattr(found, fact.value),
            "private": not hasattr(stall, fact.value) if stall else False,
        }
        for fact in Fact
    ]
    for row in rows:
        row["changed"] = bool(stall) and not row.get("private") and row["value"] != row["now"]
    return [row for row in rows if row["value"] or row["now"] or row.get("missing")]
