"""The desk's pages about the stall itself: who works there, days off, closing for good."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from marketplace.core.errors import FloorError
from marketplace.core.web.throttle import is_over_limit, too_many_tries
from marketplace.desk.access import Desk, desk_page, of_its_stall
from marketplace.desk.pages import render_desk
from marketplace.desk.stall_forms import CloseForm, DaysOffForm, InviteForm, RoleForm
from marketplace.stalls.enums import Capability, MemberRole
from marketplace.stalls.members.services import (
    change_role,
    invite_member,
    remove_member,
    withdraw_invitation,
)
from marketplace.stalls.models import StallInvitation, StallMember
from marketplace.stalls.selectors import members_of
from marketplace.stalls.services import close_for_days, close_stall, end_days_off

HOUR = 3600
INVITATIONS_PER_HOUR = 20


@desk_page(Capability.MANAGE_MEMBERS)
@of_its_stall
@require_http_methods(["GET", "HEAD", "POST"])
def members(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    """Show who works here and who was invited, and invite."""
    form = InviteForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        stall = desk.stall
        if is_over_limit(
            scope="stall-invitations", identity=str(stall.pk), limit=INVITATIONS_PER_HOUR, seconds=HOUR
        ):
            return too_many_tries(request, seconds=HOUR)
        try:
            invitation = invite_member(
                stall=stall,
                email=form.cleaned_data["email"],
                role=form.cleaned_data["role"],
                by=desk.member.user,
            )
        except FloorError as error:
            form.add_error("email", error.message)
        else:
            messages.success(request, _("Sàn vừa gửi lời mời tới %s.") % invitation.email)
            return redirect("desk:members")
    working = list(members_of(stall=desk.stall))
    owners = [one for one in working if one.role == MemberRole.OWNER]
    context = {
        "form": form,
        "members": [(one, RoleForm(initial={"role": one.role})) for one in working],
        # Whom nobody may let go: buttons that can only be refused are not shown.
        "only_owner": owners[0] if len(owners) == 1 else None,
        "invitations": [
            one
            for one in StallInvitation.objects.filter(stall=desk.stall, accepted_at=None, withdrawn_at=None)
            if one.is_open
        ],
    }
    status = 422 if form.is_bound else 200
    return render_desk(request, desk, "desk/members.html", context, section="stall", status=status)


@desk_page(Capability.MANAGE_MEMBERS)
@require_POST
def role(request: HttpRequest, desk: Desk, member_pk: int) -> HttpResponseBase:
    """Give somebody another role."""
    member = get_object_or_404(StallMember, pk=member_pk, stall=desk.stall)
    form = RoleForm(request.POST)
    if form.is_valid():
        try:
            change_role(member=member, role=form.cleaned_data["role"], by=desk.member.user)
        except FloorError as error:
            messages.error(request, error.message)
        else:
            messages.success(request, _("Đã đổi vai trò của %s.") % member.user)
    return redirect("desk:members" if member.user_id != request.user.pk else "desk:stall")


@desk_page(Capability.MANAGE_MEMBERS)
@require_POST
def dismiss(request: HttpRequest, desk: Desk, member_pk: int) -> HttpResponseBase:
    """Let somebody go."""
    member = get_object_or_404(StallMember, pk=member_pk, stall=desk.stall)
    return _leave(request, desk, member, "desk:members")


@desk_page(Capability.SEE_DESK)
@of_its_stall
@require_POST
def leave(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    """Leave the stall oneself."""
    return _leave(request, desk, desk.member, "desk:stall")


@desk_page(Capability.MANAGE_MEMBERS)
@require_POST
def withdraw(request: HttpRequest, desk: Desk, invitation_pk: int) -> HttpResponseBase:
    """Take an invitation back."""
    get_object_or_404(StallInvitation, pk=invitation_pk, stall=desk.stall)
    if withdraw_invitation(stall=desk.stall, invitation_pk=invitation_pk, by=desk.member.user):
        messages.success(request, _("Đã rút lại lời mời."))
    return redirect("desk:members")


@desk_page(Capability.SET_DELIVERY)
@of_its_stall
@require_http_methods(["GET", "HEAD", "POST"])
def days_off(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    """Announce days off."""
    stall = desk.stall
    is_announced = stall.has_days_off_ahead  # days that are over are nobody's plan
    initial = {"first": stall.away_from, "last": stall.away_until, "note": stall.away_note}
    initial = initial if is_announced else {}
    form = DaysOffForm(request.POST) if request.method == "POST" else DaysOffForm(initial=initial)
    if form.is_bound and form.is_valid():
        try:
            close_for_days(stall=stall, by=desk.member.user, **form.cleaned_data)
        except FloorError as error:
            form.add_error("last", error.message)
        else:
            messages.success(request, _("Đã báo nghỉ. Trang gian hàng và từng món đều nói rõ ngày."))
            return redirect("desk:days_off")
    context = {"form": form, "is_announced": is_announced}
    status = 422 if form.is_bound else 200
    return render_desk(request, desk, "desk/days_off.html", context, section="stall", status=status)


@desk_page(Capability.SET_DELIVERY)
@of_its_stall
@require_POST
def open_again(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    """Take orders again before the announced day, or take back days that have not begun."""
    was_away = desk.stall.is_away()
    end_days_off(stall=desk.stall, by=desk.member.user)
    said = _("Gian hàng nhận đơn trở lại.") if was_away else _("Đã bỏ lịch nghỉ. Gian hàng vẫn nhận đơn.")
    messages.success(request, said)
    return redirect("desk:days_off")


@desk_page(Capability.CLOSE_STALL)
@of_its_stall
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    """Close the stall for good."""
    form = CloseForm(request.POST if request.method == "POST" else None, stall_name=desk.stall.name)
    if form.is_bound and form.is_valid():
        try:
            close_stall(stall=desk.stall, by=desk.member.user)
        except FloorError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("Đã đóng %s. Đơn cũ vẫn xem được ở đây.") % desk.stall.name)
            return redirect("desk:stall")
    status = 422 if form.is_bound else 200
    return render_desk(request, desk, "desk/close.html", {"form": form}, section="stall", status=status)


def _leave(request: HttpRequest, desk: Desk, member: StallMember, back: str) -> HttpResponse:
    try:
        remove_member(member=member, by=desk.member.user)
    except FloorError as error:
        messages.error(request, error.message)
        return redirect(back)
    if member.user_id == request.user.pk:
        messages.success(request, _("Bạn đã thôi làm ở %s.") % desk.stall.name)
        return redirect("account:home")
    messages.success(request, _("%s không còn vào được gian hàng.") % member.user)
    return redirect(back)
