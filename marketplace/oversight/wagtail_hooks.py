"""What the back office gets from the department's desk: pages, menu, rows to edit, names of log actions."""

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.actions.registry import ActionRegistry
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.viewsets.model import ModelViewSetGroup
from wagtail.log_actions import LogActionRegistry

from marketplace.core.office.edit_log import keep_both_sides
from marketplace.core.office.menu import OfficeMenuItem, numbered
from marketplace.core.office.rows import RowViewSet, RuleViewSet
from marketplace.core.office.waiting import sources_for
from marketplace.oversight.category_office import CategoryViewSet
from marketplace.oversight.models import LegalClock, ReviewReason, TakeDownBasis
from marketplace.oversight.queue import count_waiting, counts_by_kind
from marketplace.oversight.takedowns import PERMISSION
from marketplace.shop.catalogue.models import Category


class QueueMenuItem(MenuItem):
    """The queue with the number that waits."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(sources_for(request))

    def render_component(self, request: HttpRequest) -> Any:
        return numbered(super().render_component(request), count_waiting(request))


class QueuePanel(Component):
    """The work of the day, first on the start page."""

    name = "oversight_queue"
    order = 10
    template_name = "oversight/home_panel.html"

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        request = parent_context["request"]
        counts = [count for count in counts_by_kind(request) if count[2]]
        return {"waiting": count_waiting(request), "counts": counts}


class ClockViewSet(RuleViewSet):
    """How long the department may take."""

    model = LegalClock
    name = "thoi-han"
    icon = "time"
    menu_label = _("Thời hạn")
    own_fields = ("code", "name", "hours", "warn_hours")
    list_display = ("name", "hours", "warn_hours", "valid_from", "citation", "grade", "confirmed_by")


class ReasonViewSet(RowViewSet):
    """Reasons to choose from."""

    model = ReviewReason
    name = "ly-do"
    icon = "list-ul"
    menu_label = _("Lý do")
    form_fields = ("scope", "code", "text", "is_active", "position")
    list_display = ("text", "scope", "is_active", "position")
    list_filter = ("scope", "is_active")


class BasisViewSet(RuleViewSet):
    """Articles to take goods down by."""

    model = TakeDownBasis
    name = "can-cu-go-hang"
    icon = "doc-full"
    menu_label = _("Căn cứ gỡ hàng")
    own_fields = ("code", "name", "position")
    list_display = ("name", "citation", "grade", "confirmed_by")


class OversightRows(ModelViewSetGroup):
    """What the department sets about its own work."""

    menu_label = _("Thời hạn, lý do")
    menu_icon = "time"
    menu_order = 55
    items = (ClockViewSet, ReasonViewSet, BasisViewSet)


@hooks.register("register_actions")
def log_rows(registry: ActionRegistry) -> None:
    """Log edits of aisles and reasons with before and after; dated rows are logged so already."""
    keep_both_sides(registry, Category, ReviewReason)


@hooks.register("register_admin_viewset")
def register_rows() -> OversightRows:
    """Put the rows into the menu."""
    return OversightRows()


@hooks.register("register_admin_viewset")
def register_categories() -> CategoryViewSet:
    """Put the tree of aisles into the menu."""
    return CategoryViewSet()


@hooks.register("register_admin_urls")
def office_urls() -> list[URLPattern | URLResolver]:
    """Mount the department's pages; Wagtail asks for access to the back office before them."""
    return [path("", include("marketplace.oversight.office_urls"))]


@hooks.register("register_admin_menu_item")
def queue_menu_item() -> MenuItem:
    """Lead to the queue."""
    return QueueMenuItem(
        _("Chờ xử lý"),
        reverse_lazy("oversight_office:queue"),
        name="cho-xu-ly",
        icon_name="clipboard-list",
        order=10,
    )


@hooks.register("register_admin_menu_item")
def take_downs_menu_item() -> MenuItem:
    """Lead to take-downs."""
    return OfficeMenuItem(
        _("Gỡ hàng"),
        reverse_lazy("oversight_office:take_downs"),
        name="go-hang",
        icon_name="no-view",
        order=25,
        permission=PERMISSION,
    )


@hooks.register("register_admin_menu_item")
def log_menu_item() -> MenuItem:
    """Lead to the log."""
    return OfficeMenuItem(
        _("Nhật ký của Sở"),
        reverse_lazy("oversight_office:log"),
        name="nhat-ky",
        icon_name="history",
        order=60,
        permission=PERMISSION,
    )


@hooks.register("construct_homepage_panels")
def queue_panel(request: HttpRequest, panels: list[Component]) -> None:
    """Show officers what waits for them."""
    if sources_for(request):
        panels.append(QueuePanel())


@hooks.register("register_permissions")
def permissions() -> QuerySet[Permission]:
    """Let the right to answer reports be given in the back office."""
    return Permission.objects.filter(content_type__app_label="oversight", codename="answer_report")


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    """Name what the log says of the department's work."""
    for name, label in (
        ("listings.decide", _("Quyết định duyệt")),
        ("oversight.take_down_asked", _("Ghi yêu cầu gỡ")),
        ("oversight.take_down_down", _("Gỡ hàng theo căn cứ")),
        ("oversight.take_down_kept", _("Không gỡ")),
        ("oversight.take_down_back", _("Đưa trở lại kệ")),
        ("oversight.report_answered", _("Trả lời phản ánh")),
    ):
        actions.register_action(name, label, label)
