"""What Wagtail tells of a stage that begins: the check looks, and a sampling rule may answer."""

from typing import Any

from django.dispatch import receiver
from wagtail.models import TaskState
from wagtail.signals import task_submitted

from marketplace.listings.models import ListingReviewTask
from marketplace.listings.screening.models import AutomaticCheckTask
from marketplace.listings.screening.services import approve_by_rule, open_check


@receiver(task_submitted, dispatch_uid="screening.task_submitted")
def look(*, instance: TaskState, **_kwargs: Any) -> None:
    """Run the check of its own stage; in an officer's stage ask the sampling rule."""
    task = instance.task.specific
    if isinstance(task, AutomaticCheckTask):
        open_check(task_state=instance)
    elif isinstance(task, ListingReviewTask):
        approve_by_rule(task_state=instance)
