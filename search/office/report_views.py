"""The officers' pages: what was searched for, the same as a file, and what could not be indexed."""

import csv
from http import HTTPStatus
from typing import Final, cast

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages

from marketplace.accounts.models import User
from marketplace.core.charts import bar_chart
from marketplace.core.files.spreadsheets import safe_cell
from marketplace.core.office.pages import frame, office_only
from search.breaker import current_outage
from search.counting.report import SHOWN_FROM, Report, read_report
from search.counting.retention import days_kept
from search.models.counts import LAST_POSITION
from search.office.dead_letters import MEND, count_dead_letters, read_dead_letters, retry_dead_letters
from search.office.kinds import TRY

READ: Final = "search.read_report"
_SPANS: Final = ((7, gettext_lazy("7 ngày")), (30, gettext_lazy("30 ngày")), (90, gettext_lazy("90 ngày")))
_USUAL: Final = 30
_MOST_BARS: Final = 12
_KEY_DIGITS: Final = 18


@require_safe
@office_only(READ)
def report(request: HttpRequest) -> HttpResponseBase:
    """Show what was searched for in a span of days."""
    days = _days(request)
    found = read_report(days=days)
    context = frame(_("Báo cáo tìm kiếm"), "search") | {
        "outage": current_outage(),
        "report": found,
        "days": days,
        "spans": [(number, words, number == days) for number, words in _SPANS],
        "shown_from": SHOWN_FROM,
        "days_kept": days_kept(),
        "chart": bar_chart(_bars(found), ends_now=False),
        "positions": _positions(found),
        "can_try": request.user.has_perm(TRY),
    }
    return render(request, "search/office/report.html", context)


@require_safe
@office_only(READ)
def report_file(request: HttpRequest) -> HttpResponseBase:
    """Hand out the same figures as CSV; it opens in a spreadsheet, and no cell of it is a formula."""
    found = read_report(days=_days(request))
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    name = f"tim-kiem-{found.first.isoformat()}-{found.last.isoformat()}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.write("\ufeff")  # a spreadsheet reads Vietnamese only after this mark
    sheet = csv.writer(response)
    sheet.writerow([_("Phần"), _("Từ khóa"), _("Lượt tìm"), _("Không có kết quả"), _("Lượt chọn")])
    for part, questions in ((_("Tìm nhiều"), found.top), (_("Không có kết quả"), found.without)):
        for one in questions:
            sheet.writerow([part, safe_cell(one.text), one.asked, one.empty, one.clicks])
    for position, clicks in found.positions:
        sheet.writerow([_("Theo vị trí"), safe_cell(_position_name(position)), "", "", clicks])
    return response


@require_safe
@office_only(MEND)
def dead_letters(request: HttpRequest) -> HttpResponseBase:
    """Show the products that could not be indexed, and why."""
    letters, page = read_dead_letters(request.GET.get("p", ""))
    context = frame(_("Hàng chưa vào chỉ mục"), "warning")
    context |= {"letters": letters, "page": page, "outage": current_outage()}
    context["products"] = count_dead_letters()
    return render(request, "search/office/dead_letters.html", context)


@require_POST
@office_only(MEND)
def retry(request: HttpRequest) -> HttpResponseBase:
    """Let the product ``mon``, or with ``tat-ca`` all of them, be indexed again."""
    said = request.POST.get("mon", "")
    is_key = said.isascii() and said.isdigit() and len(said) <= _KEY_DIGITS
    if not is_key and request.POST.get("tat-ca") != "1":
        messages.warning(request, _("Chưa chọn mặt hàng nào để thử lại."))
        return _to_dead_letters()
    product_id = int(said) if is_key else None
    count = retry_dead_letters(user=cast("User", request.user), product_id=product_id)
    if count:
        words = ngettext(
            "Đã xếp hàng lập mục lại %d mặt hàng. Máy làm trong vòng một phút; món nào vẫn hỏng sẽ hiện lại ở đây.",
            "Đã xếp hàng lập mục lại %d mặt hàng. Máy làm trong vòng một phút; món nào vẫn hỏng sẽ hiện lại ở đây.",
            count,
        )
        messages.success(request, words % count)
    else:
        messages.warning(request, _("Không còn gì để thử lại: có thể vừa có người bấm rồi."))
    return _to_dead_letters()


def _to_dead_letters() -> HttpResponse:
    answer = redirect("search_report:dead_letters")
    answer.status_code = HTTPStatus.SEE_OTHER
    return answer


def _days(request: HttpRequest) -> int:
    said = request.GET.get("ngay", "")
    return next((days for days, _words in _SPANS if said == str(days)), _USUAL)


def _position_name(position: int) -> str:
    return _("%d trở đi") % position if position == LAST_POSITION else str(position)


def _positions(found: Report) -> list[tuple[str, int, int]]:
    """Return (position, clicks, their share in hundredths)."""
    return [
        (_position_name(position), clicks, round(100 * clicks / found.clicks))
        for position, clicks in found.positions
    ]


def _bars(found: Report) -> list[tuple[str, int, str]]:
    """Return a bar for each of the first positions, and one for all that follow."""
    clicks = dict(found.positions)
    bars = [(str(place), clicks.get(place, 0)) for place in range(1, _MOST_BARS)]
    rest = sum(count for place, count in found.positions if place >= _MOST_BARS)
    return [(label, count, str(count)) for label, count in [*bars, (f"{_MOST_BARS}+", rest)]]
