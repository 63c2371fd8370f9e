"""What the back office gets from search: one entry of the menu, under which every page of search stands."""

from typing import Final

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem
from wagtail.admin.ui.components import Component
from wagtail.log_actions import LogActionRegistry

from search.dead_letters import PERMISSION as MEND
from search.report_office import DeadLettersMenuItem, HealthPanel, KeepingRuleViewSet, ReportMenuItem

# Pages of search register their items under this hook; whoever may see none of them sees no group.
MENU_HOOK: Final = "register_search_menu_item"

search_menu = Menu(register_hook_name=MENU_HOOK, construct_hook_name="construct_search_menu")


@hooks.register("register_admin_menu_item")
def search_menu_item() -> MenuItem:
    """Lead to what officers set and see of search."""
    return SubmenuMenuItem(_("Tìm kiếm"), search_menu, name="tim-kiem", icon_name="search", order=58)


@hooks.register("register_admin_urls")
def report_urls() -> list[URLPattern | URLResolver]:
    """Mount the report and the list of what failed; Wagtail asks for access to the back office before them."""
    return [path("", include("search.report_urls"))]


@hooks.register(MENU_HOOK)
def report_menu_item() -> MenuItem:
    """Lead to what was searched for."""
    return ReportMenuItem(
        _("Báo cáo tìm kiếm"),
        reverse_lazy("search_report:report"),
        name="bao-cao-tim-kiem",
        icon_name="history",
        order=70,
    )


@hooks.register(MENU_HOOK)
def dead_letters_menu_item() -> MenuItem:
    """Lead to what could not be indexed."""
    return DeadLettersMenuItem(
        _("Chưa vào chỉ mục"),
        reverse_lazy("search_report:dead_letters"),
        name="chua-vao-chi-muc",
        icon_name="warning",
        order=80,
    )


@hooks.register("register_admin_viewset")
def keeping_rules() -> KeepingRuleViewSet:
    """Let the department say how long counts are kept."""
    return KeepingRuleViewSet(menu_hook=MENU_HOOK)


@hooks.register("construct_homepage_panels")
def health_panel(request: HttpRequest, panels: list[Component]) -> None:
    """Tell officers what ails the search."""
    if request.user.has_perm(MEND):
        panels.append(HealthPanel())


@hooks.register("register_permissions")
def permissions() -> QuerySet[Permission]:
    """Let the rights to the report and to the queue be given in the back office."""
    return Permission.objects.filter(
        content_type__app_label="search", codename__in=("read_report", "mend_index")
    )


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    """Name what the log says of the index."""
    actions.register_action("search.index_retried", _("Cho lập mục lại"), _("Cho lập mục lại"))
