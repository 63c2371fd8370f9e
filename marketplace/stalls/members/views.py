"""The page behind the link of an invitation: who invites, to what, and one button."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from marketplace.accounts.models import User
from marketplace.core.errors import FloorError
from marketplace.core.web.private import private_page
from marketplace.stalls.members.chosen import choose_stall
from marketplace.stalls.members.services import accept_invitation, find_invitation, stall_joined_by


@private_page
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, key: str) -> HttpResponse:
    """Show an invitation; only a post accepts it, because mail programs open links by themselves."""
    user = cast("User", request.user)
    found = find_invitation(key)
    joined = stall_joined_by(key, user=user) if found is None else None
    if joined is not None:
        choose_stall(request, joined)
        return redirect("desk:home")
    if found is None:
        return render(request, "stalls/invitation.html", {"invitation": None}, status=404)
    problem = ""
    if request.method == "POST":
        try:
            accept_invitation(invitation=found, user=user)
        except FloorError as error:
            problem = error.message
        else:
            messages.success(request, _("Bạn đã vào %s.") % found.stall.name)
            choose_stall(request, found.stall)
            return redirect("desk:home")
    context = {"invitation": found, "problem": problem, "is_theirs": user.email.lower() == found.email}
    return render(request, "stalls/invitation.html", context, status=422 if problem else 200)
