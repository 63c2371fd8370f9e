"""The editor: one form for all of a listing. Every button of it keeps what was sent; only one asks for approval.

Saving writes a draft and never touches what is on display (law 2). A draft that somebody else saved
meanwhile is not overwritten unasked.
"""

from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, JsonResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from marketplace.core.errors import FloorError
from marketplace.core.text import clean_characters, clean_text
from marketplace.desk.access import FOR_STALL, Desk, desk_page, of_its_stall
from marketplace.desk.listing_editor import (
    BASE,
    Editor,
    editor_of,
    lost_papers,
    read_number,
    take_papers,
    take_pictures,
    typed_editor,
)
from marketplace.desk.listing_fields import build_sections
from marketplace.desk.listing_moves import submitted_words
from marketplace.desk.listing_rows import TO_MEND, VariantRow, variant_rows, words_of
from marketplace.desk.listing_views import SECTION, closed_answer, find_listing, person
from marketplace.desk.pages import render_desk
from marketplace.listings.drafting.drafts import forget_typed, keep_typed, leave_form, open_form, others_at_it
from marketplace.listings.enums import ListingState
from marketplace.listings.errors import EditedMeanwhileError, ListingProblemError, StallClosedError
from marketplace.listings.labels.rules import LabelProblem
from marketplace.listings.models import EditingDraft, Listing
from marketplace.listings.review.checks import find_offer_problems, find_paper_problems, find_problems
from marketplace.listings.review.remarks import open_remarks
from marketplace.listings.selectors import last_words
from marketplace.listings.services import save_revision, submit_listing
from marketplace.shop.catalogue.restrictions import licence_rules, restriction_of
from marketplace.stalls.enums import Capability

STEP: Final = "buoc"
# A script says with it that the form is still open, and nothing of what stands in it.
PRESENT: Final = "co-mat"
# Buttons that draw the form anew without saving it; their values are what they do.
_STEPS: Final = {"quy-cach", "giay-to", "nhom", "xa"}
_PRESSED: Final = {"xem-xa": "xa", "xem-nhom": "nhom", "them-anh": "anh"}
_CLOSED: Final = (ListingState.WAITING, ListingState.ARCHIVED)
_LARGEST_DRAFT: Final = 120_000
_NOT_KEPT: Final = ("csrfmiddlewaretoken", FOR_STALL, STEP, *_PRESSED)


@desk_page(Capability.EDIT_LISTINGS)
@require_http_methods(["GET", "HEAD", "POST"])
@of_its_stall
def edit(request: HttpRequest, desk: Desk, listing_pk: int) -> HttpResponseBase:
    """Show the editor, or take what was sent."""
    found = find_listing(desk, listing_pk)
    if desk.stall.is_closed:
        return closed_answer(request, reverse("desk:listing", kwargs={"listing_pk": found.pk}))
    if found.state in _CLOSED:
        messages.info(request, _closed_words(found))
        if request.method == "POST" and _is_other_than_saved(found, request.POST):
            # Another tab, or another person, sent the goods in: what was typed here meanwhile is not lost.
            _keep_typed(request, found)
            messages.warning(request, _("Phần bạn vừa gõ được giữ lại, sẽ hiện ra khi mở lại để sửa."))
        return redirect("desk:listing", listing_pk=found.pk)
    shelf = shelf_of(found)
    if request.method == "POST":
        return _take(request, desk, found, shelf)
    draft = open_form(listing=found, user=person(request))
    is_typed = bool(draft.data) and draft.saved_at is not None
    if is_typed:
        editor = typed_editor(found, _as_sent(draft), shelf)
        editor.base = draft.base_revision
    else:
        editor = editor_of(found, shelf)
    problems = _problems(found) if request.GET.get("thieu") else []
    lost = lost_papers(editor.papers)
    typed = draft if is_typed else None
    return _render(request, desk, found, editor, problems=problems, complaints=lost, typed=typed)


@desk_page(Capability.EDIT_LISTINGS)
@require_POST
def keep(request: HttpRequest, desk: Desk, listing_pk: int) -> HttpResponseBase:
    """Keep what stands in the editor, as a script sends it now and then; answers who else is at it."""
    if not desk.is_meant_by(request.POST):
        return JsonResponse({"words": desk.other_stall_words}, status=409)
    found = find_listing(desk, listing_pk)
    user = person(request)
    base = request.POST.get(BASE, "")
    if desk.stall.is_closed:
        return JsonResponse({"words": StallClosedError().message}, status=422)
    if PRESENT in request.POST:
        open_form(listing=found, user=user)
        return JsonResponse({"words": "", "warning": _warning(found, request, base)})
    draft = _keep_typed(request, found)
    if draft is None:
        return JsonResponse({"words": _("Nội dung dài quá, chưa giữ được. Bạn lưu nháp.")}, status=422)
    at = timezone.localtime(draft.saved_at).strftime("%H:%M")
    words = _("Đã giữ lúc %s, chưa lưu thành bản nháp.") % at
    return JsonResponse({"words": words, "warning": _warning(found, request, base)})


