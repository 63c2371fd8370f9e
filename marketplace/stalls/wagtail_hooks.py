"""What the back office gets from stalls: the officers' pages, menu items, rules to edit, and the log's words."""

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.urls import URLPattern, URLResolver, include, path, reverse, reverse_lazy
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.actions.registry import ActionRegistry
from wagtail.admin.admin_url_finder import ModelAdminURLFinder, register_admin_url_finder
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.model import ModelViewSetGroup
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.permissions import register_permission_policy

from marketplace.core.office.edit_log import keep_both_sides
from marketplace.core.office.menu import OfficeMenuItem
from marketplace.core.office.rows import ChangeOnlyPolicy, RowViewSet, RuleViewSet
from marketplace.stalls.dossiers.selectors import waiting_dossiers
from marketplace.stalls.models import (
    Bank,
    DecisionReason,
    DeliveryZone,
    DocumentRule,
    Dossier,
    FactRule,
    LegalBasis,
    Stall,
)
from marketplace.stalls.office.dossier_views import PERMISSION as REVIEW
from marketplace.stalls.office.stall_views import PERMISSION
from marketplace.stalls.office.zone_rows import ZoneViewSet

_ACTIONS: tuple[tuple[str, Promise | str], ...] = (
    ("stalls.dossier_begin", _("Bắt đầu thay đổi hồ sơ")),
    ("stalls.dossier_facts", _("Sửa thông tin trong hồ sơ")),
    ("stalls.dossier_paper_added", _("Gửi giấy tờ vào hồ sơ")),
    ("stalls.dossier_paper_removed", _("Rút giấy tờ khỏi hồ sơ")),
    ("stalls.dossier_discard", _("Bỏ bản thay đổi hồ sơ")),
    ("stalls.dossier_submit", _("Nộp hồ sơ")),
    ("stalls.dossier_withdraw", _("Rút lại hồ sơ")),
    ("stalls.dossier_forget", _("Xóa thông tin của người nộp đã đóng tài khoản")),
    ("stalls.dossier_assign", _("Đổi người xem hồ sơ")),
    ("stalls.dossier_paper", _("Xem giấy tờ")),
    ("stalls.dossier_changes_requested", _("Yêu cầu bổ sung hồ sơ")),
    ("stalls.dossier_rejected", _("Từ chối hồ sơ")),
    ("stalls.dossier_verified", _("Xác minh hồ sơ")),
    ("stalls.suspend", _("Tạm dừng gian hàng")),
    ("stalls.suspension_announced", _("Báo trước tạm dừng")),
    ("stalls.suspension_withdrawn", _("Rút thông báo tạm dừng")),
    ("stalls.reopen", _("Mở lại gian hàng")),
    ("stalls.close", _("Đóng hẳn gian hàng")),
    ("stalls.days_off", _("Đổi ngày nghỉ")),
    ("stalls.invite", _("Mời người vào gian hàng")),
    ("stalls.invite_withdrawn", _("Rút lời mời vào gian hàng")),
    ("stalls.join", _("Nhận lời vào gian hàng")),
    ("stalls.role", _("Đổi vai trò")),
    ("stalls.leave", _("Thôi làm ở gian hàng")),
)


class FactRuleViewSet(RuleViewSet):
    """Facts that a kind of stall has to state."""

    model = FactRule
    icon = "list-ul"
    own_fields = ("kind", "fact")
    list_display = ("kind", "fact", "valid_from", "valid_until", "grade", "confirmed_by")
    list_filter = ("kind", "grade")


class DocumentRuleViewSet(RuleViewSet):
    """The checklist of papers."""

    model = DocumentRule
    icon = "doc-full"
    own_fields = ("kind", "code", "name", "hint", "is_required", "asks_expiry", "keeps_file", "position")
    list_display = ("name", "kind", "is_required", "asks_expiry", "valid_from", "valid_until", "grade")
    list_filter = ("kind", "grade", "is_required")


class DecisionReasonViewSet(RowViewSet):
    """Words an officer chooses from."""

    model = DecisionReason
    icon = "comment"
    form_fields = ("scope", "code", "text", "is_active", "position")
    list_display = ("text", "scope", "is_active")
    list_filter = ("scope", "is_active")


