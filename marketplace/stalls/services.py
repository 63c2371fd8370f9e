"""Opening, suspending, reopening and closing a stall.

Whoever publishes, suspends or reopens holds the stall's row first, so that no product can slip onto
the shelf of a stall that is being suspended (law 1).
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from oscar.core.utils import slugify
from wagtail.log_actions import log

from marketplace.accounts.models import User
from marketplace.core.errors import NotAllowedNowError
from marketplace.core.text import clean_text
from marketplace.places.models import Ward
from marketplace.stalls.enums import DossierPurpose, DossierState, MemberRole, StallKind, StallStatus
from marketplace.stalls.messages import tell_reopened, tell_suspended
from marketplace.stalls.models import LegalBasis, Stall, StallMember, StallSuspension
from marketplace.stalls.signals import (
    stall_closing,
    stall_days_off_changed,
    stall_reopened,
    stall_suspended,
)

MOST_DAYS_OFF = 90


@dataclass(frozen=True, kw_only=True, slots=True)
class StallFacts:
    """What the law wants known of a seller, and what the seller tells of itself."""

    representative: str
    street: str
    phone: str
    email: str
    selling_since: int
    legal_name: str = ""
    tax_code: str = ""
    registration_no: str = ""
    registration_date: date | None = None
    registration_authority: str = ""
    bank_bin: str = ""
    bank_number: str = ""
    bank_holder: str = ""
    tagline: str = ""
    story: str = ""
    verified_on: date | None = None

    def as_fields(self) -> dict[str, Any]:
        """Return the model's fields, their text cleaned."""
        values = {name: getattr(self, name) for name in self.__slots__}
        return {
            name: clean_text(value) if isinstance(value, str) else value for name, value in values.items()
        }


@transaction.atomic
def open_stall(
    *,
    name: str,
    kind: StallKind | str,
    ward: Ward,
    facts: StallFacts,
    keeper: User | None = None,
    slug: str = "",
) -> Stall:
    """Open a stall, its partner in the shop, and the keeper's membership."""
    name = clean_text(name)
    slug = slug or _free_slug(name)
    partner_model = Stall._meta.get_field("partner").related_model
    partner = partner_model._default_manager.create(
        name=name, code=slug
    )  # the model above, by its own relation
    stall = Stall.objects.create(
        partner=partner, name=name, slug=slug, kind=StallKind(kind), ward=ward, **facts.as_fields()
    )
    if keeper is not None:
        StallMember.objects.create(stall=stall, user=keeper, role=MemberRole.OWNER)
    return stall


def lock_stall(stall_id: int) -> Stall:
    """Return the stall, its row locked until the transaction ends.

    The lock lets others go on pointing at the row (orders insert foreign keys to it), but not
    publish, suspend or reopen. SQLite locks the whole database when a transaction begins.
    """
    return Stall.objects.select_for_update(no_key=True).get(pk=stall_id)


@transaction.atomic
def suspend_stall(
    *, stall: Stall, reason: str, basis: LegalBasis | None = None, by: User | None = None
) -> Stall:
    """Stop the stall's selling. Its goods leave the shelf in the same transaction, and it is told why."""
    locked = lock_stall(stall.pk)
    if not locked.is_active:
        raise NotAllowedNowError(_("Gian hàng này đang tạm dừng hoặc đã đóng."))
    reason = clean_text(reason)
    if not reason:
        raise NotAllowedNowError(_("Cần ghi lý do tạm dừng để gian hàng biết phải làm gì."))
    _check_notice(locked, basis)
    locked.status = StallStatus.SUSPENDED
    locked.suspended_at = timezone.now()
    locked.suspension_reason = reason
    stall_suspended.send(sender=Stall, stall=locked)
    locked.save(update_fields=["status", "suspended_at", "suspension_reason"])
    suspension = StallSuspension.objects.create(
        stall=locked, reason=reason, basis=basis, started_at=locked.suspended_at, started_by=by
    )
    locked.notices.filter(closed_at=None).update(closed_at=locked.suspended_at)
    _follow(locked, DossierState.VERIFIED, DossierState.SUSPENDED)
    data = {
        "before": StallStatus.ACTIVE,
        "after": locked.status,
        "reason": reason,
        "basis": str(basis or ""),
    }
    log(instance=locked, action="stalls.suspend", user=by, data=data)
    tell_suspended(locked, suspension)
    return locked


@transaction.atomic
def reopen_stall(*, stall: Stall, by: User | None = None) -> Stall:
    """Let the stall sell again. Exactly what is still approved returns to the shelf."""
    locked = lock_stall(stall.pk)
    if locked.status != StallStatus.SUSPENDED:
        raise NotAllowedNowError(_("Gian hàng này không bị tạm dừng."))
    locked.status = StallStatus.ACTIVE
    locked.suspended_at = None
    locked.suspension_reason = ""
    locked.save(update_fields=["status", "suspended_at", "suspension_reason"])
    stall_reopened.send(sender=Stall, stall=locked)
    suspension = locked.suspensions.filter(ended_at=None).first()
    if suspension is not None:
        suspension.ended_at, suspension.ended_by = timezone.now(), by
        suspension.save(update_fields=("ended_at", "ended_by"))
        tell_reopened(locked, suspension.pk)
    _follow(locked, DossierState.SUSPENDED, DossierState.VERIFIED)
    data = {"before": StallStatus.SUSPENDED, "after": locked.status}
    log(instance=locked, action="stalls.reopen", user=by, data=data)
    return locked


