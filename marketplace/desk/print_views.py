"""Papers that go with a parcel: the label on it and the list in it, on A6 or A4, several at once.

The code on a label leads to the order at the desk: whoever holds the parcel scans it and sends it. It
names nobody.
"""

from dataclasses import dataclass
from typing import Final

import segno
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from marketplace.desk.access import Desk, desk_page
from marketplace.desk.order_forms import MOST_AT_ONCE
from marketplace.desk.order_selectors import DeskPart, parts_at, read_parts
from marketplace.stalls.enums import Capability
from marketplace.stalls.messages import path_for_stalls

KINDS: Final[dict[str, str | Promise]] = {"nhan": _("Nhãn gửi hàng"), "phieu": _("Phiếu đóng hàng")}
PAPERS: Final = ("a6", "a4")


@dataclass(frozen=True, slots=True)
class Paper:
    """One order on paper. ``code`` is a drawing."""

    part: DeskPart
    code: SafeString


@desk_page(Capability.PACK_ORDERS)
@require_safe
def orders_print(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    """Show the papers of the orders that ``don`` names, ready for the printer."""
    kind = request.GET.get("loai", "nhan")
    paper = request.GET.get("giay", "a6" if kind == "nhan" else "a4")
    if kind not in KINDS or paper not in PAPERS:
        raise Http404
    numbers = request.GET.getlist("don")[:MOST_AT_ONCE]
    rows = parts_at(desk.stall).filter(number__in=numbers).order_by("created_at", "pk")
    papers = [Paper(part, _code(part)) for part in read_parts(rows)]
    context = {
        "desk": desk,
        "stall": desk.stall,
        "papers": papers,
        "kind": kind,
        "paper": paper,
        "title": KINDS[kind],
        "others": [
            (KINDS[other], size.upper(), _address(numbers, other, size), (other, size) == (kind, paper))
            for other in KINDS
            for size in PAPERS
        ],
    }
    return render(request, "desk/orders/print.html", context)


def _code(part: DeskPart) -> SafeString:
    path = path_for_stalls("desk:order", part_number=part.number)
    drawn = segno.make(f"{settings.SITE_URL}{path}", error="m", micro=False)
    return mark_safe(  # noqa: S308 - a drawing of our own address, made of numbers
        drawn.svg_inline(border=2, omitsize=True, svgclass="qr", lineclass=None)
    )


def _address(numbers: list[str], kind: str, paper: str) -> str:
    asked = QueryDict(mutable=True)
    asked["loai"] = kind
    asked["giay"] = paper
    asked.setlist("don", numbers)
    return f"?{asked.urlencode()}"
