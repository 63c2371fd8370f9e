"""Who works for a stall: invited by e-mail, accepted once by whoever has that address, dismissed by the owner.

A stall always has an owner. The key of an invitation lies in the letter alone; here lies its digest.
"""

import secrets
from datetime import timedelta
from hashlib import sha256
from typing import Final

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from marketplace.accounts.models import User
from marketplace.core.errors import NotAllowedNowError
from marketplace.stalls.enums import MemberRole
from marketplace.stalls.members.messages import tell_invited
from marketplace.stalls.models import Stall, StallInvitation, StallMember
from marketplace.stalls.services import lock_stall

LIFETIME: Final = timedelta(days=7)
MOST_OPEN: Final = 20


@transaction.atomic
def invite_member(*, stall: Stall, email: str, role: MemberRole | str, by: User) -> StallInvitation:
    """Send somebody a link that makes them a member; a former invitation of the same address ends."""
    locked = lock_stall(stall.pk)
    email = email.strip().lower()
    if locked.is_closed:
        raise NotAllowedNowError(_("Gian hàng này đã đóng."))
    if StallMember.objects.filter(stall=locked, user__email=email).exists():
        raise NotAllowedNowError(_("Người này đã làm ở gian hàng rồi."))
    now = timezone.now()
    waiting = StallInvitation.objects.filter(
        stall=locked, accepted_at=None, withdrawn_at=None, expires_at__gt=now
    )
    former = waiting.filter(email=email).order_by("-pk").values_list("role", flat=True).first() or ""
    waiting.filter(email=email).update(withdrawn_at=now)
    if waiting.filter(withdrawn_at=None).count() >= MOST_OPEN:
        raise NotAllowedNowError(_("Đang có nhiều lời mời chưa ai nhận. Bạn rút bớt rồi mời tiếp."))
    key = secrets.token_urlsafe(32)
    invitation = StallInvitation.objects.create(
        stall=locked,
        email=email,
        role=MemberRole(role),
        key_digest=_digest(key),
        invited_by=by,
        created_at=now,
        expires_at=now + LIFETIME,
    )
    data = {"person": email, "before": former, "after": invitation.role}
    log(instance=locked, action="stalls.invite", user=by, data=data)
    tell_invited(invitation, key=key)
    return invitation


def find_invitation(key: str) -> StallInvitation | None:
    """Return the invitation that a link opens, while it opens anything."""
    found = (
        StallInvitation.objects.select_related("stall", "invited_by").filter(key_digest=_digest(key)).first()
    )
    return found if found is not None and found.is_open else None


def stall_joined_by(key: str, *, user: User) -> Stall | None:
    """Return the stall that a used link led to, if it is this person who works there."""
    used = StallInvitation.objects.select_related("stall").filter(
        key_digest=_digest(key), accepted_at__isnull=False, email=user.email.lower()
    )
    invitation = used.filter(stall__members__user=user).first()
    return invitation.stall if invitation is not None else None


@transaction.atomic
def accept_invitation(*, invitation: StallInvitation, user: User) -> StallMember:
    """Make the person whose address was invited a member; the link opens nothing any more."""
    stall = lock_stall(invitation.stall_id)
    current = StallInvitation.objects.get(pk=invitation.pk)
    if not current.is_open or stall.is_closed:
        raise NotAllowedNowError(
            _("Lời mời này đã dùng, đã rút lại hoặc quá hạn. Bạn xin một lời mời mới nhé.")
        )
    if user.email.lower() != current.email:
        raise NotAllowedNowError(
            _("Lời mời này gửi tới một địa chỉ thư khác. Bạn đăng nhập bằng tài khoản của địa chỉ đó nhé.")
        )
    current.accepted_at = timezone.now()
    current.save(update_fields=("accepted_at",))
    try:
        with transaction.atomic():
            member = StallMember.objects.create(stall=stall, user=user, role=current.role)
    except IntegrityError:
        raise NotAllowedNowError(_("Bạn đã làm ở gian hàng này rồi.")) from None
    data = {"person": user.email, "before": "", "after": member.role}
    log(instance=stall, action="stalls.join", user=user, data=data)
    return member


@transaction.atomic
def withdraw_invitation(*, stall: Stall, invitation_pk: int, by: User) -> bool:
    """Take an invitation back, and return whether there was one to take."""
    locked = lock_stall(stall.pk)
    waiting = StallInvitation.objects.filter(accepted_at=None, withdrawn_at=None)
    invitation = waiting.filter(stall=locked, pk=invitation_pk).first()
    if invitation is None:
        return False
    invitation.withdrawn_at = timezone.now()
    invitation.save(update_fields=("withdrawn_at",))
    data = {"person": invitation.email, "before": invitation.role, "after": ""}
    log(instance=locked, action="stalls.invite_withdrawn", user=by, data=data)
    return True


@transaction.atomic
def change_role(*, member: StallMember, role: MemberRole | str, by: User) -> StallMember:
    """Give a member another role; the last owner stays one."""
    locked = _lock_member(member)
    role = MemberRole(role)
    if locked.role == role:
        return locked
    _keep_an_owner(locked)
    before = locked.role
    locked.role = role
    locked.save(update_fields=("role",))
    data = {"person": locked.user.email, "before": before, "after": role.value}
    log(instance=locked.stall, action="stalls.role", user=by, data=data)
    return locked


@transaction.atomic
def remove_member(*, member: StallMember, by: User) -> None:
    """Let a member go; the last owner cannot leave a stall alone."""
    locked = _lock_member(member)
    _keep_an_owner(locked)
    data = {"person": locked.user.email, "before": locked.role, "after": ""}
    log(instance=locked.stall, action="stalls.leave", user=by, data=data)
    locked.delete()


def _lock_member(member: StallMember) -> StallMember:
    lock_stall(member.stall_id)
    locked = StallMember.objects.select_related("user", "stall").filter(pk=member.pk).first()
    if locked is None:
        raise NotAllowedNowError(_("Người này không còn làm ở gian hàng."))
    return locked


def _keep_an_owner(member: StallMember) -> None:
    others = StallMember.objects.filter(stall=member.stall_id, role=MemberRole.OWNER).exclude(pk=member.pk)
    if member.role == MemberRole.OWNER and not others.exists():
        raise NotAllowedNowError(
            _("Gian hàng cần ít nhất một chủ. Bạn giao vai trò chủ cho người khác trước.")
        )


def _digest(key: str) -> str:
    return sha256(key.encode()).hexdigest()
