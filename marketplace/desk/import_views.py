"""Goods by table: the files to take away, the file to send, what it would do, and the word to do it.

A request never reads rows or writes goods; it keeps the file or queues the work, and the page tells how far
that is.
"""

from typing import Final

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from marketplace.core.errors import FloorError
from marketplace.core.forms import FloorForm
from marketplace.core.money import format_vnd
from marketplace.core.queueing import queue
from marketplace.core.web.paging import page_links
from marketplace.desk.access import Desk, desk_page
from marketplace.desk.exchange.columns import column_name
from marketplace.desk.exchange.enums import ItemKind, JobState, Outcome
from marketplace.desk.exchange.models import ImportItem, ImportJob
from marketplace.desk.exchange.selectors import count_kinds, imports_of, refused_items
from marketplace.desk.exchange.services import confirm_import, drop_import, open_import
from marketplace.desk.exchange.tasks import apply, check
from marketplace.desk.exchange.writing import CSV, XLSX, export, report, template
from marketplace.desk.listing_views import SECTION, closed_answer, person
from marketplace.desk.pages import render_desk
from marketplace.stalls.enums import Capability

PER_PAGE: Final = 50
_RECENT: Final = 10
_BADGES: Final = {
    ItemKind.NEW: "badge-vouch",
    ItemKind.CHANGED: "badge-way",
    ItemKind.UNCHANGED: "badge-off",
    ItemKind.REFUSED: "badge-wrong",
}


class ImportForm(FloorForm):
    """The table and, where its lines name pictures, a ZIP of them."""

    table = forms.FileField(
        label=gettext_lazy("Bảng XLSX hoặc CSV"),
        help_text=gettext_lazy("Tối đa 5.000 dòng, 8 MB."),
        widget=forms.ClearableFileInput({"accept": ".xlsx,.csv,.txt,.tsv"}),
        error_messages={
            "required": gettext_lazy("Bạn chưa chọn tệp bảng."),
            "empty": gettext_lazy("Tệp trống."),
            "missing": gettext_lazy("Bạn chưa chọn tệp bảng."),
            "invalid": gettext_lazy("Bạn chưa chọn tệp bảng."),
        },
    )
    pictures = forms.FileField(
        label=gettext_lazy("Ảnh trong một tệp ZIP"),
        required=False,
        help_text=gettext_lazy("Tối đa 30 MB, mỗi ảnh 12 MB. Bỏ trống nếu không gửi ảnh mới."),
        widget=forms.ClearableFileInput({"accept": ".zip"}),
        error_messages={"empty": gettext_lazy("Tệp ZIP trống.")},
    )


@desk_page(Capability.EDIT_LISTINGS)
@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    """Take a table, and list the ones that were sent."""
    form = ImportForm()
    problem = ""
    if request.method == "POST" and desk.stall.is_closed:
        return closed_answer(request, request.path)
    if request.method == "POST" and not desk.is_meant_by(request.POST):
        problem = desk.other_stall_words
    elif request.method == "POST":
        form = ImportForm(request.POST, files=request.FILES)
        if form.is_valid():
            values = form.cleaned_data
            try:
                job = open_import(
                    stall=desk.stall,
                    table=values["table"].file,
                    name=values["table"].name,
                    pictures=values["pictures"].file if values["pictures"] else None,
                    by=person(request),
                )
            except FloorError as error:
                problem = error.message
            else:
                queue(check, job.pk)
                return redirect("desk:import", job_pk=job.pk)
    context = {
        "form": form,
        "problem": problem,
        "may_import": desk.may_now(Capability.EDIT_LISTINGS),
        "jobs": imports_of(desk.stall)[:_RECENT],
    }
    status = 422 if request.method == "POST" else 200
    return render_desk(request, desk, "desk/imports.html", context, section=SECTION, status=status)


@desk_page(Capability.EDIT_LISTINGS)
@require_safe
def import_template(request: HttpRequest, desk: Desk) -> HttpResponseBase:  # noqa: ARG001 - every view of the desk is handed it
    """Hand out the empty table with its explanations."""
    is_csv = request.GET.get("dang") == "csv"
    return _file(template(is_csv=is_csv), "mau-nhap-hang", is_csv=is_csv)


