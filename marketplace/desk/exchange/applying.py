"""Carrying an import out: one listing with all its lines in one transaction, which marks it done as well.

The plan is made anew under the stall's lock. Where it is no longer the one that somebody confirmed, the
listing is left as it is and the report says so. A worker that dies leaves whole listings behind, and the
next one goes on after them.
"""

import logging
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.core.errors import FloorError
from marketplace.desk.exchange.checking import codes_of, taken_codes
from marketplace.desk.exchange.enums import ItemKind, JobState, Outcome
from marketplace.desk.exchange.lists import Lists, read_lists
from marketplace.desk.exchange.models import ImportItem, ImportJob
from marketplace.desk.exchange.plans import Group, Plan, make_plan
from marketplace.desk.exchange.services import leave_job, still_mine, take_job
from marketplace.desk.exchange.sources import KeptSource
from marketplace.desk.exchange.state import ListingNow, read_now
from marketplace.desk.exchange.tables import Line
from marketplace.listings.models import Listing
from marketplace.listings.services import create_listing, save_revision, submit_listing
from marketplace.listings.shelf.offers import change_price, set_available
from marketplace.shop.catalogue.models import Category
from marketplace.stalls.enums import Capability
from marketplace.stalls.models import Stall
from marketplace.stalls.selectors import memberships_of
from marketplace.stalls.services import lock_stall

logger = logging.getLogger(__name__)

# So many listings, then other work has its turn.
SLICE: Final = 200
_TELL_EVERY: Final = 20


def apply_slice(*, job_pk: int) -> bool:
    """Carry out the next listings of an import. Returns whether there are more."""
    job = take_job(job_pk=job_pk, state=JobState.APPLYING)
    if job is None:
        return False
    with translation.override(job.language):
        waiting = job.items.filter(kind__in=(ItemKind.NEW, ItemKind.CHANGED), applied_at=None)
        keys = list(waiting.values_list("pk", flat=True)[: SLICE + 1])
        lists, source = read_lists(), KeptSource(job.pictures)
        before = job.total - waiting.count()
        for count, key in enumerate(keys[:SLICE], 1):
            _apply(job, key, lists, source)
            if count % _TELL_EVERY == 0 and not still_mine(job, done=before + count):
                return False
    if len(keys) > SLICE:
        still_mine(job, done=before + SLICE)
        leave_job(job)
        return True
    ImportJob.objects.filter(pk=job.pk, worker=job.worker, state=JobState.APPLYING).update(
        state=JobState.DONE, done=job.total, finished_at=timezone.now(), worker="", seen_at=None
    )
    return False


@transaction.atomic
def _apply(job: ImportJob, item_pk: int, lists: Lists, source: KeptSource) -> None:
    """Carry one listing out and mark it, or do neither."""
    stall = lock_stall(job.stall_id)
    item = ImportItem.objects.select_for_update(of=("self",)).get(pk=item_pk)
    if item.applied_at is not None:
        return
    group = Group(item.sku, tuple(Line(number, cells) for number, cells in item.lines))
    now = read_now(stall, [group.sku], lists).get(group.sku)
    plan = make_plan(group, now, lists=lists, pictures=source, taken=taken_codes(stall, codes_of(group, now)))
    item.applied_at = timezone.now()
    first = group.lines[0].number
    if not _may(job):
        _refuse(item, [[first, "sku", _("Người xác nhận không còn quyền sửa hàng của gian hàng này.")]])
    elif plan.problems:
        _refuse(item, [list(problem) for problem in plan.problems])
    elif [list(change) for change in plan.changes] != item.changes or plan.kind != item.kind:
        words = _("Mặt hàng vừa được sửa ở nơi khác sau lần xem thử. Gửi lại tệp để xem lại.")
        _refuse(item, [[first, "sku", words]])
    else:
        try:
            with transaction.atomic():
                _write(job, item, plan, now, stall=stall, lists=lists)
        except FloorError as error:
            _refuse(item, [[first, "sku", error.message]])
        except (ValidationError, IntegrityError, DataError, ValueError):
            logger.exception("Listing %s of import %s could not be written.", item.sku, job.pk)
            _refuse(item, [[first, "sku", _("Sàn không ghi được mặt hàng này. Xem lại các ô rồi gửi lại.")]])
    item.save(update_fields=["outcome", "note", "problems", "listing", "applied_at"])


def _write(
    job: ImportJob, item: ImportItem, plan: Plan, now: ListingNow | None, *, stall: Stall, lists: Lists
) -> None:
    by = job.confirmed_by
    listing = (
        _create(stall, item.sku, plan, by, lists) if now is None else _change(now.listing, plan, by, lists)
    )
    outcome = Outcome.SAVED
    if job.is_submitting and plan.writes_revision:
        try:
            with transaction.atomic():
                submit_listing(listing=listing, user=by)
            outcome = Outcome.SUBMITTED
        except FloorError as error:
            # What is not complete stays a draft; the stall mends it in the editor.
            item.note = error.message
    # Last, so that an item that is refused on the way names no listing that was never written.
    item.listing, item.outcome = listing, outcome


def _create(stall: Stall, sku: str, plan: Plan, by: User | None, lists: Lists) -> Listing:
    content = _content(plan, lists)
    return create_listing(
        stall=stall,
        sku=sku,
        title=content.pop("title"),
        category=content.pop("category"),
        label_group=content.pop("label_group"),
        variants=plan.variants or (),
        photos=plan.photos or (),
        user=by,
        **content,
    )


def _change(listing: Listing, plan: Plan, by: User | None, lists: Lists) -> Listing:
    if plan.writes_revision:
        save_revision(
            listing=listing,
            content=_content(plan, lists) if plan.content is not None else None,
            variants=plan.variants,
            photos=plan.photos,
            user=by,
            base=listing.latest_revision_id,
        )
    for price in plan.prices:
        change_price(
            listing=listing,
            sku=price.sku,
            price=price.price,
            price_was=price.price_was,
            seen=price.seen,
            by=by,
        )
    for stock in plan.stocks:
        set_available(listing=listing, sku=stock.sku, available=stock.available, seen=stock.seen)
    return listing


def _content(plan: Plan, lists: Lists) -> dict[str, Any]:
    """Return what the service is told; foreign rows are named by key until they are needed."""
    if plan.content is None:
        return {}
    return {
        **plan.content.values,
        "category": Category.objects.get(pk=plan.content.category_id),
        "origin_ward": lists.wards.get(plan.content.ward_id or 0),
    }


def _may(job: ImportJob) -> bool:
    """Whether the one who confirmed still works there; somebody may have left since."""
    if job.confirmed_by is None:
        return False
    member = memberships_of(job.confirmed_by).filter(stall=job.stall_id).first()
    return member is not None and member.may(Capability.EDIT_LISTINGS) and member.may(Capability.SET_PRICES)


def _refuse(item: ImportItem, problems: list[list[Any]]) -> None:
    item.outcome, item.problems = Outcome.REFUSED, problems
