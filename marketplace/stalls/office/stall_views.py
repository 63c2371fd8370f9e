"""The officers' pages about stalls: the list, one stall's facts, suspending and reopening it."""

from typing import Any, Final, cast

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic

from marketplace.accounts.models import User
from marketplace.core.errors import FloorError
from marketplace.core.office.pages import office_only
from marketplace.stalls.dossiers.selectors import documents_in_force, dossiers_for_officers, history_of
from marketplace.stalls.models import Stall, SuspensionNotice
from marketplace.stalls.notices import announce_suspension, carry_out_notice, withdraw_notice
from marketplace.stalls.office.forms import SuspendForm
from marketplace.stalls.selectors import members_of
from marketplace.stalls.services import reopen_stall, suspend_stall

PERMISSION: Final = "stalls.suspend_stall"
# What the law wants known of a seller; a bank account is nobody's business here.
_FACTS: Final = (
    "kind",
    "representative",
    "tax_code",
    "registration_no",
    "registration_date",
    "registration_authority",
    "street",
    "ward",
    "phone",
    "email",
    "selling_since",
    "verified_on",
)


@method_decorator(office_only(PERMISSION), name="dispatch")
class StallIndexView(generic.IndexView):
    """Every stall, with filters and export."""

    model = Stall
    page_title = gettext_lazy("Gian hàng")
    header_icon = "group"
    any_permission_required = ("suspend",)
    index_url_name = "stalls_office:stalls"
    index_results_url_name = "stalls_office:stalls_results"
    list_filter = ("status", "kind")
    search_fields = ("name", "representative", "tax_code", "registration_no")
    paginate_by = 50
    default_ordering = "name"
    list_export = (
        "name",
        "kind",
        "status",
        "representative",
        "tax_code",
        "registration_no",
        "ward",
        "verified_on",
    )
    list_display = (
        "name",
        "kind",
        Column("ward", label=gettext_lazy("Xã, phường"), accessor="ward.name", sort_key="ward__name"),
        "status",
        "verified_on",
    )

    def get_base_queryset(self) -> QuerySet[Stall]:
        return Stall.objects.select_related("ward")

    def get_edit_url(self, instance: Stall) -> str:
        """Lead to the page that shows the stall."""
        return reverse("stalls_office:stall", kwargs={"pk": instance.pk})

    def get_list_more_buttons(self, instance: Stall) -> list[Any]:  # noqa: ARG002 - Wagtail's signature
        return []


@require_GET
@office_only(PERMISSION)
def stall_detail(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show one stall's facts and what may be done about it."""
    return render(request, "stalls/office.html", _context(_stall(pk)) | {"form": SuspendForm()})


@require_POST
@office_only(PERMISSION)
def suspend(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Stop a stall's selling; the reason is for the stall."""
    stall = _stall(pk)
    form = SuspendForm(request.POST)
    if not form.is_valid():
        return render(request, "stalls/office.html", _context(stall) | {"form": form}, status=422)
    basis, words, by = form.cleaned_data["basis"], form.cleaned_data["words"], cast("User", request.user)
    try:
        if basis.notice_days:
            notice = announce_suspension(stall=stall, basis=basis, reason=words, by=by)
            told = _("Đã báo trước cho %(stall)s. Từ ngày %(day)s mới tạm dừng được theo căn cứ này.")
            messages.success(request, told % {"stall": stall.name, "day": f"{notice.due_on:%d/%m/%Y}"})
            return redirect("stalls_office:stall", pk=pk)
        suspend_stall(stall=stall, reason=words, basis=basis, by=by)
    except FloorError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("Đã tạm dừng %s. Hàng của gian này đã rời kệ.") % stall.name)
    return redirect("stalls_office:stall", pk=pk)


@require_POST
@office_only(PERMISSION)
def answer_notice(request: HttpRequest, pk: int, notice_pk: int) -> HttpResponseBase:
    """Suspend as announced, or take the notice back."""
    stall = _stall(pk)
    notice = get_object_or_404(SuspensionNotice, pk=notice_pk, stall=stall)
    by = cast("User", request.user)
    try:
        if request.POST.get("step") == "suspend":
            carry_out_notice(notice=notice, by=by)
            words = _("Đã tạm dừng %s. Hàng của gian này đã rời kệ.")
        else:
            withdraw_notice(notice=notice, by=by)
            words = _("Đã rút thông báo với %s.")
    except FloorError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, words % stall.name)
    return redirect("stalls_office:stall", pk=pk)


@require_POST
@office_only(PERMISSION)
def reopen(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Let a stall sell again."""
    stall = _stall(pk)
    try:
        reopen_stall(stall=stall, by=cast("User", request.user))
    except FloorError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("%s bán trở lại. Hàng đã duyệt đã về kệ.") % stall.name)
    return redirect("stalls_office:stall", pk=pk)


def _stall(pk: int) -> Stall:
    return get_object_or_404(Stall.objects.select_related("ward__province"), pk=pk)


def _context(stall: Stall) -> dict[str, Any]:
    return {
        "header_title": stall.name,
        "breadcrumbs_items": [
            {"url": reverse_lazy("wagtailadmin_home"), "label": _("Trang chủ")},
            {"url": reverse("stalls_office:stalls"), "label": _("Gian hàng")},
            {"url": "", "label": stall.name},
        ],
        "header_icon": "group",
        "stall": stall,
        "facts": [(_label(name), _fact(stall, name)) for name in _FACTS],
        "suspensions": list(stall.suspensions.select_related("basis", "started_by", "ended_by")),
        "notices": list(stall.notices.filter(closed_at=None).select_related("basis")),
        "papers": list(documents_in_force(stall)),
        "members": list(members_of(stall=stall)),
        "dossiers": list(dossiers_for_officers().filter(stall=stall).order_by("-submitted_at")),
        "history": list(history_of(stall)),
    }


def _label(name: str) -> str:
    field = Stall._meta.get_field(name)
    return str(getattr(field, "verbose_name", name))


def _fact(stall: Stall, name: str) -> Any:
    display = getattr(stall, f"get_{name}_display", None)
    return display() if display is not None else getattr(stall, name)
