"""What others ask about checks and rules."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from wagtail.models import TaskState

from marketplace.core.rules import in_force
from marketplace.listings.models import Listing, ListingReviewTask
from marketplace.listings.screening.enums import CheckState, Severity
from marketplace.listings.screening.models import (
    Finding,
    ListingCheck,
    SamplingRule,
    ScreeningLimits,
    ScreeningRule,
)


def rules_in_force(*, on: date | None = None) -> QuerySet[ScreeningRule]:
    """Return the rules that count today."""
    return in_force(ScreeningRule.objects.all(), on=on)


def limits_in_force(*, on: date | None = None) -> ScreeningLimits:
    """Return the figures that count today; the youngest row, or the model's own where there is none."""
    return in_force(ScreeningLimits.objects.all(), on=on).first() or ScreeningLimits()


def sampling_in_force(*, on: date | None = None) -> SamplingRule | None:
    """Return the officer's rule that is on today. The youngest row counts, so a row that is off ends it."""
    youngest = in_force(SamplingRule.objects.select_related("officer"), on=on).first()
    return youngest if youngest is not None and youngest.is_on else None


def rule_for(task_state: TaskState) -> SamplingRule | None:
    """Return the rule that may pass an officer's stage: where nothing was found, and the stage is its officer's."""
    check = (
        ListingCheck.objects.select_related("sampling_rule__officer")
        .filter(
            revision=task_state.revision_id,
            task_state__workflow_state=task_state.workflow_state_id,
            state=CheckState.DONE,
            is_drawn=False,
            findings=None,
        )
        .first()
    )
    rule = check.sampling_rule if check is not None else None
    if rule is None:
        return None
    stage = task_state.task.specific
    if not isinstance(stage, ListingReviewTask) or not stage.may_be_decided_by(rule.officer):
        return None
    return rule


def rule_behind(task_state: TaskState) -> SamplingRule | None:
    """Return the rule that did pass a stage; a person may have, whom a rule would have spared it."""
    rule = rule_for(task_state)
    return rule if rule is not None and task_state.comment == rule.words_of_approval else None


def waiting_checks() -> QuerySet[ListingCheck]:
    """Return the checks that were not run to their end, oldest first."""
    return ListingCheck.objects.filter(state=CheckState.WAITING).order_by("pk")


def check_of_revision(revision_id: int) -> ListingCheck | None:
    """Return the last check of a revision, if it was ever submitted."""
    return ListingCheck.objects.filter(revision=revision_id).order_by("-pk").first()


def findings_of_revision(revision_id: int) -> QuerySet[Finding]:
    """Return what the last check of a revision found: what must be looked at first."""
    check = check_of_revision(revision_id)
    found = Finding.objects.filter(check_run=check) if check else Finding.objects.none()
    return found.select_related("rule", "other_listing__stall").order_by("severity", "pk")


def findings_for_stall(listing: Listing) -> QuerySet[Finding]:
    """Return what the last check of a listing found, for the stall's own eyes.

    Which other listing looks alike is the officers' matter: it may be one that nobody may see yet.
    """
    check = ListingCheck.objects.filter(listing=listing).order_by("-pk").first()
    found = Finding.objects.filter(check_run=check) if check else Finding.objects.none()
    return found.order_by("severity", "pk").defer("other_listing")


def findings_of_listings(listings: Iterable[Listing]) -> dict[int, list[Finding]]:
    """Return what the last check of each listing found, for the stall's own eyes, in one query."""
    last = (
        ListingCheck.objects.filter(listing=OuterRef("check_run__listing")).order_by("-pk").values("pk")[:1]
    )
    rows = Finding.objects.filter(
        check_run__listing__in=[listing.pk for listing in listings], check_run=Subquery(last)
    )
    found: dict[int, list[Finding]] = {}
    for row in rows.select_related("check_run").order_by("severity", "pk").defer("other_listing"):
        found.setdefault(row.check_run.listing_id, []).append(row)
    return found


def counts_by_revision(revision_ids: Iterable[int]) -> dict[int, tuple[int, int]]:
    """Return (must, should) of each revision's findings, in one query."""
    rows = (
        ListingCheck.objects.filter(revision__in=list(revision_ids))
        .order_by("pk")
        .annotate(
            must=Count("findings", filter=Q(findings__severity=Severity.MUST)),
            should=Count("findings", filter=Q(findings__severity=Severity.SHOULD)),
        )
        .values_list("revision_id", "must", "should")
    )
    return {revision: (must, should) for revision, must, should in rows}