@desk_page(Capability.EDIT_LISTINGS)
@require_POST
def forget(request: HttpRequest, desk: Desk, listing_pk: int) -> HttpResponseBase:
    """Drop what was typed and go back to the last saved draft."""
    found = find_listing(desk, listing_pk)
    forget_typed(listing=found, user=person(request))
    messages.info(request, _("Đã bỏ phần gõ dở. Đây là bản lưu gần nhất."))
    return redirect("desk:listing_edit", listing_pk=found.pk)


def _keep_typed(request: HttpRequest, listing: Listing) -> EditingDraft | None:
    """Keep what stands in the form that was sent; returns nothing where it is too long to be kept."""
    data = {
        clean_text(name): [clean_characters(value) for value in values]
        for name, values in request.POST.lists()
        if name not in _NOT_KEPT
    }
    if sum(len(value) for values in data.values() for value in values) > _LARGEST_DRAFT:
        return None
    base = read_number(request.POST.get(BASE, ""))
    return keep_typed(listing=listing, user=person(request), data=data, base=base)


def _is_other_than_saved(listing: Listing, data: QueryDict) -> bool:
    """Say whether a form says something else than the latest draft: a button pressed twice does not."""
    shelf = shelf_of(listing)
    saved, typed = editor_of(listing, shelf), typed_editor(listing, data, shelf)
    if len(saved.forms) != len(typed.forms):
        return True
    for before, now in zip(saved.forms, typed.forms, strict=True):
        now.initial = before.initial
        # A number is kept as text and read as a number: where both read the same, nothing was typed.
        if any(str(before[name].value()) != str(now[name].value()) for name in now.changed_data):
            return True
    return False


def shelf_of(listing: Listing) -> dict[str, VariantRow]:
    """Return price and stock of now, by code."""
    return {row.sku: row for row in variant_rows([listing]).get(listing.pk, ())}


def others_words(listing: Listing, request: HttpRequest) -> str:
    """Say who else has the same form open, or nothing."""
    names = [draft.user.get_short_name() for draft in others_at_it(listing=listing, user=person(request))]
    if not names:
        return ""
    return _("%s cũng đang mở mặt hàng này. Hai người nên hẹn nhau ai sửa trước.") % ", ".join(names)


def _warning(listing: Listing, request: HttpRequest, base: str) -> str:
    """Say that somebody saved a draft since the form was filled in, or who has it open too, or nothing."""
    if base != str(listing.latest_revision_id):
        return EditedMeanwhileError(listing.latest_revision).message
    return others_words(listing, request)


def _take(
    request: HttpRequest, desk: Desk, listing: Listing, shelf: dict[str, VariantRow]
) -> HttpResponseBase:
    step = _step(request.POST)
    editor = typed_editor(
        listing, request.POST, shelf, add_variant=step == "quy-cach", add_paper=step == "giay-to"
    )
    before = len(editor.photos)
    complaints = take_pictures(request.FILES, editor.photos) + take_papers(request.FILES, editor.papers)
    complaints += lost_papers(editor.papers)
    if step in _STEPS and len(editor.photos) == before:
        editor.hush()
        return _render(request, desk, listing, editor, complaints=complaints)
    if not editor.is_valid():
        if len(editor.photos) > before:
            _save_pictures(request, listing, editor)
            if step in {*_STEPS, "anh"}:
                # Somebody who begins with the camera is not told what the rest still lacks.
                editor.hush()
                return _render(request, desk, listing, editor, complaints=complaints)
        return _render(request, desk, listing, editor, complaints=complaints, status=422)
    try:
        revision = save_revision(
            listing=listing,
            content=editor.content(),
            variants=editor.ways(shelf),
            photos=editor.photos,
            papers=editor.paper_list(),
            user=person(request),
            base=None if request.POST.get("luu-de") == str(listing.latest_revision_id) else editor.base,
        )
    except EditedMeanwhileError as error:
        return _render(request, desk, listing, editor, complaints=[error.message], stale=error, status=409)
    except FloorError as error:
        return _render(request, desk, listing, editor, complaints=[error.message], status=422)
    editor.base = revision.pk
    forget_typed(listing=listing, user=person(request))
    return _go_on(request, desk, editor, step=step, complaints=complaints)


