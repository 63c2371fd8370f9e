"""What the department's pages ask."""

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from wagtail.models import ModelLogEntry

from marketplace.core.rules import in_force
from marketplace.listings.models import Listing
from marketplace.oversight.enums import ReasonScope, ReportState, TakeDownState
from marketplace.oversight.models import Report, ReviewReason, TakeDown, TakeDownBasis


def reasons_for(scope: ReasonScope) -> QuerySet[ReviewReason]:
    """Return the reasons that may be chosen now."""
    return ReviewReason.objects.filter(scope=scope, is_active=True)


def bases_in_force() -> QuerySet[TakeDownBasis]:
    """Return the articles that rule today."""
    return in_force(TakeDownBasis.objects.all())


def waiting_take_downs() -> QuerySet[TakeDown]:
    """Return the requests that nobody decided about, oldest first."""
    waiting = TakeDown.objects.filter(state=TakeDownState.WAITING)
    return waiting.select_related("listing__stall__ward", "basis").order_by("received_at", "pk")


def waiting_reports() -> QuerySet[Report]:
    """Return the reports that nobody answered, oldest first."""
    waiting = Report.objects.filter(state=ReportState.WAITING)
    return waiting.select_related("stall__ward", "reason").order_by("received_at", "pk")


def log_entries() -> QuerySet[ModelLogEntry]:
    """Return what was done at the floor, by the department and by stalls; what editors do is not among it."""
    entries: QuerySet[ModelLogEntry] = ModelLogEntry.objects.select_related("user", "content_type")
    return entries.exclude(content_type__app_label="cms").exclude(
        content_type__app_label__startswith="wagtail"
    )


def log_of_listing(listing: Listing) -> QuerySet[ModelLogEntry]:
    """Return the log of one listing, newest first."""
    entries: QuerySet[ModelLogEntry] = ModelLogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(Listing), object_id=str(listing.pk)
    )
    return entries.select_related("user").order_by("-timestamp", "-pk")
