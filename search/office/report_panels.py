"""The report and the index's health in the back office: the panel of the start page, and rows to edit."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.components import Component

from marketplace.core.office.rows import RuleViewSet
from search.breaker import current_outage
from search.models import KeepingRule
from search.office.dead_letters import number_to_tell


class HealthPanel(Component):
    """Whether Elasticsearch is away and what could not be indexed, on the start page; nothing while all is well."""

    name = "search_health"
    order = 5
    template_name = "search/office/health.html"

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:  # noqa: ARG002 - Wagtail's signature
        return {"outage": current_outage(), "failed": number_to_tell()}


class KeepingRuleViewSet(RuleViewSet):
    """How long counts of searches are kept."""

    model = KeepingRule
    name = "giu-so-lieu-tim-kiem"
    icon = "time"
    menu_label = _("Giữ số liệu")
    menu_order = 90
    own_fields = ("days",)
    list_display = ("days", "valid_from", "valid_until", "citation", "confirmed_by")