def _go_on(
    request: HttpRequest, desk: Desk, editor: Editor, *, step: str, complaints: list[str]
) -> HttpResponseBase:
    """Answer after the draft is saved: submit it, look at it, or stay."""
    listing = editor.listing
    if step == "gui" and not complaints:
        try:
            submit_listing(listing=listing, user=person(request))
        except ListingProblemError as error:
            words = [_("Đã lưu nháp, chưa gửi được."), *([] if error.problems else [error.message])]
            return _render(
                request,
                desk,
                find_listing(desk, listing.pk),
                editor,
                problems=_problems(listing) or list(error.problems),
                complaints=words,
                status=422,
            )
        except FloorError as error:
            return _render(request, desk, listing, editor, complaints=[error.message], status=422)
        leave_form(listing=listing, user=person(request))
        messages.success(request, submitted_words(listing))
        return redirect("desk:listing", listing_pk=listing.pk)
    if step == "xem" and not complaints:
        return redirect("desk:listing_preview", listing_pk=listing.pk)
    for complaint in complaints:
        messages.warning(request, complaint)
    messages.success(request, _("Đã lưu nháp."))
    place = "#anh" if step == "anh" else ""
    return redirect(reverse("desk:listing_edit", kwargs={"listing_pk": listing.pk}) + place)


def _step(data: QueryDict) -> str:
    """Return which button was pressed; three have names of their own, because a field presses them."""
    named = next((step for name, step in _PRESSED.items() if name in data), "")
    return named or data.get(STEP, "")


def _save_pictures(request: HttpRequest, listing: Listing, editor: Editor) -> None:
    """Keep new pictures although the rest of the form has to be mended first."""
    try:
        revision = save_revision(
            listing=listing, photos=editor.photos, user=person(request), base=editor.base
        )
    except FloorError:
        return  # told with the rest: the form says that somebody was faster, or that it is closed
    editor.base = revision.pk


def _problems(listing: Listing) -> list[LabelProblem]:
    """Return everything that keeps the latest draft from being submitted, each at its place."""
    draft: Listing = Listing.objects.get(pk=listing.pk).get_latest_revision_as_object()
    return [*find_problems(draft), *find_paper_problems(draft), *find_offer_problems(draft)]


def _as_sent(draft: EditingDraft) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, values in draft.data.items():
        data.setlist(name, values)
    return data


def _closed_words(listing: Listing) -> str:
    if listing.state == ListingState.WAITING:
        return _("Bản này đang chờ Sở duyệt. Muốn sửa tiếp thì rút lại trước.")
    return _("Mặt hàng đang cất kho. Lấy ra khỏi kho rồi hãy sửa.")


def _render(
    request: HttpRequest,
    desk: Desk,
    listing: Listing,
    editor: Editor,
    *,
    problems: list[LabelProblem] | None = None,
    complaints: list[str] | None = None,
    typed: EditingDraft | None = None,
    stale: EditedMeanwhileError | None = None,
    status: int = 200,
) -> HttpResponseBase:
    group = editor.form.group
    count = len(problems or ())
    draft = editor.draft
    restriction = restriction_of(draft.label_group, draft.label_data)
    licences = licence_rules(draft.title, draft.label_group, draft.label_data)
    context: dict[str, Any] = {
        "listing": listing,
        "editor": editor,
        "form": editor.form,
        "sections": build_sections(editor, open_remarks(listing=listing), problems or ()),
        "problems": problems or (),
        "problem_words": ngettext(
            "Còn %(count)d chỗ cần điền trước khi gửi duyệt",
            "Còn %(count)d chỗ cần điền trước khi gửi duyệt",
            count,
        )
        % {"count": count},
        "complaints": complaints or (),
        "words": words_of(last_words([listing]).get(listing.pk)) if listing.state in TO_MEND else None,
        "others": others_words(listing, request),
        "typed": typed,
        "stale": stale,
        "citation": group.citation if group else "",
        "restriction": restriction,
        "licences": licences,
        "conditions": list(dict.fromkeys([*restriction.names, *(rule.name for rule in licences)])),
        "laws": list(dict.fromkeys([*restriction.citations, *(rule.citation for rule in licences)])),
    }
    return render_desk(request, desk, "desk/listing_edit.html", context, section=SECTION, status=status)
