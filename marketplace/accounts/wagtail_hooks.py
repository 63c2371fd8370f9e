"""How long personal data is kept, in the back office."""

from typing import ClassVar

from wagtail import hooks

from marketplace.accounts.models import RetentionRule
from marketplace.core.office.rows import RuleViewSet


class RetentionRuleViewSet(RuleViewSet):
    """Retention, as the department sets it."""

    model = RetentionRule
    icon = "time"
    menu_order = 900
    add_to_settings_menu = True
    own_fields = ("subject", "months")
    list_display: ClassVar = ["subject", "months", "valid_from", "citation", "grade", "confirmed_by"]


@hooks.register("register_admin_viewset")
def retention() -> RetentionRuleViewSet:
    """Let the department edit it."""
    return RetentionRuleViewSet()
