"""Taking goods down with a legal basis and a clock, and putting them back. An officer acts; the clock only warns."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from marketplace.accounts.models import User
from marketplace.core.errors import NotAllowedNowError
from marketplace.core.text import clean_text
from marketplace.listings import services as listings
from marketplace.listings.models import Listing
from marketplace.listings.review.checks import check_papers
from marketplace.listings.selectors import display_of
from marketplace.notifications.services import queue_messages
from marketplace.oversight.enums import TakeDownSource, TakeDownState
from marketplace.oversight.messages import listing_moved
from marketplace.oversight.models import Report, TakeDown, TakeDownBasis
from marketplace.stalls.services import lock_stall

PERMISSION = "listings.publish_listing"


@transaction.atomic
def open_take_down(
    *,
    listing: Listing,
    basis: TakeDownBasis,
    source: TakeDownSource | str,
    reason: str,
    user: User,
    received_at: datetime | None = None,
    document_no: str = "",
    report: Report | None = None,
) -> TakeDown:
    """Write a request down; its clock runs from ``received_at``. The goods stay until an officer decides.

    A request that comes of a report was received with it, whatever is typed later.
    """
    _ask_permission(user)
    lock_stall(listing.stall_id)
    now = timezone.now()
    received = received_at or now
    if report is not None:
        received = min(received, report.received_at)
    if received > now:
        raise NotAllowedNowError(_("Giờ nhận yêu cầu không thể ở sau lúc này."))
    if TakeDown.objects.filter(listing=listing, state=TakeDownState.WAITING).exists():
        raise NotAllowedNowError(_("Mặt hàng này đang có một yêu cầu gỡ chờ quyết định."))
    take_down = TakeDown.objects.create(
        listing=listing,
        source=source,
        report=report,
        basis=basis,
        reason=_words(reason),
        document_no=clean_text(document_no),
        received_at=received,
        opened_by=user,
    )
    shown = display_of(listing.pk)
    data = take_down.as_log() | {"before": shown, "after": {**shown, "state": take_down.state}}
    log(instance=listing, action="oversight.take_down_asked", user=user, data=data)
    return take_down


@transaction.atomic
def carry_out(*, take_down: TakeDown, user: User) -> TakeDown:
    """Take the goods off the shelf. The stall is told why and by which article."""
    fresh = _lock(take_down, user)
    _expect(fresh, TakeDownState.WAITING)
    listing = Listing.objects.get(pk=fresh.listing_id)
    before = display_of(listing.pk)
    if listing.live:
        fresh.revision_id = listing.live_revision_id
        listings.take_down(
            listing=listing, reason=f"{_sentence(fresh.reason)} {_('Căn cứ:')} {fresh.basis}.", user=user
        )
    _move(fresh, TakeDownState.DOWN, user, before)
    queue_messages(listing_moved(take_down=fresh, is_back=False))
    return fresh


@transaction.atomic
def turn_down(*, take_down: TakeDown, user: User, reason: str) -> TakeDown:
    """Decide that the goods stay, and keep why."""
    fresh = _lock(take_down, user)
    _expect(fresh, TakeDownState.WAITING)
    before = display_of(fresh.listing_id)
    fresh.reason = f"{fresh.reason}\n{_('Không gỡ:')} {_words(reason)}"[:1000]
    _move(fresh, TakeDownState.KEPT, user, before)
    return fresh


@transaction.atomic
def put_back(*, take_down: TakeDown, user: User) -> TakeDown:
    """Show again exactly what was on display when it was taken down. What waits stays where it is."""
    fresh = _lock(take_down, user)
    _expect(fresh, TakeDownState.DOWN)
    listing = Listing.objects.get(pk=fresh.listing_id)
    if listing.live or listing.archived_at is not None or fresh.revision is None:
        raise NotAllowedNowError(
            _("Không đưa trở lại được: hàng đã lên kệ bằng bản khác, đã cất kho, hoặc không còn bản cũ.")
        )
    before = display_of(listing.pk)
    check_papers(fresh.revision.as_object())
    fresh.revision.publish(user=user)
    fresh.back_at = timezone.now()
    _move(fresh, TakeDownState.BACK, user, before)
    queue_messages(listing_moved(take_down=fresh, is_back=True))
    return fresh


def _move(take_down: TakeDown, state: TakeDownState, user: User, before: dict[str, object]) -> None:
    was = take_down.state
    take_down.state = state
    take_down.decided_by = user
    take_down.decided_at = timezone.now()
    take_down.save()
    listing = Listing.objects.get(pk=take_down.listing_id)
    after = {**display_of(listing.pk), "state": state}
    data = take_down.as_log() | {"before": {**before, "state": was}, "after": after}
    log(instance=listing, action=f"oversight.take_down_{state}", user=user, data=data)


def _lock(take_down: TakeDown, user: User) -> TakeDown:
    _ask_permission(user)
    lock_stall(take_down.listing.stall_id)
    return TakeDown.objects.select_related("listing__stall", "basis", "revision").get(pk=take_down.pk)


def _expect(take_down: TakeDown, state: TakeDownState) -> None:
    if take_down.state != state:
        raise NotAllowedNowError(_("Yêu cầu này đã có người quyết định: %s.") % take_down.get_state_display())


def _ask_permission(user: User) -> None:
    if not user.has_perm(PERMISSION):
        raise PermissionDenied


def _sentence(words: str) -> str:
    return words if words.endswith((".", "!", "?", "…")) else f"{words}."


def _words(text: str) -> str:
    words = clean_text(text)
    if not words:
        raise NotAllowedNowError(_("Cần ghi lý do để gian hàng và người xem sau hiểu vì sao."))
    return words
