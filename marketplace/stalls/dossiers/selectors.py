"""Reads of dossiers: what is still missing, what waits for an officer, which papers a stall has."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.contrib.auth.models import AbstractBaseUser
from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.utils import timezone
from wagtail.models import ModelLogEntry

from marketplace.core.rules import in_force
from marketplace.stalls.enums import (
    OFFERED_TO_ALL,
    DocumentState,
    DossierPurpose,
    DossierState,
    Fact,
    ReasonScope,
    StallStatus,
)
from marketplace.stalls.models import Bank, DecisionReason, DocumentRule, FactRule, Stall
from marketplace.stalls.models.dossiers import Dossier, DossierDocument

# Days before its end at which a paper is spoken of, the earlier one first.
WARNING_DAYS: Final = (30, 7)


@dataclass(frozen=True, slots=True)
class ChecklistLine:
    """One paper that is asked for, and what there is of it."""

    rule: DocumentRule
    document: DossierDocument | None
    # What the stall has in force already; an amendment need not send it again.
    in_force: DossierDocument | None = None
    # Whether the department still asks for it; what was sent before it stopped is shown and stands in no way.
    is_asked: bool = True

    @property
    def is_missing(self) -> bool:
        """Whether the dossier cannot be handed in without it."""
        is_there = self.document is not None or self.in_force is not None
        return self.is_asked and self.rule.is_required and not is_there

    @property
    def needs_another(self) -> bool:
        """Whether what was sent is not good enough: it was refused, or ended while the dossier lay."""
        document = self.document
        if document is None or not self.is_asked:
            return False
        return document.state == DocumentState.REFUSED or document.has_ended


def application_of(user: AbstractBaseUser) -> Dossier | None:
    """Return the latest application of a person, whatever became of it."""
    return (
        Dossier.objects.filter(keeper_id=user.pk, purpose=DossierPurpose.OPENING)
        .select_related("ward__province", "stall")
        .order_by("-pk")
        .first()
    )


def dossiers_of(*, keeper: AbstractBaseUser) -> QuerySet[Dossier]:
    """Return everything a person asked of the department, the oldest first, with its papers."""
    return (
        Dossier.objects.filter(keeper_id=keeper.pk)
        .select_related("ward__province")
        .prefetch_related("documents__rule")
        .order_by("pk")
    )


def amendment_of(stall: Stall) -> Dossier | None:
    """Return the change that a stall has not finished, or the last one."""
    return (
        Dossier.objects.filter(stall=stall, purpose=DossierPurpose.AMENDMENT)
        .select_related("ward__province", "stall")
        .order_by("-pk")
        .first()
    )


def required_facts(kind: str, on: date | None = None) -> set[Fact]:
    """Return what a stall of this kind has to state on a day."""
    rows = in_force(FactRule.objects.filter(kind=kind), on=on).values_list("fact", flat=True)
    return {Fact(fact) for fact in rows}


def facts_of_others(kind: str) -> set[Fact]:
    """Return what other kinds of stall are asked for and this one is not, so that it does not even see the field."""
    rows = in_force(FactRule.objects.exclude(kind=kind)).values_list("fact", flat=True)
    return {Fact(fact) for fact in rows} - required_facts(kind) - OFFERED_TO_ALL


def missing_facts(dossier: Dossier, among: Sequence[str] = ()) -> list[Fact]:
    """Return what ``dossier`` has to state and does not, in the order of the form."""
    required = required_facts(dossier.kind)
    return [
        fact
        for fact in Fact
        if fact in required and not getattr(dossier, fact.value) and (not among or fact.value in among)
    ]


def checklist(dossier: Dossier) -> list[ChecklistLine]:
    """Return every paper that is asked for, with the newest one that was sent.

    A paper is known by its code: a new dated row of the same one does not ask for it again.
    """
    rules = list(in_force(DocumentRule.objects.filter(kind=dossier.kind)))
    sent = {document.rule.code: document for document in current_documents(dossier)}
    known = {rule.code for rule in rules}
    # A paper whose rule has ended since is still shown: somebody sent it.
    rules += [document.rule for code, document in sent.items() if code not in known]
    kept = {}
    if dossier.is_amendment and dossier.stall is not None:
        kept = {document.rule.code: document for document in documents_in_force(dossier.stall)}
    return [
        ChecklistLine(rule, sent.get(rule.code), kept.get(rule.code), is_asked=rule.code in known)
        for rule in rules
    ]


def current_documents(dossier: Dossier) -> QuerySet[DossierDocument]:
    """Return the newest paper of each kind in a dossier."""
    return DossierDocument.objects.filter(dossier=dossier, is_current=True).select_related("rule")


def documents_in_force(stall: Stall) -> QuerySet[DossierDocument]:
    """Return the papers that the department accepted and that no later one replaced."""
    return (
        DossierDocument.objects.filter(dossier__stall=stall, in_force=True)
        .select_related("rule", "dossier")
        .order_by("rule__position", "pk")
    )


def expiring_documents(*, within: int, on: date | None = None) -> QuerySet[DossierDocument]:
    """Return papers in force that end within so many days, the day itself included; a closed stall has none to renew."""
    today = on or timezone.localdate()
    ending = DossierDocument.objects.filter(
        in_force=True, expires_on__gte=today, expires_on__lte=today + timedelta(days=within)
    )
    return ending.exclude(dossier__stall__status=StallStatus.CLOSED).select_related("rule", "dossier__stall")


def papers_to_renew(stall: Stall) -> list[DossierDocument]:
    """Return what the desk has to speak of: papers that ended, or end within the first warning."""
    limit = timezone.localdate() + timedelta(days=WARNING_DAYS[0])
    return list(documents_in_force(stall).filter(expires_on__lte=limit).order_by("expires_on"))


def waiting_dossiers() -> QuerySet[Dossier]:
    """Return what waits for an officer, the one that was handed in first on top."""
    return dossiers_for_officers().filter(state=DossierState.SUBMITTED).order_by("submitted_at", "pk")


def dossiers_for_officers() -> QuerySet[Dossier]:
    """Return every dossier that was ever handed in; a first draft is its writer's own."""
    return Dossier.objects.exclude(round=0).select_related("ward", "keeper", "assigned_to", "stall")


def reasons_for(scope: ReasonScope) -> QuerySet[DecisionReason]:
    """Return the words that an officer is offered."""
    return DecisionReason.objects.filter(scope=scope, is_active=True)


def is_name_taken(dossier: Dossier) -> bool:
    """Whether another stall bears the name, in any case of its letters."""
    # SQLite folds the case of ASCII alone, so the names are held together here; a province has few.
    wanted = dossier.name.casefold()
    names = Stall.objects.values_list("pk", "name")
    return any(name.casefold() == wanted for pk, name in names.iterator() if pk != dossier.stall_id)


def bank_name(number: str) -> str:
    """Return the bank's short name, or the BIN of one that is not in the list."""
    return Bank.objects.filter(bin=number).values_list("code", flat=True).first() or number


def history_of(thing: Dossier | Stall) -> QuerySet[ModelLogEntry]:
    """Return what happened to a dossier or a stall, the latest first."""
    entries: QuerySet[ModelLogEntry] = ModelLogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(thing), object_id=str(thing.pk)
    )
    return entries.select_related("user").order_by("-timestamp", "-pk")