@transaction.atomic
def close_for_days(*, stall: Stall, first: date, last: date, note: str = "", by: User | None = None) -> Stall:
    """Close the stall for some days by its own wish: goods stay readable, nobody orders them."""
    locked = lock_stall(stall.pk)
    if not locked.is_active:
        raise NotAllowedNowError(_("Gian hàng không đang bán nên không cần báo nghỉ."))
    if last < first or last < timezone.localdate():
        raise NotAllowedNowError(
            _("Ngày nghỉ cuối không được trước ngày nghỉ đầu, cũng không được trước hôm nay.")
        )
    if (last - first).days > MOST_DAYS_OFF:
        raise NotAllowedNowError(_("Mỗi lần báo nghỉ dài nhất 90 ngày. Nghỉ lâu hơn thì báo tiếp sau."))
    before = _days_off(locked)
    locked.away_from, locked.away_until, locked.away_note = first, last, clean_text(note)
    return _set_days_off(locked, before, by)


@transaction.atomic
def end_days_off(*, stall: Stall, by: User | None = None) -> Stall:
    """Open again before the announced day, or take back an announcement."""
    locked = lock_stall(stall.pk)
    before = _days_off(locked)
    locked.away_from, locked.away_until, locked.away_note = None, None, ""
    return _set_days_off(locked, before, by)


@transaction.atomic
def close_stall(*, stall: Stall, by: User | None = None) -> Stall:
    """Close the stall for good. Whoever still owes something for it refuses by raising a FloorError."""
    locked = lock_stall(stall.pk)
    if locked.is_closed:
        raise NotAllowedNowError(_("Gian hàng này đã đóng."))
    before = locked.status
    stall_closing.send(sender=Stall, stall=locked)
    locked.status = StallStatus.CLOSED
    locked.closed_at = timezone.now()
    locked.away_from, locked.away_until, locked.away_note = None, None, ""
    locked.save(update_fields=["status", "closed_at", "away_from", "away_until", "away_note"])
    locked.suspensions.filter(ended_at=None).update(ended_at=locked.closed_at, ended_by=by)
    locked.notices.filter(closed_at=None).update(closed_at=locked.closed_at)
    locked.invitations.filter(accepted_at=None, withdrawn_at=None).update(withdrawn_at=locked.closed_at)
    _follow(locked, DossierState.VERIFIED, DossierState.CLOSED)
    _follow(locked, DossierState.SUSPENDED, DossierState.CLOSED)
    log(instance=locked, action="stalls.close", user=by, data={"before": before, "after": locked.status})
    return locked


def _check_notice(stall: Stall, basis: LegalBasis | None) -> None:
    """Refuse where the article asks for days of notice that have not passed."""
    if basis is None or not basis.notice_days:
        return
    notice = stall.notices.filter(basis=basis, closed_at=None).first()
    if notice is None:
        words = _("Căn cứ này phải báo gian hàng trước %s ngày. Báo trước rồi hãy tạm dừng.")
        raise NotAllowedNowError(words % basis.notice_days)
    if not notice.is_due:
        words = _("Đã báo gian hàng: từ ngày %s mới tạm dừng được theo căn cứ này.")
        raise NotAllowedNowError(words % f"{notice.due_on:%d/%m/%Y}")


def _set_days_off(stall: Stall, before: str, by: User | None) -> Stall:
    stall.save(update_fields=["away_from", "away_until", "away_note"])
    stall_days_off_changed.send(sender=Stall, stall=stall)
    log(instance=stall, action="stalls.days_off", user=by, data={"before": before, "after": _days_off(stall)})
    return stall


def _days_off(stall: Stall) -> str:
    if stall.away_from is None or stall.away_until is None:
        return ""
    return f"{stall.away_from:%d/%m/%Y} – {stall.away_until:%d/%m/%Y}"


def _follow(stall: Stall, before: DossierState, after: DossierState) -> None:
    """Let the dossier by which the stall was opened stand where the stall stands."""
    opened = stall.dossiers.filter(purpose=DossierPurpose.OPENING, state=before)
    opened.update(state=after)


def _free_slug(name: str) -> str:
    """Return an address that no stall has yet; two stalls of one name are refused by the name itself."""
    base = slugify(name)[:72] or "gian-hang"
    taken = set(Stall.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    if base not in taken:
        return base
    return next(slug for number in range(2, len(taken) + 3) if (slug := f"{base}-{number}") not in taken)
