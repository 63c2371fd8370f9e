"""Papers of goods that end: which ones, and how many days are left. Read from what was approved."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from marketplace.listings.enums import PaperKind
from marketplace.listings.models import Listing, ListingPaper
from marketplace.stalls.models import Stall

# Days before its end at which a paper is spoken of, the earlier one first.
WARNING_DAYS: Final = (30, 7)


@dataclass(frozen=True, slots=True)
class EndingPaper:
    """A paper of goods on the shelf that ended, or will within the first warning."""

    listing_pk: int
    title: str
    name: str
    expires_on: dt.date
    days_left: int
    # Names the paper among those of its listing.
    key: str


def ending_papers(stall: Stall) -> list[EndingPaper]:
    """Return the papers and OCOP certificates of the stall's goods on the shelf that end soon, the first on top."""
    today = timezone.localdate()
    limit = today + dt.timedelta(days=WARNING_DAYS[0])
    papers = _papers(stall).filter(expires_on__lte=limit).select_related("listing")
    stars = Listing.objects.filter(stall=stall, live=True, ocop_stars__gt=0, ocop_expires_on__lte=limit)
    found = [_ending(paper.listing, str(paper), paper.expires_on, today, str(paper.pk)) for paper in papers]
    found += [_ending(one, _("Giấy chứng nhận OCOP"), one.ocop_expires_on, today, "ocop") for one in stars]
    return sorted(found, key=lambda one: (one.expires_on, one.title))


def _papers(stall: Stall) -> QuerySet[ListingPaper]:
    # The certificate's own date counts for OCOP: it stands in the listing.
    papers = ListingPaper.objects.filter(listing__stall=stall, listing__live=True)
    return papers.exclude(kind=PaperKind.OCOP)


def _ending(listing: Listing, name: str, expires_on: dt.date | None, today: dt.date, key: str) -> EndingPaper:
    day = expires_on or today  # the filter has left out papers without an end
    return EndingPaper(listing.pk, listing.title, name, day, (day - today).days, key)
