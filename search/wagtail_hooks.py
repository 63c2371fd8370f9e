"""What the back office gets from search: one entry of the menu, under which every page of search stands."""

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.actions.registry import ActionRegistry
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.log_actions import LogActionRegistry
from wagtail.permissions import register_permission_policy

from marketplace.core.office.edit_log import keep_both_sides
from marketplace.core.office.menu import OfficeMenuItem
from marketplace.core.office.rows import ChangeOnlyPolicy
from search.models import HiddenPhrase, PinnedGoods, RankingWeight, SynonymSet
from search.office.dead_letters import MEND, number_to_tell
from search.office.kinds import TRY
from search.office.report_panels import HealthPanel, KeepingRuleViewSet
from search.office.report_views import READ
from search.office.viewsets import (
    MENU_HOOK,
    HiddenViewSet,
    PinViewSet,
    SynonymViewSet,
    WeightViewSet,
)

search_menu = Menu(register_hook_name=MENU_HOOK, construct_hook_name="construct_search_menu")
register_permission_policy(RankingWeight, ChangeOnlyPolicy(RankingWeight), exact_class=True)


@hooks.register("register_admin_menu_item")
def search_menu_item() -> MenuItem:
    """Lead to what officers set and see of search."""
    return SubmenuMenuItem(_("Tìm kiếm"), search_menu, name="tim-kiem", icon_name="search", order=58)


@hooks.register("register_admin_urls")
def office_urls() -> list[URLPattern | URLResolver]:
    """Mount the officers' own pages; Wagtail asks for access to the back office before them."""
    return [path("", include("search.office.report_urls")), path("", include("search.office.urls"))]


@hooks.register(MENU_HOOK)
def report_menu_item() -> MenuItem:
    """Lead to what was searched for."""
    return OfficeMenuItem(
        _("Báo cáo tìm kiếm"),
        reverse_lazy("search_report:report"),
        name="bao-cao-tim-kiem",
        icon_name="history",
        order=70,
        permission=READ,
    )


@hooks.register(MENU_HOOK)
def dead_letters_menu_item() -> MenuItem:
    """Lead to what could not be indexed."""
    return OfficeMenuItem(
        _("Chưa vào chỉ mục"),
        reverse_lazy("search_report:dead_letters"),
        name="chua-vao-chi-muc",
        icon_name="warning",
        order=80,
        permission=MEND,
        waiting=number_to_tell,
    )


@hooks.register(MENU_HOOK)
def preview_menu_item() -> MenuItem:
    """Lead to the page that shows before and after."""
    return OfficeMenuItem(
        _("Xem thử xếp hạng"),
        reverse_lazy("search_office:compare"),
        name="xem-thu",
        icon_name="view",
        order=10,
        permission=TRY,
    )


@hooks.register("register_admin_viewset")
def keeping_rules() -> KeepingRuleViewSet:
    """Let the department say how long counts are kept."""
    return KeepingRuleViewSet(menu_hook=MENU_HOOK)


@hooks.register("register_admin_viewset")
def register_rules() -> list[ModelViewSet]:
    """Let officers edit what steers search."""
    return [SynonymViewSet(), PinViewSet(), HiddenViewSet(), WeightViewSet()]


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
    actions.register_action("search.index_retried", _("Cho lập chỉ mục lại"), _("Cho lập chỉ mục lại"))


@hooks.register("register_actions")
def log_rules(registry: ActionRegistry) -> None:
    """Log every edit with before and after."""
    keep_both_sides(registry, SynonymSet, PinnedGoods, HiddenPhrase, RankingWeight)
