"""What an approval publishes: the revision that was submitted, never a later draft.

Wagtail imports this module while its own models load, so nothing of Wagtail is imported here.
"""

from typing import Any


def publish_submitted_revision(workflow_state: Any, user: Any = None) -> None:
    """Publish the revision that the finished task was about (WAGTAIL_FINISH_WORKFLOW_ACTION)."""
    task_state = workflow_state.current_task_state
    task_state.revision.publish(user=user)
