"""What an approval publishes: the revision that was submitted, never a later draft.

Wagtail imports this module while its own models load, so nothing of Wagtail is imported above.
"""

from typing import Any


def publish_submitted_revision(workflow_state: Any, user: Any = None) -> None:
    """Finish an approved workflow (WAGTAIL_FINISH_WORKFLOW_ACTION).

    A listing goes live as the officer saw it: the revision of the finished task. Pages keep Wagtail's
    way, where the moderators themselves may touch up the text while they review it.
    """
    from wagtail.workflows import publish_workflow_state  # noqa: PLC0415 - see above

    from marketplace.listings.models import Listing  # noqa: PLC0415 - see above
    from marketplace.listings.selectors import display_of  # noqa: PLC0415 - see above
    from marketplace.listings.signals import revision_approved  # noqa: PLC0415 - see above

    if workflow_state.content_type.model_class() is Listing:
        task_state = workflow_state.current_task_state
        before = display_of(int(workflow_state.object_id))
        task_state.revision.publish(user=user)
        revision_approved.send(sender=Listing, task_state=task_state, before=before)
    else:
        publish_workflow_state(workflow_state, user=user)
