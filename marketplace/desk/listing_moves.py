"""The moves of a listing from draft to shelf and back, each one post that answers with a sentence."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from marketplace.core.errors import FloorError
from marketplace.desk.access import Desk, desk_page
from marketplace.desk.listing_views import find_listing, person
from marketplace.listings import services
from marketplace.listings.drafting.duplicates import duplicate_listing
from marketplace.listings.errors import ListingProblemError
from marketplace.listings.models import Listing
from marketplace.stalls.enums import Capability


@desk_page(Capability.EDIT_LISTINGS)
@require_POST
def submit(request: HttpRequest, desk: Desk, listing_pk: int) -> HttpResponseBase:
    """Ask the department to look at the latest draft."""
    found = find_listing(desk, listing_pk)
    try:
        services.submit_listing(listing=found, user=person(request))
    except FloorError as error:
        messages.error(request, error.message)
        if isinstance(error, ListingProblemError):
            # The editor names each place beside its field.
            return redirect(reverse("desk:listing_edit", kwargs={"listing_pk": found.pk}) + "?thieu=1")
        return redirect("desk:listing", listing_pk=found.pk)
    messages.success(request, submitted_words(found))
    return redirect("desk:listing", listing_pk=found.pk)


@desk_page(Capability.EDIT_LISTINGS)
@require_POST
def withdraw(request: HttpRequest, desk: Desk, listing_pk: int) -> HttpResponseBase:
    """Take back what waits."""
    found = find_listing(desk, listing_pk)
    return _move(
        request,
        found,
        lambda: services.withdraw_listing(listing=found, user=person(request)),
        _("Đã rút lại. Bạn sửa xong thì gửi duyệt lại."),
    )


@desk_page(Capability.EDIT_LISTINGS)
@require_POST
def duplicate(request: HttpRequest, desk: Desk, listing_pk: int) -> HttpResponseBase:
    """Make a draft like this one."""
    found = find_listing(desk, listing_pk)
    try:
        copy = duplicate_listing(listing=found, user=person(request))
    except FloorError as error:
        messages.error(request, error.message)
        return redirect("desk:listing", listing_pk=found.pk)
    messages.success(
        request,
        _(
            "Đã nhân bản thành một bản nháp, số còn là 0. Sao OCOP, giấy tờ và số riêng của món cũ không chép theo."
        ),
    )
    return redirect("desk:listing_edit", listing_pk=copy.pk)


@desk_page(Capability.EDIT_LISTINGS)
@require_POST
def archive(request: HttpRequest, desk: Desk, listing_pk: int) -> HttpResponseBase:
    """Put a listing away: off the shelf and out of the list."""
    found = find_listing(desk, listing_pk)
    return _move(
        request,
        found,
        lambda: services.archive_listing(listing=found, user=person(request)),
        _("Đã cất kho. Hàng rời kệ, đơn đã đặt vẫn giữ nguyên."),
    )


@desk_page(Capability.EDIT_LISTINGS)
@require_POST
def restore(request: HttpRequest, desk: Desk, listing_pk: int) -> HttpResponseBase:
    """Take a listing out again, as a draft."""
    found = find_listing(desk, listing_pk)
    return _move(
        request,
        found,
        lambda: services.restore_listing(listing=found, user=person(request)),
        _("Đã lấy ra khỏi kho. Muốn bán lại thì gửi duyệt."),
    )


def submitted_words(listing: Listing) -> str:
    """Say what happens next, and that nothing on display changed."""
    if listing.live:
        return _("Đã gửi. Bản sửa đang chờ Sở duyệt, bản đang bán vẫn giữ nguyên.")
    return _("Đã gửi Sở duyệt. Có kết quả, sàn báo cho bạn ngay ở đây.")


def _move(request: HttpRequest, listing: Listing, move: Callable[[], object], said: str) -> HttpResponseBase:
    try:
        move()
    except FloorError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, said)
    return redirect("desk:listing", listing_pk=listing.pk)
