"""What Wagtail tells of a review that begins: the check looks, and a sampling rule may answer."""

from typing import Any

from django.dispatch import receiver
from wagtail.models import TaskState, WorkflowState
from wagtail.signals import task_submitted, workflow_submitted

from marketplace.listings.models import Listing
from marketplace.listings.screening.models import AutomaticCheckTask
from marketplace.listings.screening.services import open_check, pass_by_rule


@receiver(task_submitted, dispatch_uid="screening.task_submitted")
def look(*, instance: TaskState, **_kwargs: Any) -> None:
    """Run the check of its own stage."""
    if isinstance(instance.task.specific, AutomaticCheckTask):
        open_check(task_state=instance)


@receiver(workflow_submitted, dispatch_uid="screening.workflow_submitted")
def ask_rule(*, instance: WorkflowState, **_kwargs: Any) -> None:
    """Ask the sampling rule once the officers' stage has begun, so that a fault leaves it to them."""
    if instance.content_type.model_class() is Listing:
        pass_by_rule(workflow_state=instance)
