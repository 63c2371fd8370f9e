"""What the back office gets from listings: their list, its menu item, and a log action."""

from typing import Any

from django import forms
from django.contrib.auth.models import Permission
from django.db.models import Field, QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.actions.registry import ActionRegistry
from wagtail.admin.admin_url_finder import ModelAdminURLFinder, register_admin_url_finder
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.model import ModelViewSetGroup
from wagtail.log_actions import LogActionRegistry

from marketplace.core.office.edit_log import keep_both_sides
from marketplace.core.office.menu import OfficeMenuItem
from marketplace.core.office.rows import RuleViewSet
from marketplace.listings.labels.field import LabelLinesField
from marketplace.listings.labels.rules import label_groups
from marketplace.listings.models import LabelRule, Listing, ListingSettings, OcopSet
from marketplace.listings.views import PERMISSION
from marketplace.shop.catalogue.models import RestrictionRule

_ONE_A_LINE = _("Mỗi dòng một mục của nhãn, ví dụ «Thành phần»; «a | b» là một trong hai.")
LABEL_LINES = {
    "required": _ONE_A_LINE,
    "optional": _ONE_A_LINE,
    "names": _("Mỗi dòng «mục: tên», ví dụ «Thành phần: Chất liệu»."),
    "fixed": _("Mỗi dòng «mục: câu», ví dụ «Loại thực phẩm: Thực phẩm bảo vệ sức khỏe»."),
}


def _group_name(row: RestrictionRule) -> str:
    group = label_groups().get(row.label_group)
    return group.name if group else row.label_group


def _group_choices() -> list[tuple[str, str]]:
    return [(code, group.name) for code, group in label_groups().items()]


class LabelRuleViewSet(RuleViewSet):
    """What the label of each group has to say."""

    model = LabelRule
    name = "nhan-hang"
    icon = "tag"
    menu_label = _("Nhãn theo nhóm")
    own_fields = ("code", "name", "required", "optional", "names", "fixed")
    list_display = ("name", "valid_from", "valid_until", "citation", "grade", "confirmed_by")
    search_fields = ("name", "code", "citation")

    def formfield_for_dbfield(self, db_field: "Field[Any, Any]", **kwargs: Any) -> Any:
        """Let the lines of the label be read and written by their names."""
        if db_field.name not in LABEL_LINES:
            return super().formfield_for_dbfield(db_field, **kwargs)
        has_text = db_field.name in {"names", "fixed"}
        return LabelLinesField(
            label=db_field.verbose_name,
            required=not db_field.blank,
            help_text=LABEL_LINES[db_field.name],
            has_text=has_text,
        )


class RestrictionRuleViewSet(RuleViewSet):
    """Goods that are sold under conditions."""

    model = RestrictionRule
    name = "hang-co-dieu-kien"
    icon = "warning"
    menu_label = _("Hàng bán có điều kiện")
    own_fields = (
        "code",
        "name",
        "label_group",
        "from_percent",
        "below_percent",
        "licence",
        "age",
        "is_cashless",
        "is_not_promoted",
        "warning",
        "words",
        "masks",
    )
    list_display = (
        "name",
        Column("label_group", label=_("nhóm hàng"), accessor=_group_name),
        "age",
        "is_cashless",
        "is_not_promoted",
        "grade",
        "confirmed_by",
    )
    search_fields = ("name", "code", "citation")

    def formfield_for_dbfield(self, db_field: "Field[Any, Any]", **kwargs: Any) -> Any:
        """Let the group be chosen by its name."""
        if db_field.name != "label_group":
            return super().formfield_for_dbfield(db_field, **kwargs)
        return forms.ChoiceField(label=_("nhóm nhãn"), choices=_group_choices)


class OcopSetViewSet(RuleViewSet):
    """The product sets of the OCOP programme."""

    model = OcopSet
    name = "bo-ocop"
    icon = "list-ol"
    menu_label = _("Bộ sản phẩm OCOP")
    own_fields = ("number", "sector", "name")
    list_display = ("__str__", "sector", "valid_from", "valid_until", "citation", "grade", "confirmed_by")
    search_fields = ("name", "sector")


class GoodsRulesGroup(ModelViewSetGroup):
    """What the law asks of goods, as rows that the department edits and confirms."""

    menu_label = _("Quy định về hàng hóa")
    menu_icon = "clipboard-list"
    menu_order = 55
    items = (LabelRuleViewSet, RestrictionRuleViewSet, OcopSetViewSet)


@hooks.register("register_actions")
def log_settings(registry: ActionRegistry) -> None:
    """Log edits of the settings with before and after; dated rows are logged so already."""
    keep_both_sides(registry, ListingSettings)


@hooks.register("register_admin_viewset")
def goods_rules() -> GoodsRulesGroup:
    """Put the rules into the menu."""
    return GoodsRulesGroup()


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
def listings_menu_item() -> MenuItem:
    """Lead to every listing."""
    return OfficeMenuItem(
        _("Mặt hàng"),
        reverse_lazy("listings_office:listings"),
        name="mat-hang",
        icon_name="list-ul",
        order=20,
        permission=PERMISSION,
    )


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
    """Name what the log says of goods that leave the shelf or come back."""
    actions.register_action("listings.archive", _("Cất kho"), _("Gian hàng đã cất kho"))
    actions.register_action("listings.restore", _("Lấy ra khỏi kho"), _("Gian hàng đã lấy ra khỏi kho"))
    actions.register_action("listings.price_seen", _("Xem lần đổi giá"), _("Đã xem lần đổi giá"))
    actions.register_action(
        "listings.licence_ended", _("Giấy phép hết hạn, rời kệ"), _("Rời kệ vì giấy phép hết hạn")
    )
    actions.register_action(
        "listings.licence_missing", _("Thiếu giấy phép, rời kệ"), _("Rời kệ vì thiếu giấy phép")
    )
    actions.register_action("listings.take_down", _("Gỡ khỏi kệ"), _("Gỡ khỏi kệ theo quyết định của Sở"))
