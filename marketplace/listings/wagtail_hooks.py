"""What the back office gets from listings: the queue, the list, their menu items, and a log action."""

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.admin_url_finder import ModelAdminURLFinder, register_admin_url_finder
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.log_actions import LogActionRegistry

from marketplace.listings.models import Listing
from marketplace.listings.selectors import waiting_tasks
from marketplace.listings.views import PERMISSION


class OfficerMenuItem(MenuItem):
    """A menu item for those who decide about listings."""

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(PERMISSION)


class QueueMenuItem(OfficerMenuItem):
    """The queue with the number that waits."""

    def render_component(self, request: HttpRequest) -> Any:
        item = super().render_component(request)
        waiting = waiting_tasks().count()
        if waiting:
            item.label = f"{item.label} ({waiting})"
        return item


class QueuePanel(Component):
    """The work of the day, first on the start page."""

    name = "listings_queue"
    order = 10
    template_name = "listings/home_panel.html"

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:  # noqa: ARG002 - Wagtail's signature
        return {"waiting": waiting_tasks().count()}


class ListingURLFinder(ModelAdminURLFinder):
    """Where the back office shows a listing; its log and reports link there."""

    def construct_edit_url(self, instance: Listing) -> str:
        return reverse("listings_office:listing", kwargs={"pk": instance.pk})

    def get_edit_url(self, instance: Listing) -> str | None:
        return self.construct_edit_url(instance) if self.user.has_perm(PERMISSION) else None


register_admin_url_finder(Listing, ListingURLFinder)


@hooks.register("register_admin_urls")
def office_urls() -> list[URLPattern | URLResolver]:
    """Mount the officers' pages; Wagtail asks for access to the back office before them."""
    return [path("", include("marketplace.listings.office_urls"))]


@hooks.register("register_admin_menu_item")
def queue_menu_item() -> MenuItem:
    """Lead to the queue."""
    return QueueMenuItem(
        _("Chờ duyệt"),
        reverse_lazy("listings_office:queue"),
        name="duyet",
        icon_name="clipboard-list",
        order=10,
    )


@hooks.register("register_admin_menu_item")
def listings_menu_item() -> MenuItem:
    """Lead to every listing."""
    return OfficerMenuItem(
        _("Mặt hàng"),
        reverse_lazy("listings_office:listings"),
        name="mat-hang",
        icon_name="list-ul",
        order=20,
    )


@hooks.register("construct_homepage_panels")
def queue_panel(request: HttpRequest, panels: list[Component]) -> None:
    """Show officers what waits for them."""
    if request.user.has_perm(PERMISSION):
        panels.append(QueuePanel())


@hooks.register("construct_main_menu")
def without_help(request: HttpRequest, items: list[MenuItem]) -> None:  # noqa: ARG001 - Wagtail's signature
    """Leave out Wagtail's own help: it is English and leads off the floor."""
    items[:] = [item for item in items if item.name != "help"]


@hooks.register("register_permissions")
def permissions() -> QuerySet[Permission]:
    """Let the permission to approve be given in the back office."""
    return Permission.objects.filter(content_type__app_label="listings", codename="publish_listing")


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    """Name what the log says of a take-down."""
    actions.register_action("listings.take_down", _("Gỡ khỏi kệ"), _("Gỡ khỏi kệ theo quyết định của Sở"))
