"""Opening a stall at ``/mo-gian-hang/``: six short pages, each kept as soon as it is sent.

The same pages change the facts of a stall that sells: whoever may do that has one dossier at a time, and
never meets another's, because every page begins from the person who asks.
"""

from functools import wraps
from typing import Any, Protocol, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from marketplace.accounts.models import User
from marketplace.core.documents import document_versions
from marketplace.core.errors import FloorError
from marketplace.core.files.papers import serve_paper
from marketplace.core.rules import in_force
from marketplace.core.web.private import private_page
from marketplace.core.web.throttle import is_over_limit, too_many_tries
from marketplace.stalls.apply.forms import AgreeForm, PaperForm
from marketplace.stalls.apply.steps import (
    BY_KEY,
    KIND,
    PAPERS,
    REVIEW,
    Step,
    after,
    first_unfinished,
    is_done,
    road,
)
from marketplace.stalls.dossiers import services
from marketplace.stalls.dossiers.selectors import (
    amendment_of,
    application_of,
    bank_name,
    checklist,
    documents_in_force,
    facts_of_others,
    history_of,
    papers_to_renew,
    required_facts,
)
from marketplace.stalls.enums import Capability, Fact, StallKind
from marketplace.stalls.identity import identity_adapter
from marketplace.stalls.members.chosen import memberships_in_order
from marketplace.stalls.models import DocumentRule, StallMember
from marketplace.stalls.models.dossiers import OPEN, Dossier, DossierDocument
from marketplace.stalls.selectors import memberships_of

HOUR = 3600
PAPERS_PER_HOUR = 60


