"""Writing a dossier and handing it in. Every step is kept at once; who comes back finds it as it was.

The dossier's row is locked by whoever moves it, so that handing in, taking back and deciding never cross.
"""

from collections.abc import Mapping
from typing import IO, Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from marketplace.accounts.models import Consent, User
from marketplace.core.errors import FloorError, NotAllowedNowError
from marketplace.core.files.papers import clean_paper, store_paper
from marketplace.core.text import clean_text
from marketplace.stalls.dossiers.log import facts_as_log, log_draft
from marketplace.stalls.dossiers.messages import tell_received
from marketplace.stalls.dossiers.papers import let_go_of_files
from marketplace.stalls.dossiers.selectors import (
    amendment_of,
    application_of,
    checklist,
    facts_of_others,
    is_name_taken,
    missing_facts,
)
from marketplace.stalls.enums import DocumentState, DossierPurpose, DossierState, IdentityState
from marketplace.stalls.identity import identity_adapter
from marketplace.stalls.models import DocumentRule, Stall
from marketplace.stalls.models.dossiers import EDITABLE, FACTS, PRIVATE_FACTS, Dossier, DossierDocument

FOLDER = "dossiers"
MOST_DOCUMENTS = 60
_WRITABLE = frozenset({*FACTS, *PRIVATE_FACTS})
_CONSENT_WAY = "ô đánh dấu khi nộp hồ sơ gian hàng"


class DossierIncompleteError(FloorError):
    """What was handed in is not whole."""


@transaction.atomic
def start_application(*, keeper: User) -> Dossier:
    """Return the person's application that can still be written, or begin one.

    After a refusal a new one begins with the facts of the last.
    """
    last = application_of(keeper)
    if last is not None and last.is_editable:
        return last
    if last is not None and last.state == DossierState.SUBMITTED:
        raise NotAllowedNowError(_("Hồ sơ đang chờ Sở xem. Muốn sửa, bạn rút lại trước."))
    facts: dict[str, Any] = {"email": keeper.email, "phone": keeper.phone, "representative": keeper.full_name}
    if last is not None and last.state == DossierState.REJECTED:
        facts = {name: getattr(last, name) for name in _WRITABLE}
    try:
        with transaction.atomic():
            return Dossier.objects.create(keeper=keeper, **facts)
    except IntegrityError:  # begun on another device a moment ago
        found = application_of(keeper)
        if found is None:
            raise
        return found


@transaction.atomic
def start_amendment(*, stall: Stall, keeper: User) -> Dossier:
    """Return the change that a stall is writing, or begin one from what is verified now."""
    last = amendment_of(stall)
    if last is not None and last.is_editable:
        return last
    if last is not None and last.state == DossierState.SUBMITTED:
        raise NotAllowedNowError(_("Bản thay đổi đang chờ Sở xem. Muốn sửa, bạn rút lại trước."))
    if not stall.is_active:
        raise NotAllowedNowError(_("Gian hàng không đang bán nên chưa thay đổi hồ sơ được."))
    private = (
        Dossier.objects.filter(stall=stall, decided_at__isnull=False)
        .order_by("-pk")
        .values(*PRIVATE_FACTS)
        .first()
    )
    facts = {name: getattr(stall, name) for name in FACTS} | (private or {})
    try:
        with transaction.atomic():
            begun = Dossier.objects.create(
                keeper=keeper, stall=stall, purpose=DossierPurpose.AMENDMENT, **facts
            )
    except IntegrityError:  # begun by another member a moment ago
        found = amendment_of(stall)
        if found is None:
            raise
        return found
    log_draft(begun, "stalls.dossier_begin", by=keeper, data={"before": "", "after": begun.state})
    return begun


