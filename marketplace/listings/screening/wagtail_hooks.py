"""Where the department edits what the check looks for: words, figures, and the sampling rule."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSetGroup

from marketplace.core.office.edits import RowEditView
from marketplace.core.office.rows import RuleViewSet
from marketplace.listings.screening.models import SamplingRule, ScreeningLimits, ScreeningRule


class ScreeningRuleViewSet(RuleViewSet):
    """Words to look for."""

    model = ScreeningRule
    name = "quy-tac-soi"
    icon = "search"
    menu_label = _("Từ cần soi")
    own_fields = (
        "code",
        "kind",
        "name",
        "act",
        "words",
        "masks",
        "is_accented_only",
        "label_groups",
        "paper",
        "advice",
    )
    list_display = ("name", "kind", "act", "citation", "grade", "confirmed_by")
    list_filter = ("kind", "act", "grade")
    search_fields = ("name", "words", "citation")


class ScreeningLimitsViewSet(RuleViewSet):
    """Figures of the check."""

    model = ScreeningLimits
    name = "muc-soi"
    icon = "sliders"
    menu_label = _("Mức soi")
    own_fields = (
        "price_low_percent",
        "price_high_percent",
        "price_min_goods",
        "picture_side",
        "picture_distance",
        "paper_warn_days",
    )
    list_display = ("__str__", "price_low_percent", "price_high_percent", "picture_side", "confirmed_by")


class _SignsRule:
    """Whoever writes the rule answers for it."""

    def save_instance(self) -> Any:
        """Write the officer of the request into the row."""
        self.form.instance.officer = self.request.user  # type: ignore[attr-defined]  # of Wagtail's view
        return super().save_instance()  # type: ignore[misc]  # Wagtail's view is next


class SamplingCreateView(_SignsRule, generic.CreateView):
    """A new rule, signed."""


class SamplingEditView(_SignsRule, RowEditView):
    """A changed rule, signed anew."""


class SamplingRuleViewSet(RuleViewSet):
    """The officer's rule of drawing a share."""

    model = SamplingRule
    name = "lay-mau"
    icon = "tasks"
    menu_label = _("Quy tắc lấy mẫu")
    add_view_class = SamplingCreateView
    edit_view_class = SamplingEditView
    own_fields = ("is_on", "share_percent", "clean_approvals", "clean_days")
    list_display = ("__str__", "is_on", "officer", "share_percent", "valid_from", "valid_until")


class ScreeningGroup(ModelViewSetGroup):
    """What the machine is told."""

    menu_label = _("Quy tắc soi")
    menu_icon = "search"
    menu_order = 50
    items = (ScreeningRuleViewSet, ScreeningLimitsViewSet, SamplingRuleViewSet)


@hooks.register("register_admin_viewset")
def register_screening() -> ScreeningGroup:
    """Put the rules into the menu."""
    return ScreeningGroup()
