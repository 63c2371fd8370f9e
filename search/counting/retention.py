"""How long counts of searches stay: a dated row of the department's, ninety days where none rules."""

from datetime import timedelta
from typing import Final

from django.utils import timezone

from marketplace.core.rules import in_force
from search.models import ClickCount, KeepingRule, QuestionCount

USUAL_DAYS: Final = 90


def days_kept() -> int:
    """Return for how many days, today among them, the counts are kept."""
    rule = in_force(KeepingRule.objects.order_by("-valid_from", "-pk")).first()
    return rule.days if rule else USUAL_DAYS


def forget_old_counts() -> int:
    """Delete what is older; return how many rows that were."""
    first = timezone.localdate() - timedelta(days=days_kept() - 1)
    gone = [model.objects.filter(day__lt=first).delete()[0] for model in (QuestionCount, ClickCount)]
    return sum(gone)
