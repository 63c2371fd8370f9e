"""The stall's goods: the list, the beginning of a new listing, and a listing's own page."""

from typing import Final, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from marketplace.accounts.models import User
from marketplace.core.text import clean_text
from marketplace.core.web.paging import page_links
from marketplace.desk.access import Desk, desk_page
from marketplace.desk.listing_fields import field_name
from marketplace.desk.listing_forms import NewListingForm
from marketplace.desk.listing_rows import CHECKED, count_by_state, find_listings, listing_rows
from marketplace.desk.pages import render_desk
from marketplace.listings.drafting.duplicates import create_draft
from marketplace.listings.enums import ListingState
from marketplace.listings.errors import StallClosedError
from marketplace.listings.labels.rules import label_group_choices
from marketplace.listings.models import Listing
from marketplace.listings.review.decisions import read_decisions
from marketplace.listings.review.difference import compare
from marketplace.listings.review.remarks import open_remarks
from marketplace.listings.review.texts import field_names
from marketplace.listings.screening.selectors import findings_for_stall
from marketplace.listings.selectors import listings_of
from marketplace.listings.shelf.offers import price_history
from marketplace.shop.catalogue.models import Category
from marketplace.shop.catalogue.selectors import menu_tree
from marketplace.stalls.enums import Capability

PER_PAGE: Final = 20
SECTION: Final = "listings"
_DECISIONS: Final = 10


def person(request: HttpRequest) -> User:
    """Return who is at the desk; ``desk_page`` has seen to it that somebody is."""
    return cast("User", request.user)


def find_listing(desk: Desk, listing_pk: int) -> Listing:
    """Return a listing of the stall at whose desk the person stands, or 404 (law 6)."""
    rows = listings_of(desk.stall).select_related("latest_revision__user", "live_revision", "product")
    return get_object_or_404(rows, pk=listing_pk)


def closed_answer(request: HttpRequest, to: str) -> HttpResponseBase:
    """Say that the stall closed, in place of a form that nothing could be sent with, and lead to ``to``."""
    messages.error(request, StallClosedError().message)
    return redirect(to)


@desk_page(Capability.SET_STOCK)
@require_safe
def listings(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    """List the stall's goods with their state and the officer's words."""
    state = str(request.GET.get("trang-thai", ""))
    state = state if state in ListingState.values else ""
    words = clean_text(str(request.GET.get("tim", "")))[:120]
    pages = Paginator(find_listings(desk.stall, state=state, words=words), PER_PAGE)
    page = pages.get_page(request.GET.get("trang"))
    kept = {key: value for key, value in (("trang-thai", state), ("tim", words)) if value}

    def url(number: int) -> str:
        query = kept if number == 1 else {**kept, "trang": str(number)}
        return f"{request.path}?{urlencode(query)}" if query else request.path

    counts = count_by_state(desk.stall)
    chips = [
        (
            str(one.label),
            f"{request.path}?{urlencode({'trang-thai': one.value})}",
            counts[one],
            one.value == state,
        )
        for one in ListingState
        if counts.get(one)
    ]
    context = {
        "rows": listing_rows(list(page.object_list)),
        "page": page_links(page.number, pages.num_pages, url),
        "total": pages.count,
        "chips": chips,
        "everything": sum(count for one, count in counts.items() if one != ListingState.ARCHIVED),
        "chosen_state": state,
        "query": words,
        "may_edit": desk.may_now(Capability.EDIT_LISTINGS),
        "may_price": desk.may(Capability.SET_PRICES),
        "may_stock": desk.may_now(Capability.SET_STOCK),
        "may_export": desk.may(Capability.EDIT_LISTINGS),
    }
    return render_desk(request, desk, "desk/listings.html", context, section=SECTION)


@desk_page(Capability.EDIT_LISTINGS)
@require_http_methods(["GET", "HEAD", "POST"])
def new_listing(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    """Begin a listing: a name, a place and a kind of label; the rest is filled in on its page."""
    if desk.stall.is_closed:
        return closed_answer(request, reverse("desk:listings"))
    form = NewListingForm(
        request.POST if request.method == "POST" else None,
        aisles=menu_tree(get_language() or "vi"),
        groups=label_group_choices(),
    )
    is_meant = desk.is_meant_by(request.POST)
    if not is_meant:
        messages.warning(request, desk.other_stall_words)
    if form.is_bound and form.is_valid() and is_meant:
        values = form.cleaned_data
        listing = create_draft(
            stall=desk.stall,
            title=values["title"],
            category=Category.objects.get(pk=values["category"]),
            label_group=values["label_group"],
            user=person(request),
        )
        return redirect("desk:listing_edit", listing_pk=listing.pk)
    status = 422 if form.is_bound else 200
    return render_desk(request, desk, "desk/listing_new.html", {"form": form}, section=SECTION, status=status)


@desk_page(Capability.SET_STOCK)
@require_safe
def listing(request: HttpRequest, desk: Desk, listing_pk: int) -> HttpResponseBase:
    """Show one listing: where it stands, what the officer said, what changed since the approved revision."""
    found = find_listing(desk, listing_pk)
    (row,) = listing_rows([found])
    draft: Listing = found.get_latest_revision_as_object()
    approved: Listing | None = found.live_revision.as_object() if found.live_revision else None
    changed = (
        compare(approved=approved, proposed=draft)
        if approved is None or found.has_unpublished_changes
        else []
    )
    changed = [one for one in changed if (one.is_changed if approved is not None else one.has_text)]
    context = {
        "listing": found,
        "row": row,
        "approved": approved,
        "changed": changed,
        "remarks": [(field_name(one.field, draft), one) for one in open_remarks(listing=found)],
        "findings": findings_for_stall(found) if row.state in CHECKED else [],
        "decisions": read_decisions(found, names=field_names(draft, approved), most=_DECISIONS),
        "prices": price_history(listing=found)[:_DECISIONS],
        "may_edit": desk.may_now(Capability.EDIT_LISTINGS),
        "may_price": desk.may(Capability.SET_PRICES),
        "may_stock": desk.may_now(Capability.SET_STOCK),
        "can_edit": row.state not in {ListingState.WAITING, ListingState.ARCHIVED},
        "can_submit": row.state not in {ListingState.WAITING, ListingState.ARCHIVED}
        and not (found.live and not found.has_unpublished_changes),
    }
    return render_desk(request, desk, "desk/listing.html", context, section=SECTION)
