"""Wagtail's own letters about a workflow are for pages; about listings the floor writes by itself (``oversight.messages``).

Wagtail would write to every officer for each listing that is handed in, and to the stall a second time for each
decision, in the middle of the transaction that decides: a slow mail server would hold the listing's lock.

``wagtail.admin`` connects its notifiers under fixed names, and a signal leaves a name alone that is taken. These take
the names first, because ``INSTALLED_APPS`` begins with the floor's packages.
"""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from wagtail.admin.mail import (
    GroupApprovalTaskStateSubmissionEmailNotifier,
    WorkflowStateApprovalEmailNotifier,
    WorkflowStateRejectionEmailNotifier,
    WorkflowStateSubmissionEmailNotifier,
)
from wagtail.models import TaskState, WorkflowState
from wagtail.signals import task_submitted, workflow_approved, workflow_rejected, workflow_submitted

from marketplace.listings.models import Listing


class _ButListings:
    def can_handle(self, instance: TaskState | WorkflowState, **kwargs: Any) -> bool:
        """Say whether there is a letter to write at all."""
        state = instance.workflow_state if isinstance(instance, TaskState) else instance
        reviewed = ContentType.objects.get_for_id(state.base_content_type_id).model_class()
        return reviewed is not Listing and super().can_handle(instance, **kwargs)  # type: ignore[misc]  # a notifier's


class _StageBegun(_ButListings, GroupApprovalTaskStateSubmissionEmailNotifier): ...


class _Submitted(_ButListings, WorkflowStateSubmissionEmailNotifier): ...


class _Approved(_ButListings, WorkflowStateApprovalEmailNotifier): ...


class _Rejected(_ButListings, WorkflowStateRejectionEmailNotifier): ...


def take_their_place() -> None:
    """Connect what writes about pages under the names that Wagtail would give its own."""
    for signal, sender, notifier, name in (
        (task_submitted, TaskState, _StageBegun(), "group_approval_task_submitted_email_notification"),
        (workflow_submitted, WorkflowState, _Submitted(), "workflow_state_submitted_email_notification"),
        (workflow_approved, WorkflowState, _Approved(), "workflow_state_approved_email_notification"),
        (workflow_rejected, WorkflowState, _Rejected(), "workflow_state_rejected_email_notification"),
    ):
        signal.connect(notifier, sender=sender, dispatch_uid=name, weak=False)
