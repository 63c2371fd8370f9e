"""What a keeper is told about a dossier or a paper, as rows of the message table.

An address that nobody proved is not written to by name; whoever handed in a dossier has proved it.
"""

from typing import Any

from marketplace.notifications.services import NewMessage, queue_messages
from marketplace.stalls.enums import DocumentState
from marketplace.stalls.messages import STALL_LANGUAGE, paper_facts, path_for_stalls, tell_stall
from marketplace.stalls.models import Dossier, DossierDocument, Stall


def tell_received(dossier: Dossier) -> None:
    """Tell the keeper that the dossier arrived."""
    _tell_keeper(dossier, "stall_dossier_received", {})


def tell_decided(dossier: Dossier) -> None:
    """Tell the keeper what was decided, in the officer's words, with every paper that has to be better."""
    refused = dossier.documents.filter(is_current=True, state=DocumentState.REFUSED).select_related("rule")
    papers = [{"name": document.rule.name, "note": document.note} for document in refused]
    facts = {
        "state": dossier.state,
        "note": dossier.note,
        "papers": papers,
        "is_amendment": dossier.is_amendment,
    }
    _tell_keeper(dossier, "stall_dossier_decided", facts)


def tell_expiring(document: DossierDocument, stall: Stall, *, days: int, left: int) -> None:
    """Tell those who run the stall that a paper ends; once per warning."""
    assert document.expires_on is not None  # noqa: S101 - the selector asks for a date
    facts = paper_facts(document.rule.name, document.expires_on, left, path_for_stalls("stalls:start"))
    tell_stall(stall, "stall_document_expiring", f"{document.pk}:{days}", facts)


def _tell_keeper(dossier: Dossier, kind: str, facts: dict[str, Any]) -> None:
    keeper = dossier.keeper
    shared = {
        "name": keeper.full_name,
        "number": dossier.number,
        "stall": dossier.name,
        "stall_key": dossier.stall_id,
        "path": path_for_stalls("stalls:start"),
    }
    key = f"{kind}:{dossier.pk}:{dossier.round}:{dossier.state}"
    message = NewMessage(
        key=key, kind=kind, recipient=keeper.email, language=STALL_LANGUAGE, context=shared | facts
    )
    queue_messages([message])
