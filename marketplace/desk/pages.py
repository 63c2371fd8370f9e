"""How a page of the desk is drawn: the stall's face, and the way to what the person's role may see."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from marketplace.desk.access import Desk
from marketplace.desk.listing_rows import count_to_mend
from marketplace.desk.order_selectors import count_work
from marketplace.stalls.dossiers.selectors import papers_to_renew
from marketplace.stalls.enums import Capability
from search.selectors import stall_card


@dataclass(frozen=True, slots=True)
class Section:
    """One entry of the desk's bar. ``count`` says how many things wait there, at one query."""

    key: str
    label: Any
    icon: str
    url_name: str
    capability: Capability
    count: Callable[[Desk], int] | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A section as the bar shows it."""

    key: str
    label: str
    icon: str
    url: str
    count: int


def _papers_that_end(desk: Desk) -> int:
    return len(papers_to_renew(desk.stall)) if desk.may(Capability.SEE_FACTS) else 0


SECTIONS: Final = (
    Section("home", _("Hôm nay"), "home", "desk:home", Capability.SEE_DESK),
    Section(
        "orders",
        _("Đơn hàng"),
        "box",
        "desk:orders",
        Capability.PACK_ORDERS,
        lambda desk: count_work(desk.stall),
    ),
    Section(
        "listings",
        _("Mặt hàng"),
        "leaf",
        "desk:listings",
        Capability.SET_STOCK,
        lambda desk: count_to_mend(desk.stall),
    ),
    Section("money", pgettext_lazy("desk", "Tiền hàng"), "chart", "desk:money", Capability.SEE_MONEY),
    Section("stall", _("Gian hàng"), "stall", "desk:stall", Capability.SEE_DESK, _papers_that_end),
)


def entries(desk: Desk) -> list[Entry]:
    """Return the sections that the person may open."""
    return [
        Entry(
            key=section.key,
            label=str(section.label),
            icon=section.icon,
            url=reverse(section.url_name),
            count=section.count(desk) if section.count else 0,
        )
        for section in SECTIONS
        if desk.may(section.capability)
    ]


def render_desk(
    request: HttpRequest,
    desk: Desk,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    section: str,
    status: int = 200,
) -> HttpResponse:
    """Draw a page inside the desk. ``section`` names the entry of the bar that is current."""
    frame = {
        "desk": desk,
        "desk_entries": entries(desk),
        "desk_face": stall_card(desk.stall, 0),
        "section": section,
    }
    return render(request, template, {**frame, **(context or {})}, status=status)
