"""Pictures of the stall's own listings: sent from private storage to the stall alone, and cut to size."""

from typing import Final

from django import forms
from django.contrib import messages
from django.core.files.storage import storages
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from marketplace.core.errors import FloorError
from marketplace.core.forms import FloorForm
from marketplace.desk.access import Desk, desk_page
from marketplace.desk.listing_rows import picture_url
from marketplace.desk.listing_views import SECTION, closed_answer, find_listing, person
from marketplace.desk.pages import render_desk
from marketplace.listings.drafting.content import Photo
from marketplace.listings.drafting.duplicates import photos_of
from marketplace.listings.models import Listing
from marketplace.listings.pictures.cleaning import crop_picture, small_copy
from marketplace.listings.services import save_revision
from marketplace.stalls.enums import Capability

_WHOLE: Final = 100


class CropForm(FloorForm):
    """Which part of a picture stays, in per cent of its sides, and by how much it is turned first."""

    turn = forms.TypedChoiceField(
        label=gettext_lazy("Xoay"),
        coerce=int,
        required=False,
        empty_value=0,  # type: ignore[arg-type]  # the stubs know text only
        choices=[
            ("0", gettext_lazy("Giữ nguyên")),
            ("90", gettext_lazy("Sang phải")),
            ("270", gettext_lazy("Sang trái")),
            ("180", gettext_lazy("Lật ngược")),
        ],
    )
    left = forms.IntegerField(label=gettext_lazy("Bỏ bên trái (%)"), min_value=0, max_value=95)
    right = forms.IntegerField(label=gettext_lazy("Bỏ bên phải (%)"), min_value=0, max_value=95)
    top = forms.IntegerField(label=gettext_lazy("Bỏ phía trên (%)"), min_value=0, max_value=95)
    bottom = forms.IntegerField(label=gettext_lazy("Bỏ phía dưới (%)"), min_value=0, max_value=95)

    def box(self) -> tuple[int, int, int, int]:
        """Return left, top, right and bottom of what stays."""
        cut = self.cleaned_data
        return cut["left"], cut["top"], _WHOLE - cut["right"], _WHOLE - cut["bottom"]


@desk_page(Capability.SET_STOCK)
@require_safe
def picture(request: HttpRequest, desk: Desk, listing_pk: int, digest: str) -> HttpResponseBase:  # noqa: ARG001 - a view's signature
    """Send a picture of one of the stall's listings."""
    name = _name_of(find_listing(desk, listing_pk), digest)
    return FileResponse(storages["private"].open(name), content_type="image/jpeg")


@desk_page(Capability.SET_STOCK)
@require_safe
def small_picture(request: HttpRequest, desk: Desk, listing_pk: int, digest: str) -> HttpResponseBase:  # noqa: ARG001 - a view's signature
    """Send a small copy of it, for a list on a phone."""
    name = small_copy(_name_of(find_listing(desk, listing_pk), digest))
    answer = FileResponse(storages["private"].open(name), content_type="image/webp")
    # The digest is in the address, so the picture never changes; only this browser may keep it.
    answer.headers["Cache-Control"] = "private, max-age=604800, immutable"
    return answer


@desk_page(Capability.EDIT_LISTINGS)
@require_http_methods(["GET", "HEAD", "POST"])
def crop(request: HttpRequest, desk: Desk, listing_pk: int, digest: str) -> HttpResponseBase:
    """Cut and turn a picture of the latest draft; the picture that was is kept for the revisions that show it."""
    found = find_listing(desk, listing_pk)
    if desk.stall.is_closed:
        return closed_answer(request, reverse("desk:listing", kwargs={"listing_pk": found.pk}))
    draft: Listing = found.get_latest_revision_as_object()
    photos = photos_of(draft.pictures.all())
    shown = next((photo for photo in photos if photo.picture.digest == digest), None)
    if shown is None:
        raise Http404
    form = CropForm(
        request.POST if request.method == "POST" else None,
        initial={"turn": "0", "left": 0, "right": 0, "top": 0, "bottom": 0},
    )
    problem = ""
    if form.is_bound and form.is_valid():
        try:
            cut = crop_picture(shown.picture.name, box=form.box(), turn=form.cleaned_data["turn"])
            changed = [Photo(cut, photo.alt) if photo is shown else photo for photo in photos]
            save_revision(listing=found, photos=changed, user=person(request), base=found.latest_revision_id)
        except FloorError as error:
            problem = error.message
        else:
            messages.success(request, _("Đã cắt ảnh và lưu nháp."))
            return redirect(reverse("desk:listing_edit", kwargs={"listing_pk": found.pk}) + "#anh")
    context = {
        "listing": found,
        "form": form,
        "problem": problem,
        "photo": shown,
        "picture_url": picture_url(found, digest),
    }
    status = 422 if form.is_bound else 200
    return render_desk(request, desk, "desk/picture.html", context, section=SECTION, status=status)


@desk_page(Capability.EDIT_LISTINGS)
@require_safe
def paper(request: HttpRequest, desk: Desk, listing_pk: int, paper_digest: str) -> HttpResponseBase:  # noqa: ARG001 - a view's signature
    """Send the file of a paper of one of the stall's listings."""
    found = find_listing(desk, listing_pk)
    names = {
        row["digest"]: row["file"]
        for revision in (found.latest_revision, found.live_revision)
        if revision is not None
        for row in revision.content.get("papers", ())
        if row["file"]
    }
    if paper_digest not in names or not storages["private"].exists(names[paper_digest]):
        raise Http404
    answer = FileResponse(storages["private"].open(names[paper_digest]), as_attachment=True)
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


def _name_of(listing: Listing, digest: str) -> str:
    """Return where a picture of the latest or the displayed revision lies, or 404."""
    for revision in (listing.latest_revision, listing.live_revision):
        for row in revision.content["pictures"] if revision is not None else ():
            if row["digest"] == digest and storages["private"].exists(row["file"]):
                return str(row["file"])
    raise Http404
