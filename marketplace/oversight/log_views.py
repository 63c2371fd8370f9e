"""The department's log: who did what, when, and what stood there before and after."""

from typing import Final

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from wagtail.admin.paginator import WagtailPaginator

from marketplace.core.office.pages import frame, office_only
from marketplace.oversight.log_kinds import log_kinds
from marketplace.oversight.log_lines import log_line
from marketplace.oversight.selectors import log_entries
from marketplace.oversight.takedowns import PERMISSION

_PER_PAGE: Final = 50


@require_GET
@office_only(PERMISSION)
def office_log(request: HttpRequest) -> HttpResponseBase:
    """Show the log, newest first; ``viec`` chooses one kind of action."""
    entries = log_entries().order_by("-timestamp", "-pk")
    action = request.GET.get("viec", "")
    if action:
        entries = entries.filter(action=action)
    page = WagtailPaginator(entries, _PER_PAGE).get_page(request.GET.get("p"))
    context = frame(_("Nhật ký của Sở"), "history")
    context |= {"lines": [log_line(entry) for entry in page.object_list], "page": page}
    context |= {"groups": log_kinds(), "kind": action}
    return render(request, "oversight/log.html", context)
