"""Reports from the public: received without an account, answered by an officer, told to whoever left an address."""

import hashlib
import uuid
from datetime import timedelta
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from marketplace.accounts.models import User
from marketplace.core.errors import NotAllowedNowError
from marketplace.core.text import clean_text
from marketplace.listings.models import Listing
from marketplace.listings.pictures.cleaning import PRIVATE_FOLDER
from marketplace.listings.pictures.stray import PARTS, clear_stray_pictures
from marketplace.notifications.services import queue_messages
from marketplace.oversight.enums import ReportState
from marketplace.oversight.messages import report_news
from marketplace.oversight.models import Report, ReviewReason
from marketplace.stalls.models import Stall

PERMISSION = "oversight.answer_report"
# A folder of their own: the sweeper may judge every file in it by the reports alone.
_FOLDER: Final = "reports"
_STRAY_AFTER: Final = timedelta(days=1)


@transaction.atomic
def write_report(
    *,
    stall: Stall,
    reason: ReviewReason,
    listing: Listing | None = None,
    text: str = "",
    picture: bytes | None = None,
    email: str = "",
    language: str = "vi",
) -> Report:
    """Keep a report with a number to say and a page to look at. Nothing happens to the goods by it.

    ``picture`` is a clean JPEG. Where the report does not come about after all, a sweeper removes its file.
    """
    report = Report.objects.create(
        stall=stall,
        listing=listing,
        target=listing.title if listing is not None else stall.name,
        reason=reason,
        text=clean_text(text),
        picture=_store(picture) if picture else "",
        picture_digest=hashlib.sha256(picture).hexdigest() if picture else "",
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


def move_old_pictures() -> int:
    """Bring pictures of reports that lie among those of goods, as they once did, to their own. Return how many.

    The file stays where it was for whoever else shows the same picture; the sweeper of goods judges it.
    """
    storage = storages["private"]
    moved = 0
    for key, old in Report.objects.filter(picture__startswith=f"{PRIVATE_FOLDER}/").values_list(
        "pk", "picture"
    ):
        try:
            with storage.open(old) as file:
                new = _store(file.read())
        except FileNotFoundError:  # there is nothing to show any more
            continue
        moved += Report.objects.filter(pk=key, picture=old).update(picture=new)
    return moved


def clear_strays_among_goods() -> int:
    """Sweep the next part of the pictures of goods, where those of reports once lay; in PARTS nights all of them."""
    named = Report.objects.filter(picture__startswith=f"{PRIVATE_FOLDER}/").values_list("picture", flat=True)
    part = timezone.localdate().toordinal() % PARTS
    return clear_stray_pictures(part=part, named_elsewhere=list(named))


def clear_stray_files() -> int:
    """Delete the pictures that no report has, and return how many there were."""
    storage = storages["private"]
    try:
        _folders, files = storage.listdir(_FOLDER)
    except FileNotFoundError:  # nobody ever sent a picture
        return 0
    names = {f"{_FOLDER}/{name}" for name in files}
    names -= set(Report.objects.filter(picture__startswith=f"{_FOLDER}/").values_list("picture", flat=True))
    latest = timezone.now() - _STRAY_AFTER
    stray = [name for name in names if storage.get_modified_time(name) < latest]
    for name in stray:
        storage.delete(name)
    return len(stray)


def _store(picture: bytes) -> str:
    """Put a picture into private storage under a name that nobody else has, so that it can go with its report."""
    name: str = storages["private"].save(f"{_FOLDER}/{uuid.uuid4().hex}.jpg", ContentFile(picture))
    return name
