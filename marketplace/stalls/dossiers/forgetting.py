"""What becomes of applications when the person closes the account.

A stall keeps the dossiers it was opened and changed by. Of an application that opened nothing the department's
decisions stay, and nothing of the person: facts, papers and what the log copied of them go.
"""

from typing import Any, Final

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import QuerySet
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from marketplace.accounts.models import User
from marketplace.stalls.dossiers.log import HIDDEN
from marketplace.stalls.dossiers.papers import let_go_of_files
from marketplace.stalls.enums import DossierPurpose, DossierState
from marketplace.stalls.models.dossiers import FACTS, OPEN, PRIVATE_FACTS, Dossier, DossierDocument

_NULLABLE: Final = frozenset({"registration_date", "ward", "birth_date"})
_PERSONAL: Final = (*(name for name in FACTS if name != "kind"), *PRIVATE_FACTS)


def applications_without_stall(*, keeper: User) -> QuerySet[Dossier]:
    """Return what a person asked to open and never got, or has not got yet."""
    return Dossier.objects.filter(keeper=keeper, purpose=DossierPurpose.OPENING, stall=None)


@transaction.atomic
def forget_applications(*, keeper: User) -> None:
    """Take back what waits and let go of everything personal in it."""
    for dossier in applications_without_stall(keeper=keeper).select_for_update(of=("self",)):
        let_go_of_files(list(dossier.documents.values_list("file", flat=True)))
        if dossier.round == 0:
            dossier.delete()
        else:
            _empty(dossier, by=keeper)


def _empty(dossier: Dossier, *, by: User) -> None:
    before = dossier.state
    if before in OPEN:
        dossier.state, dossier.assigned_to = DossierState.DRAFT, None
    for name in _PERSONAL:
        setattr(dossier, name, None if name in _NULLABLE else "")
    dossier.save()
    DossierDocument.objects.filter(dossier=dossier).update(file="", original_name="")
    _hide_in_log(dossier)
    data = {"before": before, "after": dossier.state}
    log(instance=dossier, action="stalls.dossier_forget", user=by, title=dossier.number, data=data)


def _hide_in_log(dossier: Dossier) -> None:
    entries = ModelLogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(Dossier), object_id=str(dossier.pk)
    )
    for entry in entries:
        entry.label = dossier.number
        if entry.action == "stalls.dossier_facts":
            entry.data = _hidden(entry.data)
        entry.save(update_fields=("label", "data"))


def _hidden(data: dict[str, Any]) -> dict[str, Any]:
    """Return which facts were changed, and no longer from what to what."""
    return {
        side: {name: value and HIDDEN for name, value in data.get(side, {}).items()}
        for side in ("before", "after")
    }
