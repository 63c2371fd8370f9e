"""Running the check, and passing a revision on to the officers whatever it found.

The row of a check is written with the submission. It is run in the same transaction, in a savepoint: the
stall hears at once what was seen, and a fault of the machine does not keep anybody from submitting. What
could not be run is run again by a sweeper; after a few tries it goes to the officers unscreened and says so.
"""

import logging
import secrets
from typing import Final

from django.core.files.storage import storages
from django.db import transaction
from django.utils import timezone
from wagtail.models import TaskState, WorkflowState

from marketplace.core.phrases import title_key
from marketplace.listings.models import Listing, ListingPicture
from marketplace.listings.screening.enums import CheckState, FindingKind, Saying, Severity
from marketplace.listings.screening.likeness import Likeness, likeness_of
from marketplace.listings.screening.models import (
    Finding,
    ListingCheck,
    PictureMark,
    SamplingRule,
    TitleMark,
)
from marketplace.listings.screening.record import has_clean_record
from marketplace.listings.screening.screen import screen
from marketplace.listings.screening.selectors import (
    limits_in_force,
    rule_for,
    rules_in_force,
    sampling_in_force,
    waiting_checks,
)
from marketplace.stalls.services import lock_stall

logger = logging.getLogger(__name__)

MOST_TRIES: Final = 5
SWEEP_SIZE: Final = 100
_PERCENT: Final = 100


def open_check(*, task_state: TaskState) -> ListingCheck:
    """Write the check of a submitted revision down, and run it. The caller's transaction holds the stall."""
    check = ListingCheck.objects.create(
        task_state=task_state, listing_id=int(task_state.revision.object_id), revision=task_state.revision
    )
    if _try(check):
        task_state.approve(update=False)  # the workflow, which is starting this stage, goes on by itself
    return check


@transaction.atomic
def run_waiting_check(*, check_pk: int) -> bool:
    """Run a check that was left, and pass its revision on. Returns whether it is done with."""
    listing_id = ListingCheck.objects.values_list("listing__stall", flat=True).get(pk=check_pk)
    lock_stall(listing_id)
    check = ListingCheck.objects.select_related("task_state", "revision", "listing").get(pk=check_pk)
    if check.state != CheckState.WAITING:
        return True
    if check.task_state.status != TaskState.STATUS_IN_PROGRESS:  # withdrawn, or put away
        _close(check, CheckState.DONE)
        return True
    if not _try(check):
        return False
    check.task_state.approve()
    pass_by_rule(workflow_state=check.task_state.workflow_state)
    return True


def run_waiting_checks() -> int:
    """Run what is left, oldest first, and return how many are done with. One that fails keeps no other waiting."""
    done = 0
    for key in list(waiting_checks().values_list("pk", flat=True)[:SWEEP_SIZE]):
        try:
            done += run_waiting_check(check_pk=key)
        except Exception:
            logger.exception("Check %s could not be passed on", key)
    return done


def mark_listing(*, listing: Listing) -> list[PictureMark]:
    """Write down how the title reads and how the pictures look, and return the pictures' marks in order."""
    TitleMark.objects.update_or_create(listing_id=listing.pk, defaults={"key": title_key(listing.title)})
    pictures = list(listing.pictures.all())
    digests = [picture.digest for picture in pictures]
    equal = list(PictureMark.objects.filter(digest__in=digests))
    known = {mark.digest: mark for mark in equal if mark.listing_id == listing.pk}
    seen = {mark.digest: mark for mark in equal}
    marks = []
    for picture in pictures:
        mark = known.get(picture.digest) or _new_mark(listing, picture, seen.get(picture.digest))
        known[picture.digest] = mark
        marks.append(mark)
    return marks


