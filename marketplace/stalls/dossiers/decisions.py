"""What officers do with a dossier. Two who decide at once: the second is told that it is decided.

An officer decides on the round that was read: a dossier taken back and handed in again is another one.
A verified application opens its stall; a verified change is copied to the stall that has sold on meanwhile.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from marketplace.accounts.models import User
from marketplace.core.errors import NotAllowedNowError
from marketplace.core.text import clean_text
from marketplace.stalls.dossiers.messages import tell_decided
from marketplace.stalls.dossiers.papers import let_go_of_files
from marketplace.stalls.dossiers.selectors import checklist, is_name_taken
from marketplace.stalls.enums import DocumentState, DossierState, IdentityState, StallKind
from marketplace.stalls.models import DecisionReason, Stall
from marketplace.stalls.models.dossiers import FACTS, Dossier, DossierDocument
from marketplace.stalls.services import StallFacts, lock_stall, open_stall

_ON_STALL_ONLY = ("name", "kind", "ward")


@dataclass(frozen=True, slots=True)
class PaperDecision:
    """What an officer says of one paper; a refusal carries words."""

    accepted: bool
    reasons: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """Why: codes of the list, and what the officer adds."""

    reasons: tuple[str, ...] = ()
    note: str = ""
    texts: dict[str, str] = field(default_factory=dict)

    def said(self) -> str:
        """Return everything as the stall reads it."""
        lines = [self.texts[code] for code in self.reasons if code in self.texts]
        note = clean_text(self.note)
        return "\n".join([*lines, *([note] if note else [])])


def words_of(*, reasons: Sequence[str], note: str) -> Words:
    """Return the words behind codes of the list, with what the officer adds."""
    texts = dict(DecisionReason.objects.filter(code__in=reasons).values_list("code", "text"))
    return Words(tuple(code for code in reasons if code in texts), note, texts)


@transaction.atomic
def assign_dossier(*, dossier: Dossier, to: User | None, by: User) -> Dossier:
    """Say who looks after a dossier, or that nobody does."""
    locked = _lock(dossier)
    before = locked.assigned_to
    locked.assigned_to = to
    locked.save(update_fields=("assigned_to",))
    names = {"before": str(before or ""), "after": str(to or "")}
    log(instance=locked, action="stalls.dossier_assign", user=by, data=names)
    return locked


@transaction.atomic
def decide_documents(
    *, dossier: Dossier, round_read: int, decisions: Mapping[int, PaperDecision], by: User
) -> Dossier:
    """Write down what an officer says of the papers, one by one."""
    locked = _lock_waiting(dossier, round_read)
    _decide_documents(locked, decisions, by)
    return locked


@transaction.atomic
def request_changes(
    *,
    dossier: Dossier,
    round_read: int,
    words: Words,
    by: User,
    decisions: Mapping[int, PaperDecision] | None = None,
) -> Dossier:
    """Send a dossier back to be made better; it says why, here or beside a paper."""
    locked = _lock_waiting(dossier, round_read)
    _decide_documents(locked, decisions or {}, by)
    refused = locked.documents.filter(is_current=True, state=DocumentState.REFUSED).exists()
    if not refused and not words.said():
        raise NotAllowedNowError(
            _("Cần nói rõ phải bổ sung gì: chọn một lý do, ghi lời nhắn, hoặc trả một giấy.")
        )
    return _close(locked, DossierState.CHANGES_REQUESTED, words, by)


@transaction.atomic
def reject_dossier(*, dossier: Dossier, round_read: int, words: Words, by: User) -> Dossier:
    """Refuse a dossier for good; whoever wants to sell begins a new one."""
    locked = _lock_waiting(dossier, round_read)
    if not words.said():
        raise NotAllowedNowError(_("Cần ghi lý do từ chối để người nộp biết vì sao."))
    _let_go_of_files(locked)
    return _close(locked, DossierState.REJECTED, words, by)


@transaction.atomic
def verify_dossier(
    *,
    dossier: Dossier,
    round_read: int,
    by: User,
    identity_checked: bool = False,
    decisions: Mapping[int, PaperDecision] | None = None,
    note: str = "",
) -> Dossier:
    """Find a dossier in order. A new stall opens; a stall that sells gets its new facts."""
    locked = _lock_waiting(dossier, round_read)
    _decide_documents(locked, decisions or {}, by)
    _check_papers(locked)
    if is_name_taken(locked):
        raise NotAllowedNowError(_("Đã có gian hàng mang tên này. Yêu cầu người nộp chọn tên khác."))
    if locked.identity_state != IdentityState.PROVED:
        if locked.identity_state == IdentityState.REFUSED or not identity_checked:
            raise NotAllowedNowError(_("Chưa đối chiếu danh tính người nộp nên chưa xác minh được."))
        locked.identity_state = IdentityState.PROVED
        locked.identity_at = timezone.now()
    if locked.is_amendment:
        _change_stall(locked)
    else:
        locked.stall = _open_stall(locked)
    _put_in_force(locked)
    _let_go_of_files(locked)
    return _close(locked, DossierState.VERIFIED, Words(note=note), by)


def _lock(dossier: Dossier) -> Dossier:
    return Dossier.objects.select_for_update(of=("self",)).get(pk=dossier.pk)


def _lock_waiting(dossier: Dossier, round_read: int) -> Dossier:
    locked = _lock(dossier)
    if locked.state != DossierState.SUBMITTED:
        raise NotAllowedNowError(_("Hồ sơ này đã có quyết định, hoặc người nộp đã rút lại."))
    if locked.round != round_read:
        raise NotAllowedNowError(_("Người nộp vừa nộp lại hồ sơ này. Mời xem bản mới rồi quyết định."))
    return locked


def _decide_documents(dossier: Dossier, decisions: Mapping[int, PaperDecision], by: User) -> None:
    documents = {document.pk: document for document in dossier.documents.filter(is_current=True)}
    for pk, decision in decisions.items():
        document = documents.get(pk)
        if document is None:
            raise NotAllowedNowError(_("Có giấy vừa được thay bằng bản khác. Mời xem lại rồi quyết định."))
        words = words_of(reasons=decision.reasons, note=decision.note)
        if not decision.accepted and not words.said():
            raise NotAllowedNowError(_("Giấy nào cần bản khác thì nói rõ vì sao: %s.") % document.rule.name)
        if decision.accepted:
            _check_end(document)
        state = DocumentState.ACCEPTED if decision.accepted else DocumentState.REFUSED
        said = "" if decision.accepted else words.said()
        if (document.state, document.note) == (state, said):
            continue
        before = document.state
        document.state, document.note = state, said
        document.reasons = list(words.reasons) if not decision.accepted else []
        document.decided_at = timezone.now()
        document.save(update_fields=("state", "note", "reasons", "decided_at"))
        data = {"paper": document.rule.name, "before": before, "after": document.state, "note": said}
        log(instance=dossier, action="stalls.dossier_paper", user=by, data=data)


def _check_papers(dossier: Dossier) -> None:
    for line in checklist(dossier):
        if line.is_missing:
            raise NotAllowedNowError(_("Còn thiếu giấy bắt buộc: %s.") % line.rule.name)
        if not line.is_asked:
            continue
        if line.document is not None and line.document.state != DocumentState.ACCEPTED:
            raise NotAllowedNowError(_("Còn giấy chưa đạt hoặc chưa xem: %s.") % line.rule.name)
        if line.document is not None:
            # It may have been accepted on an earlier day.
            _check_end(line.document)


def _check_end(document: DossierDocument) -> None:
    """Refuse to take a paper that ended while the dossier waited."""
    if document.has_ended:
        ended = {"day": f"{document.expires_on:%d/%m/%Y}", "paper": document.rule.name}
        words = _("Giấy này đã hết hạn ngày %(day)s nên không nhận được: %(paper)s. Chọn «Cần bản khác».")
        raise NotAllowedNowError(words % ended)


def _close(dossier: Dossier, state: DossierState, words: Words, by: User) -> Dossier:
    before = dossier.state
    dossier.state = state
    dossier.note, dossier.reasons = words.said(), list(words.reasons)
    dossier.decided_by, dossier.decided_at = by, timezone.now()
    dossier.save()
    data = {"before": before, "after": state, "reasons": dossier.reasons, "note": dossier.note}
    log(instance=dossier, action=f"stalls.dossier_{state.value}", user=by, data=data)
    tell_decided(dossier)
    return dossier


def _facts_of(dossier: Dossier) -> dict[str, object]:
    return {name: getattr(dossier, name) for name in FACTS}


def _open_stall(dossier: Dossier) -> Stall:
    assert dossier.ward is not None  # noqa: S101 - handing in asked for it
    today = timezone.localdate()
    facts = {name: value for name, value in _facts_of(dossier).items() if name not in _ON_STALL_ONLY}
    return open_stall(
        name=dossier.name,
        kind=StallKind(dossier.kind),
        ward=dossier.ward,
        facts=StallFacts(selling_since=today.year, verified_on=today, **facts),  # type: ignore[arg-type]  # the columns bear the stall's names
        keeper=dossier.keeper,
    )


def _change_stall(dossier: Dossier) -> None:
    """Copy the verified facts; the address of the stall's page stays, links lead to it."""
    assert dossier.stall_id is not None  # noqa: S101 - a change names its stall
    stall = lock_stall(dossier.stall_id)
    for name, value in _facts_of(dossier).items():
        setattr(stall, name, value)
    stall.verified_on = timezone.localdate()
    stall.save()
    if stall.partner.name != stall.name:
        stall.partner.name = stall.name
        stall.partner.save(update_fields=("name",))


def _put_in_force(dossier: Dossier) -> None:
    """Make the accepted papers the stall's; those they replace are so no longer."""
    accepted = dossier.documents.filter(is_current=True, state=DocumentState.ACCEPTED)
    codes = list(accepted.values_list("rule__code", flat=True))
    DossierDocument.objects.filter(dossier__stall=dossier.stall, rule__code__in=codes, in_force=True).update(
        in_force=False
    )
    accepted.update(in_force=True)


def _let_go_of_files(dossier: Dossier) -> None:
    """Forget the files that the checklist does not keep; name, end and digest stay."""
    names = list(
        dossier.documents.filter(rule__keeps_file=False).exclude(file="").values_list("file", flat=True)
    )
    dossier.documents.filter(rule__keeps_file=False).update(file="")
    let_go_of_files(names)
