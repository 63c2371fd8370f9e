"""Licences of restricted goods that ran out: the goods leave the shelf, the stall is told, the log says so.

Nothing is decided about the goods themselves. A revision that waits goes on waiting; once the renewed licence is
approved, that approval puts the goods back.
"""

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from marketplace.listings.checks import has_valid_licence, licences_asked
from marketplace.listings.enums import PaperKind
from marketplace.listings.expiry import WARNING_DAYS, ending_papers
from marketplace.listings.models import Listing
from marketplace.stalls.messages import paper_facts, path_for_stalls, tell_stall
from marketplace.stalls.models import Stall
from marketplace.stalls.selectors import active_stalls
from marketplace.stalls.services import lock_stall


def end_licences() -> int:
    """Take off the shelf what is sold by a licence that ran out, and return how many goods left."""
    return sum(_end_licence(listing) for listing in _with_old_licence())


def warn_of_goods_papers() -> int:
    """Write the warnings about papers of goods that are due, and return for how many papers there is one now."""
    warned = 0
    for stall in active_stalls().order_by("pk"):
        warned += _warn(stall)
    return warned


def _with_old_licence() -> QuerySet[Listing]:
    today = timezone.localdate()
    old = Listing.objects.filter(live=True, papers__kind=PaperKind.LICENCE, papers__expires_on__lt=today)
    return old.distinct().order_by("pk")


@transaction.atomic
def _end_licence(listing: Listing) -> bool:
    lock_stall(listing.stall_id)
    current = Listing.objects.select_related("stall").get(pk=listing.pk)
    asked = licences_asked(current)
    papers = list(current.papers.all())
    ended = [paper for paper in papers if paper.kind == PaperKind.LICENCE and paper.has_expired]
    if not current.live or not asked or not ended or has_valid_licence(papers):
        return False
    last = max(ended, key=lambda paper: paper.expires_on or timezone.localdate())
    words = _("Giấy phép %(number)s hết hạn ngày %(day)s. Gửi giấy mới để Sở duyệt, hàng sẽ lên kệ lại.") % {
        "number": last.number,
        "day": f"{last.expires_on:%d/%m/%Y}",
    }
    current.unpublish(log_action=False)
    data = {
        "comment": words,
        "citation": asked[0].citations[0],
        "before": {"on_display": True},
        "after": {"on_display": False},
    }
    log(instance=current, action="listings.licence_ended", data=data)
    facts = {
        "title": current.title,
        "paper": asked[0].licence,
        "day": f"{last.expires_on:%d/%m/%Y}",
        "citation": asked[0].citations[0],
        "path": _edit_path(current.pk),
    }
    tell_stall(current.stall, "listing_licence_ended", f"{current.pk}:{last.pk}:{last.expires_on}", facts)
    return True


def _warn(stall: Stall) -> int:
    due = [paper for paper in ending_papers(stall) if paper.days_left >= 0]
    for paper in due:
        days = min(days for days in WARNING_DAYS if paper.days_left <= days)
        facts = paper_facts(
            f"{paper.name} («{paper.title}»)", paper.expires_on, paper.days_left, _edit_path(paper.listing_pk)
        )
        occasion = f"goods:{paper.listing_pk}:{paper.key}:{paper.expires_on}:{days}"
        tell_stall(stall, "stall_document_expiring", occasion, facts)
    return len(due)


def _edit_path(listing_pk: int) -> str:
    return path_for_stalls("desk:listing_edit", listing_pk=listing_pk)
