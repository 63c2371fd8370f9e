"""What packages below tell the department's log and letters, in the transaction that tells it."""

from collections.abc import Mapping
from typing import Any

from django.dispatch import receiver
from wagtail.models import TaskState

from marketplace.listings.screening.selectors import rule_behind
from marketplace.listings.signals import revision_approved
from marketplace.oversight.services import note_approval_by_rule


@receiver(revision_approved, dispatch_uid="oversight.revision_approved")
def note_rule(*, task_state: TaskState, before: Mapping[str, Any], **_kwargs: Any) -> None:
    """Note what a rule approved; what a person approved is noted where they decide."""
    rule = rule_behind(task_state)
    if rule is not None:
        note_approval_by_rule(task_state=task_state, rule=rule, before=before)
