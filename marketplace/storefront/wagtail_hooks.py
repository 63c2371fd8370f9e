"""What the back office gets from the storefront: the reviews that wait."""

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.urls import URLPattern, URLResolver, include, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogActionRegistry

from marketplace.core.office.menu import OfficeMenuItem
from marketplace.storefront.moderation import PERMISSION
from marketplace.storefront.reviews import waiting_reviews


@hooks.register("register_admin_urls")
def office_urls() -> list[URLPattern | URLResolver]:
    """Mount the officers' pages; Wagtail asks for access to the back office before them."""
    return [path("", include("marketplace.storefront.office_urls"))]


@hooks.register("register_admin_menu_item")
def reviews_menu_item() -> MenuItem:
    """Lead to the reviews that wait."""
    return OfficeMenuItem(
        _("Đánh giá"),
        reverse_lazy("reviews_office:waiting"),
        name="danh-gia",
        icon_name="comment",
        order=40,
        permission=PERMISSION,
        waiting=lambda: waiting_reviews().count(),
    )


@hooks.register("register_permissions")
def permissions() -> QuerySet[Permission]:
    """Let the permission to decide be given in the back office."""
    app_label, _dot, codename = PERMISSION.partition(".")
    return Permission.objects.filter(content_type__app_label=app_label, codename=codename)


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    """Name what the log says of reviews."""
    label = _("Quyết định về đánh giá")
    actions.register_action("storefront.review_decided", label, label)
