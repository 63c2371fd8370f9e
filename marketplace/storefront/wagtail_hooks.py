"""What the back office gets from the storefront: the reviews that wait."""

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogActionRegistry

from marketplace.storefront.moderation import PERMISSION
from marketplace.storefront.reviews import waiting_reviews


class ReviewsMenuItem(MenuItem):
    """The reviews, with the number that waits, for those who decide about them."""

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(PERMISSION)

    def render_component(self, request: HttpRequest) -> Any:
        item = super().render_component(request)
        number = waiting_reviews().count()
        if number:
            item.label = f"{item.label} ({number})"
        return item


@hooks.register("register_admin_urls")
def office_urls() -> list[URLPattern | URLResolver]:
    """Mount the officers' pages; Wagtail asks for access to the back office before them."""
    return [path("", include("marketplace.storefront.office_urls"))]


@hooks.register("register_admin_menu_item")
def reviews_menu_item() -> MenuItem:
    """Lead to the reviews that wait."""
    return ReviewsMenuItem(
        _("Đánh giá"), reverse_lazy("reviews_office:waiting"), name="danh-gia", icon_name="comment", order=40
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