def pass_by_rule(*, workflow_state: WorkflowState) -> int:
    """Approve officers' stages in the name of the sampling rule, if the check wrote that it may. Returns how many.

    Where the shelf refuses the revision, or the machine stumbles, the submission stands and a person looks.
    """
    passed = 0
    while True:
        fresh = WorkflowState.objects.get(pk=workflow_state.pk)
        task_state = fresh.current_task_state
        rule = rule_for(task_state) if _waits(fresh, task_state) else None
        if rule is None:
            return passed
        try:
            with transaction.atomic():
                task_state.approve(user=rule.officer, comment=rule.words_of_approval)
        except Exception:
            logger.exception("Rule %s could not approve revision %s", rule.pk, task_state.revision_id)
            return passed
        passed += 1


def _waits(workflow_state: WorkflowState, task_state: TaskState | None) -> bool:
    return (
        workflow_state.status == WorkflowState.STATUS_IN_PROGRESS
        and task_state is not None
        and task_state.status == TaskState.STATUS_IN_PROGRESS
    )


def _try(check: ListingCheck) -> bool:
    """Run the check once. Returns whether the revision may go on to the officers."""
    try:
        with transaction.atomic():
            _run(check)
    except Exception as error:
        # Whatever it was, the stall's submission stands and somebody will look.
        logger.exception("Check %s could not be run", check.pk)
        check.tries += 1
        check.error = f"{type(error).__name__}: {error}"[:300]
        if check.tries < MOST_TRIES:
            check.save(update_fields=["tries", "error"])
            return False
        Finding.objects.create(
            check_run=check,
            kind=FindingKind.FAULT,
            severity=Severity.MUST,
            field="title",
            saying=Saying.FAULT,
        )
        _close(check, CheckState.FAILED)
    return True


def _run(check: ListingCheck) -> None:
    content: Listing = check.revision.as_object()
    marks = mark_listing(listing=content)
    found = screen(content, rules=rules_in_force(), limits=limits_in_force(), marks=marks)
    Finding.objects.bulk_create(
        Finding(
            check_run=check,
            kind=one.kind,
            severity=one.severity,
            field=one.field,
            start=one.start,
            end=one.end,
            quote=one.quote[:200],
            saying=one.saying,
            facts=dict(one.facts or {}),
            message=one.message[:400],
            rule=one.rule,
            citation=one.citation,
            other_listing_id=one.other_listing_id,
        )
        for one in found
    )
    if not found:
        _draw(check, content)
    _close(check, CheckState.DONE)


def _draw(check: ListingCheck, content: Listing) -> None:
    """Where the officer's rule covers this stall, draw whether a person looks anyway."""
    rule: SamplingRule | None = sampling_in_force()
    if rule is None or not has_clean_record(content.stall, rule=rule):
        return
    check.sampling_rule = rule
    check.is_drawn = secrets.randbelow(_PERCENT) < rule.share_percent


def _close(check: ListingCheck, state: CheckState) -> None:
    check.state = state
    check.finished_at = timezone.now()
    check.save()


def _new_mark(listing: Listing, picture: ListingPicture, twin: PictureMark | None) -> PictureMark:
    """Return the mark of a picture; equal bytes were read before, so the reading is taken over."""
    mark = PictureMark(listing_id=listing.pk, digest=picture.digest)
    if twin is not None:
        for name in ("dhash", "band_0", "band_1", "band_2", "band_3"):
            setattr(mark, name, getattr(twin, name))
    elif (likeness := _read(picture.file.name or "")) is not None:
        mark.dhash = likeness.text
        mark.band_0, mark.band_1, mark.band_2, mark.band_3 = likeness.bands
    mark.save()
    return mark


def _read(name: str) -> Likeness | None:
    """Return how a stored picture looks; one whose file is gone looks like nothing."""
    try:
        with storages["private"].open(name) as source:
            return likeness_of(source.read())
    except OSError:
        return None


def mark_unmarked_listings() -> int:
    """Mark listings that went up before there was a check, so that copies of them are found too."""
    unmarked = Listing.objects.filter(live=True, title_mark=None).prefetch_related("pictures").order_by("pk")
    marked = 0
    for listing in unmarked[:SWEEP_SIZE]:
        with transaction.atomic():
            mark_listing(listing=listing)
        marked += 1
    return marked
