"""What Wagtail and the stalls tell reaches the shelf here, in the transaction that tells it."""

from typing import Any

from django.dispatch import receiver
from wagtail.models import Revision
from wagtail.signals import published, unpublished

from marketplace.listings.models import Listing
from marketplace.listings.publishing import (
    clear_shelf_of,
    publish_revision,
    restore_shelf_of,
    withdraw_from_shelf,
)
from marketplace.stalls.models import Stall
from marketplace.stalls.signals import stall_reopened, stall_suspended


@receiver(published, sender=Listing, dispatch_uid="listings.published")
def put_on_shelf(*, revision: Revision, **_kwargs: Any) -> None:
    """Publish what was approved. An exception here undoes the approval."""
    publish_revision(revision=revision)


@receiver(unpublished, sender=Listing, dispatch_uid="listings.unpublished")
def take_off_shelf(*, instance: Listing, **_kwargs: Any) -> None:
    """Take the listing's product off the shelf."""
    withdraw_from_shelf(listing=instance)


@receiver(stall_suspended, dispatch_uid="listings.stall_suspended")
def clear_shelf(*, stall: Stall, **_kwargs: Any) -> None:
    """Take everything of the stall off the shelf."""
    clear_shelf_of(stall=stall)


@receiver(stall_reopened, dispatch_uid="listings.stall_reopened")
def restore_shelf(*, stall: Stall, **_kwargs: Any) -> None:
    """Put back exactly what is still approved."""
    restore_shelf_of(stall=stall)
