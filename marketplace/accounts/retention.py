"""How long personal data is kept: dated rows of the department, and the day before which nothing personal stays.

Without a row in force nothing is forgotten: what was lost too early cannot be brought back.
"""

from datetime import datetime
from typing import Any, Final

from dateutil.relativedelta import relativedelta
from django.utils import timezone

from marketplace.accounts.models import RetentionRule
from marketplace.accounts.roles import edit_rights, let_officers
from marketplace.core.rules import in_force

# Orders and what was written about them: a contract's data is kept for three years.
SHIPPED_CITATION: Final = "Luật Thương mại điện tử 122/2025/QH15; Nghị định 248/2026/NĐ-CP"
SHIPPED_MONTHS: Final = 36
SHIPPED_FROM: Final = "2026-07-01"


def kept_since(subject: str) -> datetime | None:
    """Return the moment before which nothing personal of ``subject`` is kept; None keeps everything."""
    rule = in_force(RetentionRule.objects.filter(subject=subject)).order_by("-valid_from", "-pk").first()
    return timezone.now() - relativedelta(months=rule.months) if rule is not None else None


def load_retention(apps: Any) -> None:
    """Write the shipped rows where none is, and let officers edit them; for a migration and for tests."""
    rules = apps.get_model("accounts", "RetentionRule").objects
    for subject in RetentionRule.Subject.values:
        rules.get_or_create(
            subject=subject,
            defaults={
                "months": SHIPPED_MONTHS,
                "citation": SHIPPED_CITATION,
                "grade": "B",
                "valid_from": SHIPPED_FROM,
            },
        )
    let_officers(apps, edit_rights("accounts", "retentionrule", "thời hạn lưu giữ"))
