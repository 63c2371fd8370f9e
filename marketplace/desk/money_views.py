"""What was sold and what was paid: charts with their tables, for a span of days, and the same as a file."""

import csv
import datetime as dt
from dataclasses import dataclass

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from marketplace.core.charts import RowChart, bar_chart, row_chart
from marketplace.core.files.spreadsheets import safe_cell
from marketplace.core.forms import FloorForm
from marketplace.core.money import format_vnd
from marketplace.core.templatetags.floor import grouped
from marketplace.desk.access import Desk, desk_page
from marketplace.desk.interest import views_by_day, views_by_product
from marketplace.desk.pages import render_desk
from marketplace.desk.sales import (
    Share,
    money_of,
    sales_by_commune,
    sales_by_day,
    sales_by_product,
    total,
)
from marketplace.stalls.enums import Capability

_SPANS = ((7, gettext_lazy("7 ngày")), (30, gettext_lazy("30 ngày")), (90, gettext_lazy("90 ngày")))
_MOST_DAYS = 366
_USUAL_DAYS = 30


class SpanForm(FloorForm):
    """From one day to another."""

    tu = forms.DateField(
        label=gettext_lazy("Từ ngày"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    den = forms.DateField(
        label=gettext_lazy("Đến ngày"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )


@dataclass(frozen=True, slots=True)
class Span:
    """The days that are asked for, both ends included."""

    first: dt.date
    last: dt.date

    @property
    def query(self) -> str:
        """Return the span as an address carries it."""
        return f"tu={self.first.isoformat()}&den={self.last.isoformat()}"


@desk_page(Capability.SEE_MONEY)
@require_safe
def money(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    """Show what was sold by day, product and commune, and the money of the month."""
    span = _span(request)
    today = timezone.localdate()
    days = sales_by_day(desk.stall, span.first, span.last)
    looked = views_by_day(desk.stall, span.first, span.last)
    products = sales_by_product(desk.stall, span.first, span.last)
    communes = sales_by_commune(desk.stall, span.first, span.last)
    product_chart, commune_chart = _chart_of(products), _chart_of(communes)
    looked_products = views_by_product(desk.stall, span.first, span.last)
    looked_rows = row_chart([(one.title, one.views, grouped(one.views)) for one in looked_products])
    spans = [(name, Span(today - dt.timedelta(days=count - 1), today)) for count, name in _SPANS]
    context = {
        "span": span,
        "spans": [(name, one.query, one == span) for name, one in spans],
        "form": SpanForm({"tu": span.first.isoformat(), "den": span.last.isoformat()}),
        "days": days,
        "chart": bar_chart([(f"{day.day:%d/%m}", day.amount, short_amount(day.amount)) for day in days]),
        "best": max(days, key=lambda day: day.amount),
        "products": products,
        "product_chart": product_chart,
        "product_words": _in_words(product_chart),
        "communes": communes,
        "commune_chart": commune_chart,
        "commune_words": _in_words(commune_chart),
        "sold": total(days),
        "orders": sum(day.orders for day in days),
        "month": today,
        "money": money_of(desk.stall, since=today.replace(day=1)),
        "looked": looked,
        "looked_chart": bar_chart([(f"{day.day:%d/%m}", day.views, str(day.views or "")) for day in looked]),
        "looked_most": max(looked, key=lambda day: day.views),
        "looked_sum": sum(day.views for day in looked),
        "looked_products": looked_products,
        "looked_rows": looked_rows,
        "looked_words": _in_words(looked_rows),
    }
    return render_desk(request, desk, "desk/money/page.html", context, section="money")


@desk_page(Capability.SEE_MONEY)
@require_safe
def money_file(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    """Hand out the same figures as CSV; it opens in a spreadsheet, and no cell of it is a formula."""
    span = _span(request)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    name = f"ban-hang-{span.first.isoformat()}-{span.last.isoformat()}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.write("\ufeff")  # a spreadsheet reads Vietnamese only after this mark
    sheet = csv.writer(response)
    sheet.writerow([_("Theo"), _("Tên"), _("Số lượng"), _("Số tiền (đồng)")])
    for day in sales_by_day(desk.stall, span.first, span.last):
        sheet.writerow([_("Ngày"), f"{day.day:%d/%m/%Y}", day.orders, day.amount])
    for share in sales_by_product(desk.stall, span.first, span.last):
        sheet.writerow([_("Mặt hàng"), safe_cell(share.name), share.count, share.amount])
    for share in sales_by_commune(desk.stall, span.first, span.last):
        sheet.writerow([_("Nơi nhận"), safe_cell(share.name), share.count, share.amount])
    for looked in views_by_product(desk.stall, span.first, span.last):
        sheet.writerow([_("Lượt xem"), safe_cell(looked.title), looked.views, ""])
    return response


def _chart_of(shares: list[Share]) -> RowChart:
    return row_chart([(share.name, share.amount, format_vnd(share.amount)) for share in shares])


def _in_words(chart: RowChart) -> str:
    """Say a drawing of names: all that it shows."""
    return "; ".join(f"{row.whole}: {row.value}" for row in chart.rows)


def short_amount(amount: int) -> str:
    """Return ``1,2`` for 1,200,000 đồng: millions, as they stand over a bar."""
    return f"{amount / 1_000_000:.1f}".replace(".", ",") if amount else ""


def _span(request: HttpRequest) -> Span:
    """Return the days asked for; what makes no sense becomes the last thirty."""
    form = SpanForm(request.GET)
    form.is_valid()
    today = timezone.localdate()
    last = min(form.cleaned_data.get("den") or today, today)
    first = form.cleaned_data.get("tu") or last - dt.timedelta(days=_USUAL_DAYS - 1)
    if not last - dt.timedelta(days=_MOST_DAYS) <= first <= last:
        first = last - dt.timedelta(days=_USUAL_DAYS - 1)
    return Span(first, last)
