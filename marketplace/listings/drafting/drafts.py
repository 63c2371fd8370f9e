"""Work in hand: what somebody has typed and not saved, and who else has the same form open.

Kept apart from revisions: half a sentence is no draft for anybody to approve, and nothing here reaches
the shelf.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final

from django.db.models import QuerySet
from django.utils import timezone

from marketplace.accounts.models import User
from marketplace.listings.models import EditingDraft, Listing
from marketplace.listings.shelf.stall_state import check_open

# Somebody who said nothing for so long has gone to lunch.
_AT_IT: Final = timedelta(minutes=2)


def open_form(*, listing: Listing, user: User) -> EditingDraft:
    """Note that ``user`` has the form open, and return what they typed into it before."""
    check_open(listing.stall)
    draft, made = EditingDraft.objects.get_or_create(
        listing=listing, user=user, defaults={"seen_at": timezone.now()}
    )
    if not made:
        EditingDraft.objects.filter(pk=draft.pk).update(seen_at=timezone.now())
    return draft


def keep_typed(*, listing: Listing, user: User, data: Mapping[str, Sequence[str]], base: int) -> EditingDraft:
    """Keep what stands in the form, whatever it is."""
    check_open(listing.stall)
    now = timezone.now()
    draft, _made = EditingDraft.objects.update_or_create(
        listing=listing,
        user=user,
        defaults={"data": dict(data), "base_revision": base, "saved_at": now, "seen_at": now},
    )
    return draft


def forget_typed(*, listing: Listing, user: User) -> None:
    """Drop what was typed: it was saved, or the person does not want it."""
    EditingDraft.objects.filter(listing=listing, user=user).update(data={}, saved_at=None)


def leave_form(*, listing: Listing, user: User) -> None:
    """Note that the form is closed and its words are saved."""
    EditingDraft.objects.filter(listing=listing, user=user).delete()


def others_at_it(*, listing: Listing, user: User) -> QuerySet[EditingDraft]:
    """Return who else has the form open just now."""
    return (
        EditingDraft.objects.filter(listing=listing, seen_at__gte=timezone.now() - _AT_IT)
        .exclude(user=user)
        .select_related("user")
        .order_by("seen_at")
    )
