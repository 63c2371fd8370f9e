"""What a keeper is told about a dossier, a paper or the stall, as rows of the message table.

The key names the occasion, so that nothing is told twice. An address that nobody proved is not written to
by name; whoever handed in a dossier has proved it.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from django.urls import reverse
from django.utils import translation

from marketplace.notifications.services import NewMessage, queue_messages
from marketplace.stalls.dossier_models import Dossier, DossierDocument
from marketplace.stalls.enums import DocumentState, MemberRole
from marketplace.stalls.models import Stall, StallInvitation, StallMember, StallSuspension

# Letters to stalls are Vietnamese: their words and addresses too, whatever language the page was read in.
STALL_LANGUAGE: Final = "vi"
_RUNNING = (MemberRole.OWNER, MemberRole.MANAGER)


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
    facts = paper_facts(document.rule.name, document.expires_on, left, reverse("stalls:start"))
    tell_stall(stall, "stall_document_expiring", f"{document.pk}:{days}", facts)


def paper_facts(name: str, ends: date, left: int, path: str) -> dict[str, Any]:
    """Return what a letter says of a paper that ends."""
    return {"paper": name, "day": f"{ends:%d/%m/%Y}", "days": left, "path": path}


def tell_suspended(stall: Stall, suspension: StallSuspension) -> None:
    """Tell those who run the stall why, and on which article, it does not sell for now."""
    facts = {"reason": suspension.reason, "basis": str(suspension.basis) if suspension.basis else ""}
    tell_stall(stall, "stall_suspended", str(suspension.pk), facts)


def tell_reopened(stall: Stall, suspension_pk: int) -> None:
    """Tell those who run the stall that it sells again."""
    with translation.override(STALL_LANGUAGE):
        facts = {"path": stall.get_absolute_url()}
    tell_stall(stall, "stall_reopened", str(suspension_pk), facts)


def tell_invited(invitation: StallInvitation, *, key: str) -> None:
    """Send the link that makes somebody a member. It opens a door, so its words are not kept."""
    with translation.override(STALL_LANGUAGE):
        facts = {
            "stall": invitation.stall.name,
            "role": str(invitation.get_role_display()),
            "inviter": invitation.invited_by.full_name,
            "path": reverse("stalls:invitation", args=(key,)),
        }
    queue_messages(
        [
            NewMessage(
                key=f"stall_invitation:{invitation.pk}",
                kind="stall_invitation",
                recipient=invitation.email,
                language=STALL_LANGUAGE,
                context=facts,
                is_secret=True,
            )
        ]
    )


def _tell_keeper(dossier: Dossier, kind: str, facts: dict[str, Any]) -> None:
    keeper = dossier.keeper
    with translation.override(STALL_LANGUAGE):
        path = reverse("stalls:start")
    shared = {
        "name": keeper.full_name,
        "number": dossier.number,
        "stall": dossier.name,
        "stall_key": dossier.stall_id,
        "path": path,
    }
    key = f"{kind}:{dossier.pk}:{dossier.round}:{dossier.state}"
    message = NewMessage(
        key=key, kind=kind, recipient=keeper.email, language=STALL_LANGUAGE, context=shared | facts
    )
    queue_messages([message])


def tell_stall(stall: Stall, kind: str, occasion: str, facts: dict[str, Any]) -> None:
    """Tell everyone who runs the stall; the occasion is told once."""
    messages = [
        NewMessage(
            key=f"{kind}:{occasion}:{member.user_id}",
            kind=kind,
            recipient=member.user.email,
            language=STALL_LANGUAGE,
            context={
                "name": member.user.full_name,
                "stall": stall.name,
                "stall_key": stall.pk,
                **facts,
            },
        )
        for member in _running(stall)
    ]
    queue_messages(messages)


def _running(stall: Stall) -> Iterable[StallMember]:
    return StallMember.objects.filter(stall=stall, role__in=_RUNNING, user__is_active=True).select_related(
        "user"
    )
