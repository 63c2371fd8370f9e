"""What the back office gets from stalls: the officers' pages, their menu item and the permission."""

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from marketplace.stalls.views import PERMISSION


class StallMenuItem(MenuItem):
    """Shown to those who may suspend a stall."""

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(PERMISSION)


@hooks.register("register_admin_urls")
def office_urls() -> list[URLPattern | URLResolver]:
    """Mount the officers' pages; Wagtail asks for access to the back office before them."""
    return [path("", include("marketplace.stalls.office_urls"))]


@hooks.register("register_admin_menu_item")
def stalls_menu_item() -> MenuItem:
    """Lead to every stall."""
    return StallMenuItem(
        _("Gian hàng"), reverse_lazy("stalls_office:stalls"), name="gian-hang", icon_name="group", order=30
    )


@hooks.register("register_permissions")
def permissions() -> QuerySet[Permission]:
    """Let the permission to suspend be given in the back office."""
    return Permission.objects.filter(content_type__app_label="stalls", codename="suspend_stall")