class LegalBasisViewSet(RuleViewSet):
    """Articles on which a stall is suspended."""

    model = LegalBasis
    icon = "clipboard-list"
    own_fields = ("code", "name", "notice_days", "position")
    list_display = ("name", "citation", "notice_days", "grade", "confirmed_by")


class BankViewSet(RowViewSet):
    """Banks of VietQR."""

    model = Bank
    icon = "list-ol"
    form_fields = ("bin", "code", "name", "is_active")
    list_display = ("code", "name", "bin", "is_active")
    search_fields = ("code", "name", "bin")


class RulesGroup(ModelViewSetGroup):
    """What the department asks of stalls, as rows it edits and confirms."""

    menu_label = _("Quy định về gian hàng")
    menu_icon = "cogs"
    menu_order = 60
    items = (FactRuleViewSet, DocumentRuleViewSet, DecisionReasonViewSet, LegalBasisViewSet, BankViewSet)


class StallURLFinder(ModelAdminURLFinder):
    """Where the back office shows a stall; its log links there."""

    def construct_edit_url(self, instance: Stall) -> str:
        return reverse("stalls_office:stall", kwargs={"pk": instance.pk})

    def get_edit_url(self, instance: Stall) -> str | None:
        return self.construct_edit_url(instance) if self.user.has_perm(PERMISSION) else None


class DossierURLFinder(ModelAdminURLFinder):
    """Where the back office shows a dossier; its log links there."""

    def construct_edit_url(self, instance: Dossier) -> str:
        return reverse("stalls_office:dossier", kwargs={"pk": instance.pk})

    def get_edit_url(self, instance: Dossier) -> str | None:
        return self.construct_edit_url(instance) if self.user.has_perm(REVIEW) else None


register_admin_url_finder(Stall, StallURLFinder)
register_admin_url_finder(Dossier, DossierURLFinder)
register_permission_policy(DeliveryZone, ChangeOnlyPolicy(DeliveryZone), exact_class=True)


@hooks.register("register_actions")
def log_rows(registry: ActionRegistry) -> None:
    """Log edits of reasons, banks and zones with before and after; dated rows are logged so already."""
    keep_both_sides(registry, DecisionReason, Bank, DeliveryZone)


@hooks.register("register_admin_viewset")
def rules() -> ModelViewSetGroup:
    """Let the department edit what it asks."""
    return RulesGroup()


@hooks.register("register_admin_viewset")
def zones() -> ZoneViewSet:
    """Let the department say which provinces count as near."""
    return ZoneViewSet()


@hooks.register("register_admin_urls")
def office_urls() -> list[URLPattern | URLResolver]:
    """Mount the officers' pages; Wagtail asks for access to the back office before them."""
    return [path("", include("marketplace.stalls.office.urls"))]


@hooks.register("register_admin_menu_item")
def dossiers_menu_item() -> MenuItem:
    """Lead to the dossiers."""
    return OfficeMenuItem(
        _("Hồ sơ gian hàng"),
        reverse_lazy("stalls_office:dossiers"),
        name="ho-so",
        icon_name="folder-open-inverse",
        order=15,
        permission=REVIEW,
        waiting=lambda: waiting_dossiers().count(),
    )


@hooks.register("register_admin_menu_item")
def stalls_menu_item() -> MenuItem:
    """Lead to every stall."""
    return OfficeMenuItem(
        _("Gian hàng"),
        reverse_lazy("stalls_office:stalls"),
        name="gian-hang",
        icon_name="group",
        order=30,
        permission=PERMISSION,
    )


@hooks.register("register_permissions")
def permissions() -> QuerySet[Permission]:
    """Let the rights to review and to suspend be given in the back office."""
    return Permission.objects.filter(
        content_type__app_label="stalls", codename__in=("suspend_stall", "review_dossier")
    )


class WordsFormatter(LogFormatter):
    """Shows what an officer wrote, or from what to what something went."""

    def format_comment(self, log_entry: Any) -> str:
        """Return the words of the entry."""
        data = log_entry.data
        if said := data.get("note") or data.get("reason"):
            paper = data.get("paper")
            return f"{paper}: {said}" if paper else str(said)
        return str(data.get("paper") or data.get("person") or data.get("dossier") or "")


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    """Name what the log says of dossiers and stalls."""
    for action, words in _ACTIONS:
        formatter = type("Formatter", (WordsFormatter,), {"label": words, "message": words})
        actions.register_action(action)(formatter)