class DossierView(Protocol):
    """A view of a dossier that may be written."""

    def __call__(self, request: HttpRequest, dossier: Dossier, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer."""


def _person(request: HttpRequest) -> User:
    return cast("User", request.user)  # every caller is behind login_required


def membership_for_facts(request: HttpRequest) -> StallMember | None:
    """Return the membership under which somebody may change a stall's facts: at the stall of their desk first."""
    members = (one for one in memberships_in_order(request) if not one.stall.is_closed)
    return next((member for member in members if member.may(Capability.EDIT_FACTS)), None)


def dossier_of(request: HttpRequest) -> Dossier | None:
    """Return the dossier a person writes or waits for: the stall's open change before the application."""
    member = membership_for_facts(request)
    if member is None:
        return application_of(_person(request))
    amendment = amendment_of(member.stall)
    return amendment if amendment is not None and amendment.state in OPEN else None


def written(view: DossierView) -> Any:
    """Hand the person's dossier to ``view``; where there is none to write on, lead to the start."""

    @wraps(view)
    def with_dossier(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        dossier = dossier_of(request)
        if dossier is None or not dossier.is_editable:
            # Handed in meanwhile, from another tab. What is handed in twice is handed in.
            if dossier is not None and request.method == "POST" and request.path != REVIEW.url:
                messages.warning(
                    request, _("Hồ sơ đang chờ Sở xem hoặc đã có quyết định, nên không sửa được.")
                )
            return redirect("stalls:start")
        return view(request, dossier, *args, **kwargs)

    return with_dossier


@private_page
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Tell what is needed, lead back to where somebody stopped, or say where the dossier stands."""
    if not request.user.is_authenticated:
        return render(request, "stalls/apply/intro.html", {"kinds": _kinds()})
    member = membership_for_facts(request)
    dossier = dossier_of(request)
    if dossier is not None and dossier.is_editable and not dossier.note:
        return redirect(first_unfinished(dossier).url)
    if dossier is None and member is None:
        return render(request, "stalls/apply/intro.html", {"kinds": _kinds()})
    context: dict[str, Any] = {"dossier": dossier, "member": member, "identity": identity_adapter()}
    if dossier is not None:
        context |= {"lines": checklist(dossier), "history": list(history_of(dossier)[:20])}
        if dossier.is_editable:
            context["next_step"] = first_unfinished(dossier)
    if member is not None:
        context |= {
            "in_force": list(documents_in_force(member.stall)),
            "renew": papers_to_renew(member.stall),
        }
    return render(request, "stalls/apply/status.html", context)


@private_page
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Begin an application, or a change of a stall that sells."""
    if not request.user.is_authenticated:
        return redirect_to_login(BY_KEY["kind"].url)
    user = _person(request)
    member = membership_for_facts(request)
    try:
        if member is not None:
            dossier = services.start_amendment(stall=member.stall, keeper=user)
        else:
            dossier = services.start_application(keeper=user)
    except FloorError as error:
        messages.error(request, error.message)
        return redirect("stalls:start")
    return redirect(REVIEW.url if member is not None else first_unfinished(dossier).url)


@private_page
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@written
def step(request: HttpRequest, dossier: Dossier, *, key: str) -> HttpResponseBase:
    """Show one step and keep what is sent; what is wrong is said, what is right is kept already."""
    current = BY_KEY[key]
    if current != KIND and not is_done(dossier, KIND):
        return redirect(KIND.url)
    assert current.form is not None  # noqa: S101 - the addresses name steps with a form
    required = required_facts(dossier.kind)
    if request.method != "POST":
        form = current.form(required=required, kind=dossier.kind, initial=_initial(dossier, current))
        return _page(request, dossier, current, {"form": form})
    form = current.form(request.POST, required=required, kind=dossier.kind)
    is_whole = form.is_valid()
    try:
        dossier = services.save_facts(dossier=dossier, facts=form.kept(), by=_person(request))
    except FloorError as error:
        messages.warning(request, error.message)
        return redirect("stalls:start")
    if "de-sau" in request.POST and form.is_only_unfinished():
        return redirect("stalls:saved")
    if is_whole:
        return redirect(after(current).url)
    return _page(request, dossier, current, {"form": form}, status=422)


@private_page
@login_required
@require_safe
@written
def saved(request: HttpRequest, dossier: Dossier) -> HttpResponseBase:
    """Say that everything is kept and how to come back."""
    return render(
        request, "stalls/apply/saved.html", {"dossier": dossier, "next_step": first_unfinished(dossier)}
    )


@private_page
@login_required
@require_safe
@written
def papers(request: HttpRequest, dossier: Dossier) -> HttpResponseBase:
    """Show the checklist of papers."""
    if not is_done(dossier, KIND):
        return redirect(KIND.url)
    return _page(request, dossier, PAPERS, _papers(dossier))


@private_page
@login_required
@require_POST
@written
def send_paper(request: HttpRequest, dossier: Dossier, *, rule_pk: int) -> HttpResponseBase:
    """Take one paper in."""
    user = _person(request)
    rule = get_object_or_404(in_force(DocumentRule.objects.filter(kind=dossier.kind)), pk=rule_pk)
    if is_over_limit(scope="stall-papers", identity=str(user.pk), limit=PAPERS_PER_HOUR, seconds=HOUR):
        return too_many_tries(request, seconds=HOUR)
    form = PaperForm(request.POST, files=request.FILES, rule=rule)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            services.add_document(
                dossier=dossier,
                rule=rule,
                file=file,
                name=file.name,
                by=user,
                expires_on=form.cleaned_data.get("expires_on"),
            )
        except FloorError as error:
            form.add_error("file", error.message)
        else:
            messages.success(request, _("Đã nhận: %s.") % rule.name)
            return redirect(f"{PAPERS.url}#giay-{rule.code}")
    return _page(request, dossier, PAPERS, _papers(dossier, form), status=422)


@private_page
@login_required
@require_POST
@written
def remove_paper(request: HttpRequest, dossier: Dossier, *, document_pk: int) -> HttpResponseBase:
    """Take a paper back."""
    try:
        services.remove_document(dossier=dossier, document_pk=document_pk, by=_person(request))
    except FloorError as error:
        messages.error(request, error.message)
    return redirect(PAPERS.url)


@private_page
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@written
def review(request: HttpRequest, dossier: Dossier) -> HttpResponseBase:
    """Show the whole dossier, ask for the agreement, and hand it in."""
    if not is_done(dossier, KIND):
        return redirect(KIND.url)
    user = _person(request)
    versions = document_versions()
    form = AgreeForm(request.POST if request.method == "POST" else None, versions=versions)
    if form.is_bound and form.is_valid():
        try:
            services.submit_dossier(dossier=dossier, by=user, documents=versions)
        except FloorError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("Đã nộp hồ sơ. Sở xem xong, kết quả tới %s.") % user.email)
            return redirect("stalls:start")
    context = {"form": form, "facts": shown_facts(dossier), "lines": checklist(dossier), "user": user}
    return _page(request, dossier, REVIEW, context, status=422 if form.is_bound else 200)


@private_page
@login_required
@require_POST
def withdraw(request: HttpRequest) -> HttpResponse:
    """Take the dossier back before it is decided."""
    dossier = dossier_of(request)
    if dossier is not None:
        try:
            services.withdraw_dossier(dossier=dossier, by=_person(request))
        except FloorError as error:
            messages.error(request, error.message)
        else:
            messages.success(request, _("Đã rút hồ sơ về để sửa."))
    return redirect("stalls:start")


@private_page
@login_required
@require_POST
def discard(request: HttpRequest) -> HttpResponse:
    """Throw away a change that was never handed in."""
    dossier = dossier_of(request)
    if dossier is not None:
        try:
            services.discard_amendment(dossier=dossier, by=_person(request))
        except FloorError as error:
            messages.error(request, error.message)
    return redirect("stalls:start")


@private_page
@login_required
@require_safe
def paper_file(request: HttpRequest, document_pk: int) -> HttpResponseBase:
    """Send a paper to whoever handed it in, or may see the stall's facts. To everybody else there is none."""
    user = _person(request)
    document = DossierDocument.objects.select_related("dossier").filter(pk=document_pk).first()
    if document is None or not _may_see(user, document.dossier):
        raise Http404
    return paper_response(document)


def paper_response(document: DossierDocument) -> HttpResponseBase:
    """Send a paper of a dossier."""
    return serve_paper(document.file, filename=f"{document.rule.code}-{document.pk}")


def shown_facts(dossier: Dossier) -> list[tuple[str, str, Step]]:
    """Return every stated fact as a page shows it, with the step where it is changed."""
    homes = {name: one for one in BY_KEY.values() for name in one.fields}
    foreign = facts_of_others(dossier.kind)
    rows = [
        (_("Loại"), str(dossier.get_kind_display()), homes["kind"]),
        (_("Tên gian hàng"), dossier.name, homes["name"]),
    ]
    rows += [
        (str(fact.label), fact_value(dossier, fact), homes[fact.value])
        for fact in Fact
        if fact not in foreign
    ]
    return [(label[:1].upper() + label[1:], value, home) for label, value, home in rows if value]


def fact_value(holder: Any, fact: Fact) -> str:
    """Return a fact of a dossier or a stall in words."""
    value = getattr(holder, fact.value, None)
    if not value:
        return ""
    if fact == Fact.BANK_BIN:
        return bank_name(value)
    return f"{value:%d/%m/%Y}" if hasattr(value, "strftime") else str(value)


def _may_see(user: User, dossier: Dossier) -> bool:
    if dossier.keeper_id == user.pk and dossier.stall_id is None:
        return True
    if dossier.stall_id is None:
        return False
    member = memberships_of(user).filter(stall_id=dossier.stall_id).first()
    return member is not None and member.may(Capability.SEE_FACTS)


def _initial(dossier: Dossier, current: Step) -> dict[str, Any]:
    values = {name: getattr(dossier, name) for name in current.fields}
    if "ward" in values:
        values["ward"] = dossier.ward.code if dossier.ward else ""
    return values


def _kinds() -> list[dict[str, Any]]:
    rules = list(in_force(DocumentRule.objects.all()))
    return [
        {"label": label, "papers": [rule for rule in rules if rule.kind == kind]}
        for kind, label in StallKind.choices
    ]


def _papers(dossier: Dossier, sent: PaperForm | None = None) -> dict[str, Any]:
    lines = [
        {"line": line, "form": sent if sent and sent.rule == line.rule else PaperForm(rule=line.rule)}
        for line in checklist(dossier)
    ]
    return {"lines": lines, "form": sent}


def _page(
    request: HttpRequest, dossier: Dossier, current: Step, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    shared = {
        "dossier": dossier,
        "step": current,
        "road": road(dossier, current),
        "following": after(current),
    }
    return render(request, f"stalls/apply/{current.key}.html", shared | context, status=status)
