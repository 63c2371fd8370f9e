"""Reports from the public: received without an account, answered by an officer, told to whoever left an address."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from marketplace.accounts.models import User
from marketplace.core.errors import NotAllowedNowError
from marketplace.core.text import clean_text
from marketplace.listings.models import Listing
from marketplace.listings.pictures import StoredPicture
from marketplace.notifications.services import queue_messages
from marketplace.oversight.enums import ReportState
from marketplace.oversight.messages import report_news
from marketplace.oversight.models import Report, ReviewReason
from marketplace.stalls.models import Stall

PERMISSION = "oversight.answer_report"


@transaction.atomic
def write_report(
    *,
    stall: Stall,
    reason: ReviewReason,
    listing: Listing | None = None,
    text: str = "",
    picture: StoredPicture | None = None,
    email: str = "",
    language: str = "vi",
) -> Report:
    """Keep a report with a number to say and a page to look at. Nothing happens to the goods by it."""
    report = Report.objects.create(
        stall=stall,
        listing=listing,
        target=listing.title if listing is not None else stall.name,
        reason=reason,
        text=clean_text(text),
        picture=picture.name if picture else "",
        picture_digest=picture.digest if picture else "",
        email=email,
        language=language,
    )
    queue_messages(report_news(report=report, is_answer=False))
    return report


@transaction.atomic
def answer_report(*, report: Report, user: User, state: ReportState | str, answer: str) -> Report:
    """Answer once, for the page of the report and for whoever left an address."""
    if not user.has_perm(PERMISSION):
        raise PermissionDenied
    fresh = Report.objects.select_for_update(of=("self",)).get(pk=report.pk)
    if fresh.state != ReportState.WAITING:
        raise NotAllowedNowError(_("Phản ánh này đã có người trả lời."))
    words = clean_text(answer)
    if not words:
        raise NotAllowedNowError(_("Cần ghi lời trả lời cho người phản ánh."))
    fresh.state = ReportState(state)
    fresh.answer = words
    fresh.answered_at = timezone.now()
    fresh.answered_by = user
    fresh.save()
    data: dict[str, Any] = {"ticket": fresh.ticket, "comment": words}
    data |= {"before": {"state": ReportState.WAITING}, "after": {"state": fresh.state}}
    log(instance=fresh, action="oversight.report_answered", user=user, data=data)
    queue_messages(report_news(report=fresh, is_answer=True))
    return fresh