@transaction.atomic
def save_facts(*, dossier: Dossier, facts: Mapping[str, Any], by: User) -> Dossier:
    """Keep what was written so far, whole or not."""
    locked = _lock_editable(dossier)
    said = {
        name: clean_text(value) if isinstance(value, str) else value
        for name, value in facts.items()
        if name in _WRITABLE
    }
    changed = [name for name in said if said[name] != getattr(locked, name)]
    before = facts_as_log(locked, changed)
    for name in changed:
        setattr(locked, name, said[name])
    if changed:
        locked.save(update_fields=changed)
        told = {"before": before, "after": facts_as_log(locked, changed)}
        log_draft(locked, "stalls.dossier_facts", by=by, data=told)
    # Another kind asks for other papers; those of the former one stay as history.
    locked.documents.filter(is_current=True).exclude(rule__kind=locked.kind).update(is_current=False)
    return locked


@transaction.atomic
def add_document(
    *,
    dossier: Dossier,
    rule: DocumentRule,
    file: IO[bytes],
    name: str,
    by: User,
    expires_on: Any = None,
) -> DossierDocument:
    """Take a paper in. It takes the place of the last one of its kind, which stays as history."""
    locked = _lock_editable(dossier)
    if rule.kind != locked.kind:
        raise NotAllowedNowError(_("Loại gian hàng đã đổi, giấy tờ này không còn cần."))
    if locked.documents.count() >= MOST_DOCUMENTS:
        raise NotAllowedNowError(_("Hồ sơ này đã có quá nhiều lần gửi giấy. Bạn gọi Sở để được giúp."))
    if rule.asks_expiry and expires_on is not None and expires_on < timezone.localdate():
        raise DossierIncompleteError(_("Giấy này đã hết hạn. Bạn gửi bản còn hạn."))
    paper = clean_paper(file)
    former = locked.documents.filter(rule__code=rule.code, is_current=True)
    before = former.values_list("state", flat=True).first() or ""
    former.update(is_current=False)
    document = DossierDocument.objects.create(
        dossier=locked,
        rule=rule,
        file=store_paper(paper, folder=FOLDER),
        digest=paper.digest,
        content_type=paper.content_type,
        size=len(paper.data),
        original_name=clean_text(name)[:120],
        expires_on=expires_on if rule.asks_expiry else None,
        uploaded_by=by,
    )
    told = {"paper": rule.name, "before": before, "after": document.state}
    log_draft(locked, "stalls.dossier_paper_added", by=by, data=told)
    return document


@transaction.atomic
def remove_document(*, dossier: Dossier, document_pk: int, by: User) -> None:
    """Take back a paper that no officer has looked at; unknown ones are nobody's business."""
    locked = _lock_editable(dossier)
    document = locked.documents.filter(pk=document_pk, is_current=True).first()
    if document is None:
        return
    if document.state != DocumentState.WAITING:
        raise NotAllowedNowError(_("Sở đã xem giấy này. Bạn gửi bản mới thay vào."))
    told = {"paper": document.rule.name, "before": document.state, "after": ""}
    document.delete()
    let_go_of_files([document.file])
    log_draft(locked, "stalls.dossier_paper_removed", by=by, data=told)


@transaction.atomic
def submit_dossier(*, dossier: Dossier, by: User, documents: Mapping[str, str] | None = None) -> Dossier:
    """Hand a whole dossier in, and record which version of the rules its keeper agreed to."""
    locked = _lock_editable(dossier)
    if by.email_verified_at is None:
        raise DossierIncompleteError(_("Sở báo kết quả qua thư, nên bạn xác minh địa chỉ thư trước khi nộp."))
    _check_whole(locked)
    # Somebody who chose another kind at first is not known by what that one states.
    empty = Dossier()
    foreign = {fact.value: getattr(empty, fact.value) for fact in facts_of_others(locked.kind)}
    locked = save_facts(dossier=locked, facts=foreign, by=by)
    before = locked.state
    locked.state = DossierState.SUBMITTED
    locked.round += 1
    locked.submitted_at = timezone.now()
    locked.note, locked.reasons, locked.decided_at, locked.decided_by = "", [], None, None
    adapter = identity_adapter()
    found = adapter.check(locked)
    if found != IdentityState.OPEN or locked.identity_adapter != adapter.code:
        locked.identity_state = found
        locked.identity_at = None if found == IdentityState.OPEN else timezone.now()
    locked.identity_adapter = adapter.code
    locked.save()
    Consent.objects.bulk_create(
        Consent(
            user=by,
            reference=locked.number,
            purpose=Consent.Purpose.STALL,
            document=document,
            version=version,
            way=_CONSENT_WAY,
        )
        for document, version in (documents or {}).items()
    )
    log(
        instance=locked,
        action="stalls.dossier_submit",
        user=by,
        data={"before": before, "after": locked.state, "round": locked.round},
    )
    tell_received(locked)
    return locked


