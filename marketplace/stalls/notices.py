"""Telling a stall beforehand that it will be suspended, where the article asks for days of notice.

The days are the row's of the legal basis (``notice_days``); the stall is told by letter and at its desk. When they
have passed an officer suspends, or takes the notice back. A notice never acts by itself.
"""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from marketplace.accounts.models import User
from marketplace.core.errors import NotAllowedNowError
from marketplace.core.text import clean_text
from marketplace.stalls.messages import tell_stall
from marketplace.stalls.models import LegalBasis, Stall, SuspensionNotice
from marketplace.stalls.services import lock_stall, suspend_stall


@transaction.atomic
def announce_suspension(*, stall: Stall, basis: LegalBasis, reason: str, by: User | None) -> SuspensionNotice:
    """Tell the stall from which day it may be suspended and why."""
    locked = lock_stall(stall.pk)
    if not locked.is_active:
        raise NotAllowedNowError(_("Gian hàng này đang tạm dừng hoặc đã đóng."))
    words = clean_text(reason)
    if not words:
        raise NotAllowedNowError(_("Cần ghi lý do tạm dừng để gian hàng biết phải làm gì."))
    if SuspensionNotice.objects.filter(stall=locked, basis=basis, closed_at=None).exists():
        raise NotAllowedNowError(_("Gian hàng đã được báo trước theo căn cứ này rồi."))
    notice = SuspensionNotice.objects.create(
        stall=locked,
        basis=basis,
        reason=words,
        announced_by=by,
        due_on=timezone.localdate() + timedelta(days=basis.notice_days),
    )
    day = f"{notice.due_on:%d/%m/%Y}"
    data = {"reason": words, "basis": str(basis), "before": "", "after": day}
    log(instance=locked, action="stalls.suspension_announced", user=by, data=data)
    facts = {"reason": words, "basis": str(basis), "day": day}
    tell_stall(locked, "stall_suspension_announced", str(notice.pk), facts)
    return notice


@transaction.atomic
def carry_out_notice(*, notice: SuspensionNotice, by: User | None) -> Stall:
    """Suspend as announced, once the days have passed."""
    fresh = _open(notice)
    return suspend_stall(stall=fresh.stall, reason=fresh.reason, basis=fresh.basis, by=by)


@transaction.atomic
def withdraw_notice(*, notice: SuspensionNotice, by: User | None) -> None:
    """Take a notice back: the stall has mended what was wrong. It is told."""
    fresh = _open(notice)
    fresh.closed_at = timezone.now()
    fresh.save(update_fields=["closed_at"])
    day = f"{fresh.due_on:%d/%m/%Y}"
    data = {"basis": str(fresh.basis), "before": day, "after": ""}
    log(instance=fresh.stall, action="stalls.suspension_withdrawn", user=by, data=data)
    facts = {"reason": "", "basis": str(fresh.basis), "day": day, "is_withdrawn": True}
    tell_stall(fresh.stall, "stall_suspension_announced", f"{fresh.pk}:withdrawn", facts)


def _open(notice: SuspensionNotice) -> SuspensionNotice:
    lock_stall(notice.stall_id)
    fresh = SuspensionNotice.objects.select_related("stall", "basis").get(pk=notice.pk)
    if fresh.closed_at is not None:
        raise NotAllowedNowError(_("Lần báo trước này đã xong hoặc đã được rút lại."))
    return fresh
