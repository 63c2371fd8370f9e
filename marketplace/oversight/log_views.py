"""The department's log: who did what, when, and what stood there before and after."""

from typing import Final

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from wagtail.admin.paginator import WagtailPaginator
from wagtail.log_actions import registry

from marketplace.core.office import frame, office_only
from marketplace.oversight.log_lines import log_line
from marketplace.oversight.selectors import log_entries
from marketplace.oversight.takedowns import PERMISSION

_PER_PAGE: Final = 50


_KINDS: Final = (
    "listings.decide",
    "listings.take_down",
    "listings.licence_ended",
    "listings.price_seen",
    "listings.archive",
    "listings.restore",
    "oversight.take_down_asked",
    "oversight.take_down_down",
    "oversight.take_down_kept",
    "oversight.take_down_back",
    "oversight.report_answered",
    "search.index_retried",
    "stalls.suspend",
    "stalls.reopen",
    "wagtail.create",
    "wagtail.edit",
    "wagtail.delete",
)


@require_GET
@office_only(PERMISSION)
def office_log(request: HttpRequest) -> HttpResponseBase:
    """Show the log, newest first; ``viec`` chooses one kind of action."""
    entries = log_entries().order_by("-timestamp", "-pk")
    action = request.GET.get("viec", "")
    if action:
        entries = entries.filter(action=action)
    page = WagtailPaginator(entries, _PER_PAGE).get_page(request.GET.get("p"))
    kinds = [(kind, registry.get_action_label(kind)) for kind in _KINDS]
    context = frame(_("Nhật ký của Sở"), "history")
    context |= {"lines": [log_line(entry) for entry in page.object_list], "page": page}
    context |= {"kinds": kinds, "kind": action}
    return render(request, "oversight/log.html", context)