@transaction.atomic
def withdraw_dossier(*, dossier: Dossier, by: User) -> Dossier:
    """Take a dossier back before it is decided, to write on."""
    locked = Dossier.objects.select_for_update(of=("self",)).get(pk=dossier.pk)
    if locked.state != DossierState.SUBMITTED:
        raise NotAllowedNowError(_("Hồ sơ này không còn chờ xem nên không rút lại được."))
    locked.state = DossierState.DRAFT
    locked.assigned_to = None
    locked.save(update_fields=("state", "assigned_to"))
    log(
        instance=locked,
        action="stalls.dossier_withdraw",
        user=by,
        data={"before": DossierState.SUBMITTED, "after": locked.state},
    )
    return locked


@transaction.atomic
def discard_amendment(*, dossier: Dossier, by: User) -> None:
    """Throw away a change that was never handed in; the stall stays as it was verified.

    The dossier goes, so what was thrown away stands in the log of its stall.
    """
    locked = _lock_editable(dossier)
    if not locked.is_amendment or locked.round:
        raise NotAllowedNowError(_("Bản này Sở đã xem, nên được giữ lại trong hồ sơ."))
    data = {"dossier": locked.number, "before": locked.state, "after": ""}
    log(instance=locked.stall, action="stalls.dossier_discard", user=by, data=data)
    let_go_of_files(list(locked.documents.values_list("file", flat=True)))
    locked.delete()


def _lock_editable(dossier: Dossier) -> Dossier:
    locked = Dossier.objects.select_for_update(of=("self",)).get(pk=dossier.pk)
    if locked.state not in EDITABLE:
        raise NotAllowedNowError(_("Hồ sơ đang chờ Sở xem hoặc đã có quyết định, nên không sửa được."))
    return locked


def _check_whole(dossier: Dossier) -> None:
    if not dossier.kind or not dossier.name:
        raise DossierIncompleteError(_("Hồ sơ chưa có loại và tên gian hàng."))
    if is_name_taken(dossier):
        raise DossierIncompleteError(_("Đã có gian hàng mang tên này. Bạn chọn tên khác giúp."))
    facts = missing_facts(dossier)
    if facts:
        names = ", ".join(str(fact.label) for fact in facts)
        raise DossierIncompleteError(_("Hồ sơ còn thiếu: %s.") % names)
    for line in checklist(dossier):
        if line.is_missing:
            raise DossierIncompleteError(_("Hồ sơ còn thiếu giấy: %s.") % line.rule.name)
        if line.document is None or not line.needs_another:
            continue
        if line.document.state == DocumentState.REFUSED:
            raise DossierIncompleteError(_("Sở đang chờ bản khác của giấy: %s.") % line.rule.name)
        if line.document.has_ended:
            # It was good when it was sent; the draft has waited since.
            ended = {"day": f"{line.document.expires_on:%d/%m/%Y}", "paper": line.rule.name}
            words = _("Giấy này đã hết hạn ngày %(day)s: %(paper)s. Bạn gửi bản còn hạn.")
            raise DossierIncompleteError(words % ended)
