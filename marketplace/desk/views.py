"""The desk's first page, the page about the stall itself, and the change from one stall to another."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from marketplace.core.web.paging import page_links
from marketplace.desk.access import Desk, desk_page
from marketplace.desk.home import letters_to, read_home
from marketplace.desk.pages import render_desk
from marketplace.stalls.dossiers.selectors import papers_to_renew
from marketplace.stalls.enums import Capability
from marketplace.stalls.members.chosen import choose_stall
from marketplace.stalls.selectors import memberships_of

LETTERS = 20


@desk_page(Capability.SEE_DESK)
@require_safe
def home(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    """Show what there is to do today."""
    return render_desk(request, desk, "desk/home.html", {"todo": read_home(desk)}, section="home")


@desk_page(Capability.EDIT_LISTINGS)
@require_safe
def letters(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    """Show what the floor wrote to the stall, the newest first."""
    pages = Paginator(letters_to(desk), LETTERS)
    page = pages.get_page(request.GET.get("trang"))
    links = page_links(page.number, pages.num_pages, lambda number: f"{request.path}?trang={number}")
    context = {"letters": list(page.object_list), "page": links}
    return render_desk(request, desk, "desk/letters.html", context, section="home")


@desk_page(Capability.SEE_DESK)
@require_safe
def stall(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    """Show the stall, the person's place in it, and their other stalls."""
    sees_papers = desk.may(Capability.SEE_FACTS)
    context = {
        "renew": papers_to_renew(desk.stall) if sees_papers else [],
        "notices": desk.stall.notices.filter(closed_at=None).select_related("basis") if sees_papers else [],
        "suspension": desk.stall.suspensions.filter(ended_at=None).select_related("basis").first(),
    }
    return render_desk(request, desk, "desk/stall.html", context, section="stall")


@desk_page(Capability.SEE_DESK)
@require_POST
def choose(request: HttpRequest, desk: Desk, stall_slug: str) -> HttpResponseBase:  # noqa: ARG001 - every view of the desk is handed it
    """Work at another stall of the same person."""
    member = get_object_or_404(memberships_of(request.user), stall__slug=stall_slug)
    choose_stall(request, member.stall)
    return redirect("desk:home")
