"""Price and stock, which change at once: one number in the list, or several rows of a table in one post.

Each row says what it was filled in from, so nothing that changed meanwhile is written over. A row that
cannot be taken comes back as it was typed; the others are in force.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from marketplace.core.errors import FloorError
from marketplace.core.forms import FloorForm
from marketplace.core.money import written_dong
from marketplace.core.web.paging import page_links
from marketplace.desk.access import Desk, desk_page
from marketplace.desk.listing_editor import read_number
from marketplace.desk.listing_forms import MoneyField, StockField
from marketplace.desk.listing_rows import VariantRow, find_listings, variant_rows
from marketplace.desk.listing_views import SECTION, closed_answer, find_listing, person
from marketplace.desk.pages import render_desk
from marketplace.listings.models import Listing
from marketplace.listings.selectors import listings_of
from marketplace.listings.shelf.offers import MAX_STOCK, StaleValueError, change_price, set_available
from marketplace.stalls.enums import Capability

# Twelve variants each, four fields a row: still fewer fields than a post may have.
LISTINGS_PER_PAGE: Final = 10
_KEY: Final = "hang"


class StockForm(FloorForm):
    """One number of the list and the one that stood there."""

    sku = forms.CharField(max_length=40)
    seen = forms.IntegerField(min_value=0, max_value=MAX_STOCK)
    available = StockField(label=gettext_lazy("Số còn"))


class RowForm(FloorForm):
    """One row of the table. ``seen`` carries the values that the row was drawn with."""

    seen = forms.CharField(max_length=120, widget=forms.HiddenInput)
    price = MoneyField(label=gettext_lazy("Giá"), required=False)
    price_was = MoneyField(label=gettext_lazy("Giá cũ, gạch đi"), required=False)
    available = StockField(label=gettext_lazy("Còn"), required=False)


@dataclass
class Row:
    """A variant with its form. ``problem`` is why it could not be taken."""

    listing: Listing
    variant: VariantRow
    form: RowForm
    problem: str = ""


@desk_page(Capability.SET_STOCK)
@require_POST
def stock(request: HttpRequest, desk: Desk, listing_pk: int) -> HttpResponseBase:
    """Set how many pieces of one variant are left to sell."""
    found = find_listing(desk, listing_pk)
    form = StockForm(request.POST)
    if not form.is_valid():
        messages.warning(request, _("Số còn là một số từ 0 tới một triệu."))
    else:
        values = form.cleaned_data
        try:
            set_available(
                listing=found, sku=values["sku"], available=values["available"], seen=values["seen"]
            )
        except FloorError as error:
            messages.warning(request, error.message)
        else:
            messages.success(
                request, _("%(title)s: còn %(count)d.") % {"title": found.title, "count": values["available"]}
            )
    home = reverse("desk:listings")
    back = str(request.POST.get("quay-lai", ""))
    return redirect(back if back.partition("?")[0] == home else home)


@desk_page(Capability.SET_STOCK)
@require_http_methods(["GET", "HEAD", "POST"])
def prices(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    """Show price and stock of many variants, and take over the rows that were changed."""
    if desk.stall.is_closed:
        return closed_answer(request, reverse("desk:listings"))
    may_price = desk.may(Capability.SET_PRICES)
    only = read_number(str(request.GET.get("mat-hang", "")))
    if only:
        listings: Any = listings_of(desk.stall).select_related("latest_revision").filter(pk=only)
    else:
        listings = find_listings(desk.stall, state="", words="")
    pages = Paginator(listings, LISTINGS_PER_PAGE)
    page = pages.get_page(request.GET.get("trang"))
    shown = list(page.object_list)
    rows = _rows(shown, request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        saved = _take(request, rows, may_price=may_price)
        if saved:
            words = ngettext(
                "Đã đổi %(count)d dòng, có hiệu lực ngay.", "Đã đổi %(count)d dòng, có hiệu lực ngay.", saved
            )
            messages.success(request, words % {"count": saved})
        if not any(row.problem or row.form.errors for row in rows):
            if not saved:
                messages.info(request, _("Chưa có số nào khác trước nên không có gì để lưu."))
            return redirect(request.get_full_path())
        _renew(rows)
        status = 422
    context = {
        "rows": rows,
        "may_price": may_price,
        "wrong": sum(bool(row.problem or (row.form.is_bound and row.form.errors)) for row in rows),
        "only": shown[0] if only and shown else None,
        "page": page_links(
            page.number,
            pages.num_pages,
            lambda number: request.path if number == 1 else f"{request.path}?trang={number}",
        ),
    }
    return render_desk(request, desk, "desk/prices.html", context, section=SECTION, status=status)


def _rows(listings: Sequence[Listing], data: Mapping[str, Any] | None) -> list[Row]:
    """Return a row for each variant; those that were sent hold what was typed."""
    known = variant_rows(listings)
    rows = []
    for listing in listings:
        for place, variant in enumerate(known.get(listing.pk, ())):
            prefix = f"{_KEY}{listing.pk}-{place}"
            was_sent = data is not None and f"{prefix}-seen" in data
            form = RowForm(data if was_sent else None, prefix=prefix, initial=_initial(variant))
            rows.append(Row(listing, variant, form))
    return rows


def _initial(variant: VariantRow) -> dict[str, Any]:
    return {
        "seen": f"{variant.sku}\n{variant.price}\n{variant.price_was or 0}\n{variant.available}",
        "price": written_dong(variant.price) if variant.price else "",
        "price_was": written_dong(variant.price_was) if variant.price_was else "",
        "available": variant.available,
    }


def _take(request: HttpRequest, rows: Sequence[Row], *, may_price: bool) -> int:
    """Write the rows that differ from what they were drawn with; returns how many."""
    saved = 0
    for row in rows:
        if row.form.is_bound and row.form.is_valid():
            try:
                # A row is taken whole: a price does not change beside a stock that was refused.
                with transaction.atomic():
                    saved += _write(request, row, may_price=may_price)
            except FloorError as error:
                row.problem = error.message
    return saved


def _write(request: HttpRequest, row: Row, *, may_price: bool) -> bool:
    values = row.form.cleaned_data
    seen = values["seen"].split("\n")
    if len(seen) != len(_initial(row.variant)) or seen[0] != row.variant.sku:
        raise StaleValueError(_("Quy cách vừa đổi chỗ. Bạn xem lại dòng này rồi lưu."), now=0)
    price, was, available = (read_number(one.strip()) for one in seen[1:])
    new_price, new_was = values["price"], values["price_was"] or 0
    changed = False
    if may_price and new_price is not None and (new_price, new_was) != (price, was):
        change_price(
            listing=row.listing,
            sku=row.variant.sku,
            price=new_price,
            price_was=new_was or None,
            seen=price,
            by=person(request),
        )
        changed = True
    if values["available"] is not None and values["available"] != available:
        set_available(listing=row.listing, sku=row.variant.sku, available=values["available"], seen=available)
        changed = True
    return changed


def _renew(rows: Sequence[Row]) -> None:
    """Let the page carry the values of now: the next post is filled in from what this answer shows."""
    known = variant_rows({row.listing.pk: row.listing for row in rows}.values())
    now = {(key, one.sku): one for key, variants in known.items() for one in variants}
    for row in rows:
        if row.form.is_bound:
            sent = cast("QueryDict", row.form.data).copy()
            row.variant = now[row.listing.pk, row.variant.sku]
            sent[f"{row.form.prefix}-seen"] = str(_initial(row.variant)["seen"])
            row.form.data = sent