@desk_page(Capability.EDIT_LISTINGS)
@require_safe
def import_export(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    """Hand out the stall's goods in the same columns."""
    is_csv = request.GET.get("dang") == "csv"
    name = f"mat-hang-{timezone.localdate():%Y-%m-%d}"
    return _file(export(stall=desk.stall, is_csv=is_csv), name, is_csv=is_csv)


@desk_page(Capability.EDIT_LISTINGS)
@require_safe
def import_page(request: HttpRequest, desk: Desk, job_pk: int) -> HttpResponseBase:
    """Show how far an import is, and listing by listing what it would do or has done."""
    job = _find(desk, job_pk)
    kind = str(request.GET.get("loai", ""))
    kind = kind if kind in ItemKind.values else ""
    counts = count_kinds(job)
    items = job.items.select_related("listing")
    pages = Paginator(items.filter(kind=kind) if kind else items.all(), PER_PAGE)
    page = pages.get_page(request.GET.get("trang"))

    def url(number: int, chosen: str = kind) -> str:
        query = {
            key: value for key, value in (("loai", chosen), ("trang", number if number > 1 else "")) if value
        }
        return f"{request.path}?{urlencode(query)}" if query else request.path

    refused = refused_items(job).count() if job.state in {JobState.CHECKED, JobState.DONE} else 0
    context = {
        "job": job,
        "is_over": job.state == JobState.DONE,
        "rows": [_row(item) for item in page.object_list] if not job.is_running else [],
        "page": page_links(page.number, pages.num_pages, url),
        "chips": [
            (str(one.label), url(1, one.value), counts[one], one.value == kind)
            for one in ItemKind
            if counts.get(one)
        ],
        "everything": sum(counts.values()),
        "all_url": url(1, ""),
        "kind": kind,
        "counts": {one.value: counts.get(one, 0) for one in ItemKind},
        "to_write": counts.get(ItemKind.NEW, 0) + counts.get(ItemKind.CHANGED, 0),
        "refused": refused,
        "may_import": desk.may_now(Capability.EDIT_LISTINGS),
        "outcomes": {one.value: job.items.filter(outcome=one).count() for one in Outcome}
        if job.state == JobState.DONE
        else {},
    }
    return render_desk(request, desk, "desk/import.html", context, section=SECTION)


@desk_page(Capability.EDIT_LISTINGS)
@require_POST
def import_apply(request: HttpRequest, desk: Desk, job_pk: int) -> HttpResponseBase:
    """Let it be done. A second post changes nothing."""
    job = _find(desk, job_pk)
    was = job.state
    try:
        confirmed = confirm_import(
            job=job, is_submitting=request.POST.get("cach") == "gui-duyet", by=person(request)
        )
    except FloorError as error:
        messages.warning(request, error.message)
    else:
        if was != confirmed.state:
            queue(apply, job.pk)
    return redirect("desk:import", job_pk=job.pk)


@desk_page(Capability.EDIT_LISTINGS)
@require_POST
def import_drop(request: HttpRequest, desk: Desk, job_pk: int) -> HttpResponseBase:
    """Forget it: nothing of it was written."""
    job = _find(desk, job_pk)
    try:
        drop_import(job=job, by=person(request))
    except FloorError as error:
        messages.warning(request, error.message)
        return redirect("desk:import", job_pk=job.pk)
    messages.success(request, _("Đã bỏ lần nhập này. Chưa mặt hàng nào thay đổi."))
    return redirect("desk:imports")


@desk_page(Capability.EDIT_LISTINGS)
@require_safe
def import_report(request: HttpRequest, desk: Desk, job_pk: int) -> HttpResponseBase:
    """Hand out the refused lines with their reasons; mended, the file can be sent again."""
    job = _find(desk, job_pk)
    is_csv = request.GET.get("dang") == "csv"
    data = report(items=refused_items(job), used=job.columns, is_csv=is_csv)
    return _file(data, f"dong-bi-tu-choi-{job.pk}", is_csv=is_csv)


def _find(desk: Desk, job_pk: int) -> ImportJob:
    """Return an import of the stall at whose desk the person stands, or 404 (law 6)."""
    return get_object_or_404(imports_of(desk.stall), pk=job_pk)


def _row(item: ImportItem) -> dict[str, object]:
    """Return one listing as the page shows it: names of columns in place of keys."""
    kind = ItemKind.REFUSED if item.outcome == Outcome.REFUSED else ItemKind(item.kind)
    return {
        "item": item,
        "kind": kind,
        "badge": _BADGES[kind],
        "words": item.get_outcome_display() if item.outcome else kind.label,
        "lines": ", ".join(str(number) for number, _cells in item.lines),
        "changes": [
            (number, column_name(column), _shown(column, old), _shown(column, new))
            for number, column, old, new in item.changes
        ],
        "problems": [(number, column_name(column), words) for number, column, words in item.problems],
        "many": len(item.lines) > 1,
    }


def _shown(column: str, text: str) -> str:
    """Return a price as people write it; everything else stands as in the table."""
    return format_vnd(int(text)) if column in {"price", "price_was"} and text.isdecimal() else text


def _file(data: bytes, name: str, *, is_csv: bool) -> HttpResponse:
    response = HttpResponse(data, content_type=CSV if is_csv else XLSX)
    ending = "csv" if is_csv else "xlsx"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
