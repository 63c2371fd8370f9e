"""What Wagtail and the stalls tell reaches the shelf here, in the transaction that tells it."""

from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.models import Revision, Workflow, WorkflowContentType
from wagtail.signals import published, unpublished

from marketplace.listings.labels.rules import forget_rules
from marketplace.listings.models import LabelRule, Listing, OcopSet
from marketplace.listings.ocop import forget_sets
from marketplace.listings.services import end_reviews_of
from marketplace.listings.shelf.publishing import (
    clear_shelf_of,
    publish_revision,
    restore_shelf_of,
    withdraw_from_shelf,
)
from marketplace.stalls.models import Stall
from marketplace.stalls.signals import stall_closing, stall_reopened, stall_suspended


@receiver(published, sender=Listing, dispatch_uid="listings.published")
def put_on_shelf(*, revision: Revision, **_kwargs: Any) -> None:
    """Publish what was approved. An exception here undoes the approval."""
    publish_revision(revision=revision)


@receiver(unpublished, sender=Listing, dispatch_uid="listings.unpublished")
def take_off_shelf(*, instance: Listing, **_kwargs: Any) -> None:
    """Take the listing's product off the shelf."""
    withdraw_from_shelf(listing=instance)


@receiver(post_delete, sender=WorkflowContentType, dispatch_uid="listings.workflow_kept")
def keep_workflow(*, instance: WorkflowContentType, origin: Any = None, **_kwargs: Any) -> None:
    """Give listings their workflow back: saving it in the back office takes it from whatever is no snippet."""
    is_whole_workflow = isinstance(origin, Workflow) or getattr(origin, "model", None) is Workflow
    if instance.content_type.model_class() is Listing and not is_whole_workflow:
        WorkflowContentType.objects.create(
            content_type_id=instance.content_type_id, workflow_id=instance.workflow_id
        )


@receiver(stall_closing, dispatch_uid="listings.stall_closing")
def close_shelf(*, stall: Stall, **_kwargs: Any) -> None:
    """Take everything of the stall off the shelf and out of the queue."""
    clear_shelf_of(stall=stall)
    end_reviews_of(stall=stall)


@receiver(stall_suspended, dispatch_uid="listings.stall_suspended")
def clear_shelf(*, stall: Stall, **_kwargs: Any) -> None:
    """Take everything of the stall off the shelf."""
    clear_shelf_of(stall=stall)


@receiver(stall_reopened, dispatch_uid="listings.stall_reopened")
def restore_shelf(*, stall: Stall, **_kwargs: Any) -> None:
    """Put back exactly what is still approved."""
    restore_shelf_of(stall=stall)


@receiver([post_save, post_delete], sender=LabelRule, dispatch_uid="listings.label_rules")
def label_rule_changed(**_kwargs: Any) -> None:
    """Let forms, checks and pages follow the department's row."""
    forget_rules()


@receiver([post_save, post_delete], sender=OcopSet, dispatch_uid="listings.ocop_sets")
def ocop_set_changed(**_kwargs: Any) -> None:
    """Let forms and checks follow the department's row."""
    forget_sets()
